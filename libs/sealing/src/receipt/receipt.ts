import type { Position, TopicName } from '@stakelog/contracts';
import { leafPreimage, type PlacedRecord } from '../leaf';
import { schemaIdOf } from '../seal/schema-seals';
import type { Inclusion, Seals } from '../seal/seals';
import type { SealedSchema } from '../seal/statement';
import { namedFacts } from './named-facts';
import { plainDecoder, recordName } from './plain-decode';

/** One record with what proves it. Everything but the seal is worked out again from `leaf` by whoever checks. */
export type ReceiptRecord = {
  /** An event of the bet, or an odds record that an event names. */
  readonly role: 'event' | 'odds';
  readonly topic: TopicName;
  readonly partition: number;
  readonly offset: number;
  readonly appendedAtMs: number;
  readonly key: string | null;
  /** The leaf's preimage (docs/operations/sealing.md), base64: key, value and headers are inside. */
  readonly leaf: string;
  /** The bytes of the message, base64: a zero, the schema's id in four bytes, Avro. */
  readonly value: string;
  readonly schemaId: number;
  readonly type: string;
  readonly decoded: Readonly<Record<string, unknown>>;
  /** Null: unsealed, no checkpoint covers the record yet. */
  readonly seal: Inclusion | null;
};

/** What an outsider needs to check a bet with the public key alone. */
export type Receipt = {
  readonly receipt: 'stakelog 1';
  readonly bet: string;
  readonly records: readonly ReceiptRecord[];
  /** The schemas of the records, signed with their ids. */
  readonly schemas: readonly SealedSchema[];
};

export type ReceiptSource = {
  readonly seals: Seals;
  readonly recordAt: (at: Position) => Promise<PlacedRecord | undefined>;
  /** The text of a schema that the sealer has not signed yet. */
  readonly textOf: (id: number) => Promise<string | undefined>;
};

/** The receipt of a bet from the places of its events, oldest first. Undefined where the log lacks one of them. */
export async function receiptOf(
  source: ReceiptSource,
  bet: string,
  events: readonly Position[],
): Promise<Receipt | undefined> {
  const signed = new Map(source.seals.schemas().map((schema) => [schema.id, schema]));
  const records: ReceiptRecord[] = [];
  const odds = new Map<string, Position>();
  for (const at of events) {
    const record = await provedRecord(source, signed, 'event', at);
    if (record === undefined) return undefined;
    records.push(record);
    for (const { partition, offset } of namedFacts(record.decoded))
      odds.set(`${partition}:${offset}`, { topic: 'odds.events', partition, offset });
  }
  for (const at of odds.values()) {
    const record = await provedRecord(source, signed, 'odds', at);
    if (record === undefined) return undefined;
    records.push(record);
  }
  const used = new Set(records.map(({ schemaId }) => schemaId));
  const schemas = [...signed.values()].filter(({ id }) => used.has(id));
  return { receipt: 'stakelog 1', bet, records, schemas };
}

export const isSealed = ({ records, schemas }: Receipt): boolean =>
  records.every(({ seal, schemaId }) => seal !== null && schemas.some(({ id }) => id === schemaId));

async function provedRecord(
  { seals, recordAt, textOf }: ReceiptSource,
  signed: ReadonlyMap<number, SealedSchema>,
  role: ReceiptRecord['role'],
  at: Position,
): Promise<ReceiptRecord | undefined> {
  const record = await recordAt(at);
  const schemaId = schemaIdOf(record?.value ?? null);
  if (record === undefined || record.value === null || schemaId === undefined) return undefined;
  const text = signed.get(schemaId)?.text ?? (await textOf(schemaId));
  if (text === undefined) return undefined;
  const { topic, partition, offset, appendedAtMs, key, value } = record;
  return {
    role,
    topic,
    partition,
    offset,
    appendedAtMs,
    key: key?.toString('utf8') ?? null,
    leaf: leafPreimage(record).toString('base64'),
    value: value.toString('base64'),
    schemaId,
    type: recordName(text),
    decoded: plainDecoder(text)(value),
    seal: seals.inclusion(topic, partition, offset) ?? null,
  };
}
