import {
  accountId,
  minorDelta,
  minorUnits,
  schemas,
  topicNames,
  utcMs,
  type BetEvent,
  type FundsDeposited,
} from '@stakelog/contracts';
import { sampleEvents } from '@stakelog/testing';
import { describe, expect, it } from '@jest/globals';
import { Type, type Schema } from 'avsc';
import {
  createCodec,
  decodeLearning,
  messageNames,
  subjectOf,
  type FoundSchema,
  type SchemaId,
} from './codec';
import { memoryCodec } from './memory-codec';
import type { Message } from './message';

const codec = memoryCodec();

const deposited: FundsDeposited = {
  type: 'FundsDeposited',
  accountId: accountId('aaaabbbbccccdddd'),
  commandId: 'c',
  bodyCheck: 7,
  // avsc takes longs up to 2^53 − 2.
  amount: minorUnits(Number.MAX_SAFE_INTEGER - 1),
  paymentRef: 'p',
  postings: [
    { code: 'payments', amount: minorDelta(-5) },
    { code: 'cash', amount: minorDelta(5) },
  ],
};

const repeated: BetEvent = {
  type: 'CommandRepeated',
  accountId: accountId('aaaabbbbccccdddd'),
  commandId: 'c2',
  idempotencyKey: 'k',
  held: false,
  answeredAtMs: utcMs(1),
  answerOffset: 2,
  answers: [deposited, deposited],
};

type RecordSchema = {
  readonly type: 'record';
  readonly name: string;
  readonly namespace: string;
  fields: { name: string; type: Schema; default?: null }[];
};

/** A codec for which id 1,000 is this schema, as written by another build. */
function codecBeside(written: FoundSchema | undefined) {
  const names = messageNames(topicNames);
  const ids = new Map(names.map(([topic, name], at) => [subjectOf(topic, name), at + 1]));
  const asked: SchemaId[] = [];
  const find = async (id: SchemaId) => {
    asked.push(id);
    return id === 1_000 ? written : undefined;
  };
  return { asked, other: createCodec({ ids, find }, topicNames) };
}

function wire(id: SchemaId, avro: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeInt32BE(id, 1);
  return Buffer.concat([head, avro]);
}

/** As Avro writes a long. */
function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value < 0n ? -2n * value - 1n : 2n * value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

const schemaOf = (name: string) => structuredClone(schemas['bet.events']?.[name]) as RecordSchema;

describe('a message', () => {
  it('comes back as it was', () => {
    expect(codec.decode('bet.events', codec.encode('bet.events', deposited))).toEqual(deposited);
  });

  it('says first what it is, as the checksums of facts and every JSON take it', () => {
    const read = codec.decode('bet.events', codec.encode('bet.events', deposited));
    expect(Object.keys(read)[0]).toBe('type');
  });

  it('may stand inside another, more than once', () => {
    const bytes = codec.encode('bet.events', repeated);
    expect(codec.decode('bet.events', bytes)).toEqual(repeated);
    const twice: BetEvent = { ...repeated, answers: [repeated, deposited, repeated] };
    expect(codec.decode('bet.events', codec.encode('bet.events', twice))).toEqual(twice);
  });

  it('has a schema id in the Confluent wire format, whoever reads it', () => {
    const bytes = codec.encode('bet.events', deposited);
    expect(bytes[0]).toBe(0);
    const plain = Type.forSchema(schemaOf('FundsDeposited')).fromBuffer(
      bytes.subarray(5),
    ) as object;
    expect({ type: 'FundsDeposited', ...plain }).toEqual(deposited);
  });

  it('grows beyond any buffer', () => {
    const long = { ...deposited, paymentRef: 'x'.repeat(100_000) };
    expect(codec.decode('bet.events', codec.encode('bet.events', long))).toEqual(long);
    const many: BetEvent = { ...repeated, answers: Array.from({ length: 500 }, () => long) };
    expect(codec.decode('bet.events', codec.encode('bet.events', many))).toEqual(many);
  });

  it('is not encoded for another topic, nor with a word or number that no reader takes', () => {
    expect(() =>
      codec.encode('odds.events', deposited as unknown as Message<'odds.events'>),
    ).toThrow('broken rule');
    const word = {
      ...deposited,
      postings: [{ code: 'bank', amount: 1 }],
    } as unknown as FundsDeposited;
    expect(() => codec.encode('bet.events', word)).toThrow('bank');
    const negative = { ...deposited, amount: -1 } as unknown as FundsDeposited;
    expect(() => codec.encode('bet.events', negative)).toThrow('-1');
  });
});

