/**
 * Rows of the bad-input table (reliability.md §5) at the door of the decider, on the real broker: every kind of
 * undecodable record in `bet.commands` and `odds.events`, a known schema that only a newer build reads, and inputs that
 * went back (R6). test/bad-input/README.md says where the other rows stand.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { utcMs, type AccountId, type OpenAccount } from '@stakelog/contracts';
import type { Log } from '@stakelog/kafka';
import { accountIn, PartitionUnderTest, type OwnerUnderTest } from './testing/partition-under-test';

/** Nobody else writes to it: the recorder’s spec has 2 and 5, the decider’s 7. */
const partition = 9;
let log: PartitionUnderTest;
let owner: OwnerUnderTest;

const open = (id: AccountId): OpenAccount => ({
  type: 'OpenAccount',
  commandId: `open-${id}`,
  accountId: id,
  idempotencyKey: `open-${id}`,
  bodyHash: 'ab'.repeat(32),
  actor: { kind: 'BETTOR', id },
  requestedAtMs: utcMs(Date.now()),
  expiresAtMs: utcMs(Date.now() + 15_000),
  currency: 'EUR',
  jurisdiction: 'DE',
});

const opened = (id: AccountId) =>
  log.until((event) =>
    event.type === 'AccountOpened' && event.accountId === id ? event : undefined,
  );

/** Waits, with a deadline, until something is there. */
async function eventually<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error('it did not come in time');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const letterOf = (source: string) => eventually(async () => (await log.deadLetters(source))[0]);

beforeAll(async () => {
  log = await PartitionUnderTest.open(partition);
  owner = log.own();
  await log.send(open(accountIn(partition)));
}, 60_000);
afterAll(() => log.close());

/** A message with some of its bytes replaced by as many others. */
function altered(value: Buffer, from: string, to: string): Buffer {
  const at = value.indexOf(from);
  if (at < 0 || from.length !== to.length) throw new Error('nothing to alter');
  return Buffer.concat([value.subarray(0, at), Buffer.from(to), value.subarray(at + from.length)]);
}

const good = () => log.codec.encode('bet.commands', open(accountIn(partition)));
const kinds: readonly (readonly [string, string, () => Buffer | null])[] = [
  ['a bad magic byte', 'BAD_MAGIC_BYTE', () => Buffer.from('no message at all')],
  ['no value', 'NULL_VALUE', () => null],
  [
    'a schema id that nobody registered',
    'SCHEMA_UNKNOWN',
    () => Buffer.from([0, 0, 255, 255, 255, 1]),
  ],
  ['truncated Avro', 'TRUNCATED', () => good().subarray(0, -9)],
  ['a word outside its closed set', 'WORD_UNKNOWN', () => altered(good(), 'BETTOR', 'BUTLER')],
  ['2 MB of nothing', 'SCHEMA_UNKNOWN', () => Buffer.alloc(2 * 1_048_576)],
];

describe('what no reader takes', () => {
  it.each(kinds)(
    'in bet.commands is passed in the batch and put aside: %s',
    async (_, code, make) => {
      const value = make();
      const offset = await log.sendRaw('k', value);
      const next = accountIn(partition);
      await log.send(open(next));
      const passed = await log.until((event) =>
        event.type === 'CommandUndecodable' && event.offset === offset ? event : undefined,
      );
      expect(passed.code).toBe(code);
      await opened(next);
      const letter = await letterOf(`bet.commands/${partition}/${offset}`);
      expect(letter).toMatchObject({ type: 'DeadLetter', code, reportedBy: 'decider' });
      const original = 'original' in letter ? Buffer.from(letter.original) : undefined;
      expect(original?.equals(value ?? Buffer.alloc(0))).toBe(true);
    },
    60_000,
  );

  it.each(kinds)(
    'in odds.events is recorded by each decider: %s',
    async (_, code, make) => {
      const [, of, offset] = (await log.putRaw(make())).split('/').map(Number);
      const said = await log.until((event) =>
        event.type === 'FactUndecodable' && event.partition === of && event.offset === offset
          ? event
          : undefined,
      );
      // A command's schema is no schema of odds.events, whatever its bytes are.
      const ofCommands = code === 'TRUNCATED' || code === 'WORD_UNKNOWN';
      expect(said.code).toBe(ofCommands ? 'SCHEMA_UNKNOWN' : code);
    },
    60_000,
  );
});

describe('inputs that went back', () => {
  it('stop the partition until an operator accepts it, who is recorded', async () => {
    await owner.stop();
    let gone = true;
    const back = log.own(undefined, (real): Log => ({
      ...real,
      recordAt: async (topic, of, offset) =>
        gone && topic === 'bet.commands' && of === partition
          ? undefined
          : real.recordAt(topic, of, offset),
    }));
    const detail = await eventually(async () => {
      const { state, detail: why = '' } = back.health.readiness().dependencies['partition'] ?? {};
      return state === 'down' && why.includes('stopped') ? why : undefined;
    });
    expect(detail).toContain(`bet.commands/${partition}/`);
    expect(detail).toContain(`POST /v1/ops/partitions/${partition}/accept-rewind`);
    const before = await log.read();
    const next = accountIn(partition);
    await log.send(open(next));
    const order = { actor: 'olga', reason: 'power loss' };
    expect(back.owner.acceptRewind(order)).toContain(`bet.commands/${partition}/`);
    const rewound = await log.until((event) =>
      event.type === 'InputsRewound' ? event : undefined,
    );
    gone = false;
    expect(rewound).toMatchObject({ topic: 'bet.commands', partition, toOffset: 0, ...order });
    await opened(next);
    const after = (await log.read()).slice(before.length);
    const twice = after.filter(({ event }) => event.type === 'AccountOpened');
    expect(twice).toHaveLength(1);
    expect(after.some(({ event }) => event.type === 'CommandRepeated')).toBe(true);
    expect(back.owner.acceptRewind(order)).toBeUndefined();
    await back.stop();
  }, 60_000);
});