describe('bytes that are no message', () => {
  const good = codec.encode('bet.events', deposited);
  const id = good.readInt32BE(1);
  const plain = Type.forSchema(schemaOf('FundsDeposited'));
  const written = (changed: object) => wire(id, plain.toBuffer({ ...deposited, ...changed }));
  /** The amount of `good` in other bytes; as many, up to 2^55. */
  function withAmount(amount: bigint): Buffer {
    const at = good.indexOf(varint(BigInt(deposited.amount)));
    return Buffer.concat([good.subarray(0, at), varint(amount), good.subarray(at + 8)]);
  }

  it.each([2n ** 53n - 1n, 2n ** 53n, -(2n ** 53n)])(
    'hold a long that avsc takes for none: %d',
    (amount) => {
      expect(codec.decode('bet.events', withAmount(BigInt(deposited.amount)))).toEqual(deposited);
      expect(() => codec.decode('bet.events', withAmount(amount))).toThrow(
        expect.objectContaining({ reason: 'TRUNCATED' }),
      );
    },
  );

  it.each<{ what: string; bytes: Buffer | null; reason: string }>`
    what                     | bytes                                                   | reason
    ${'no value'}            | ${null}                                                 | ${'NULL_VALUE'}
    ${'nothing'}             | ${Buffer.alloc(0)}                                      | ${'TRUNCATED'}
    ${'text'}                | ${Buffer.from('{"type":"x"}')}                          | ${'BAD_MAGIC_BYTE'}
    ${'cut short'}           | ${good.subarray(0, -1)}                                 | ${'TRUNCATED'}
    ${'cut within a word'}   | ${good.subarray(0, good.indexOf('payments') + 3)}       | ${'TRUNCATED'}
    ${'more than a message'} | ${Buffer.concat([good, Buffer.from([0])])}              | ${'TRUNCATED'}
    ${'a word nobody knows'} | ${written({ postings: [{ code: 'bank', amount: 1 }] })} | ${'WORD_UNKNOWN'}
    ${'money below zero'}    | ${written({ amount: -1 })}                              | ${'VALUE_INVALID'}
    ${'of another topic'}    | ${codec.encode('dead.letters', deadLetterResolved())}   | ${'SCHEMA_UNKNOWN'}
  `('are refused: $what', async ({ bytes, reason }) => {
    const refused = decodeLearning(codec, 'bet.events', bytes);
    await expect(refused).rejects.toMatchObject({
      code: 'undecodable',
      recover: 'dead_letter',
      reason,
    });
  });

  it('are never read beyond their end, wherever they are cut', () => {
    for (let end = 0; end < good.length; end++)
      expect(() => codec.decode('bet.events', good.subarray(0, end))).toThrow('undecodable');
  });
});

describe('bytes of another build', () => {
  it('are read by our schema where theirs has a field more or less', async () => {
    const newer = schemaOf('FundsDeposited');
    newer.fields.push({ name: 'note', type: ['null', 'string'], default: null });
    const bytes = wire(1_000, Type.forSchema(newer).toBuffer({ ...deposited, note: 'n' }));
    const { other, asked } = codecBeside(newer);
    expect(() => other.decode('bet.events', bytes)).toThrow('unlearned');
    expect(await decodeLearning(other, 'bet.events', bytes)).toEqual(deposited);
    expect(other.decode('bet.events', bytes)).toEqual(deposited);
    expect(asked).toEqual([1_000]);
  });

  it('are what a message is encoded like, also where it stands inside another', async () => {
    const { accepted } = sampleEvents;
    const older = schemaOf('BetAccepted');
    older.fields = older.fields.filter(({ name }) => name !== 'bonusTerms');
    const bytes = wire(1_000, Type.forSchema(older).toBuffer(accepted));
    const { other } = codecBeside(older);
    await other.learn(1_000);
    const changed = { ...accepted, stake: minorUnits(7) };
    expect(other.encodeLike('bet.events', accepted, bytes)).toEqual(bytes);
    expect(other.encodeLike('bet.events', changed, bytes)).not.toEqual(bytes);

    const whole = { ...repeated, answers: [accepted] };
    const id = codec.encode('bet.events', whole).readInt32BE(1);
    const outer = Type.forSchema(schemaOf('CommandRepeated'));
    const holding = wire(id, outer.toBuffer({ ...whole, answers: [bytes] }));
    expect(other.encodeLike('bet.events', whole, holding)).toEqual(holding);
    expect(other.encode('bet.events', whole)).not.toEqual(holding);
  });

  it('stop the reader where only a newer build knows the record', async () => {
    const { other } = codecBeside({
      ...schemaOf('FundsDeposited'),
      name: 'FundsGifted',
    });
    const read = decodeLearning(other, 'bet.events', wire(1_000, Buffer.alloc(9)));
    await expect(read).rejects.toMatchObject({ code: 'no_reader', recover: 'stop' });
  });

  it('are undecodable where the registry does not know their id, which it is asked once', async () => {
    const { other, asked } = codecBeside(undefined);
    for (const _ of [1, 2, 3])
      await expect(
        decodeLearning(other, 'bet.commands', wire(5_000, Buffer.alloc(1))),
      ).rejects.toMatchObject({
        reason: 'SCHEMA_UNKNOWN',
      });
    expect(asked).toEqual([5_000]);
  });
});

function deadLetterResolved(): Message<'dead.letters'> {
  const said = { source: 's', action: 'DISCARDED', actor: 'a', reason: 'r' } as const;
  return { type: 'DeadLetterResolved', ...said, resolvedAtMs: utcMs(1), positions: [] };
}
