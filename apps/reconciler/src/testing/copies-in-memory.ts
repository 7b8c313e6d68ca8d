import { topics, utcMs, type OddsEvent, type TopicName } from '@stakelog/contracts';
import {
  crc32c,
  memoryCodec,
  newFence,
  type CountedBatch,
  type DecisionEvent,
  type Log,
} from '@stakelog/kafka';
import { ModelFold, type PlacedFact } from '@stakelog/projections';
import type { LiveModels, Shard } from '@stakelog/redis';
// oxlint-disable-next-line eslint/no-restricted-imports -- for specs alone
import { memoryLog, type MemoryLog } from '@stakelog/testing';
import { crc32 } from 'node:zlib';
import type { RedisCopy } from '../copies/redis-copy';
import type { SqlCopy } from '../copies/sql-copy';

export const codec = memoryCodec();
const startMs = 1_790_000_000_000;

export type HeldRow = { partition: number; offset: number; id: string; text: string };
type Generation = { readonly name: string; position: string; readonly keys: Map<string, string> };

/** A log in memory, and copies of it that a spec may falsify. */
export class CopiesInMemory {
  readonly logs = new Map<TopicName, MemoryLog>();
  readonly models = new Map<string, Generation>();
  readonly tables = { decisions: [], ledger_postings: [], facts: [], commands: [] } as Record<
    'decisions' | 'ledger_postings' | 'facts' | 'commands',
    HeldRow[]
  >;
  readonly recorded = new Map<string, number>();
  readonly #batches = new Map<number, CountedBatch[]>();
  readonly #fences = new Map<number, ReturnType<typeof newFence>>();
  readonly #facts: PlacedFact[] = [];
  #generations = 0;

  topic(topic: TopicName): MemoryLog {
    const known = this.logs.get(topic) ?? memoryLog({ partitions: topics[topic].partitions });
    this.logs.set(topic, known);
    return known;
  }

  readonly log: Log = {
    openReader: ({ topic, from }) => this.topic(topic).read(from),
    openAppender: (topic) => {
      const log = this.topic(topic);
      return { append: (of, batch) => log.append(of, batch), close: async () => undefined };
    },
    endOffsets: async (topic) => this.topic(topic).ends(),
    recordAt: async (topic, partition, offset) => this.topic(topic).records(partition)[offset],
  };

  /** One more epoch: an open writer comes back. */
  async openEpoch(partition: number): Promise<void> {
    const epoch = (this.#fences.get(partition)?.position.epoch ?? 0) + 1;
    const writer = `w${epoch}`;
    await this.#append(partition, [
      {
        type: 'EpochOpened',
        epoch,
        writer,
        rules: 2,
        limitsHash: '',
        openedAtMs: utcMs(startMs),
      },
    ]);
  }

  /** Decisions in one batch; the first batch opens the epoch. */
  async decide(partition: number, ...events: readonly DecisionEvent[]): Promise<void> {
    if (!this.#fences.has(partition)) await this.openEpoch(partition);
    const { epoch, writer, batch } = this.#fence(partition).position;
    const opening = {
      type: 'InputsAdopted',
      epoch,
      writer,
      batch: batch + 1,
      records: events.length,
      decidedAtMs: utcMs(startMs + batch * 60_000),
      commandsNext: 0,
      commandsCrc: 0,
      oddsNext: [],
      workOpen: 0,
      workTaken: 0,
    } as const;
    await this.#append(partition, [opening, ...events]);
  }

  /** Facts of a fixture, all of which count. */
  async publish(partition: number, key: string, ...all: readonly OddsEvent[]): Promise<void> {
    const log = this.topic('odds.events');
    const said = log.records(partition).length;
    const session: OddsEvent = {
      type: 'ProducerSessionOpened',
      producerId: 'feed',
      session: 1,
      sourceId: 'session',
      sourceAtMs: utcMs(0),
      receivedAtMs: utcMs(0),
    };
    const facts = said === 0 ? [session, ...all] : all;
    const batch = facts.map((fact, index) => ({ ...fact, sourceId: `s${said + index}` }));
    await log.append(
      partition,
      batch.map((fact) => ({ key, value: codec.encode('odds.events', fact) })),
    );
    const placed = all.map((fact, index) => {
      const offset = said + facts.length - all.length + index;
      return { partition, offset, key, fact: { ...fact, sourceId: `s${offset}` } };
    });
    this.#facts.push(...placed);
  }

  /** Redis and ClickHouse as they have to be, at the end of the log. */
  copyAll(): void {
    for (const partition of this.topic('bet.events').ends().keys()) {
      this.project(partition);
      this.record(partition);
    }
    for (const [partition, end] of this.topic('odds.events').ends()) {
      const models = new ModelFold();
      const facts = this.#facts.filter((fact) => fact.partition === partition);
      models.takeFacts(facts, 0);
      const last = this.topic('odds.events').records(partition).at(-1);
      const crc = last === undefined ? 0 : crc32c(last.value ?? Buffer.alloc(0));
      const position = JSON.stringify({ nextOffset: end, crc });
      this.models.set(`odds.events/${partition}`, { name: 'o', position, keys: keysOf(models) });
    }
    for (const topic of ['odds.events', 'bet.commands'] as const)
      for (const [partition, end] of this.topic(topic).ends())
        this.recorded.set(`${topic}/${partition}`, end);
  }

  /** Another generation, from the beginning. */
  project(partition: number): Generation {
    const models = new ModelFold();
    for (const { opening, records } of this.batches(partition))
      models.takeEvents(
        records.map(({ offset, eventId, event }) => ({
          partition,
          offset,
          eventId,
          decidedAtMs: opening.decidedAtMs,
          event,
        })),
        0,
      );
    const generation = {
      name: `g${(this.#generations += 1)}`,
      position: this.position(partition),
      keys: keysOf(models),
    };
    this.models.set(`bet.events/${partition}`, generation);
    return generation;
  }

  /** The generation that was there before, further on. */
  rename(model: string, name: string): void {
    const live = this.models.get(model);
    if (live !== undefined) this.models.set(model, { ...live, name });
  }

  /** As the projector stores it at the end of the log. */
  position(partition: number): string {
    return JSON.stringify({ ...this.#fence(partition).position, decidedAtMs: 0 });
  }

  batches(partition: number): readonly CountedBatch[] {
    return this.#batches.get(partition) ?? [];
  }

  record(partition: number): void {
    for (const table of ['decisions', 'ledger_postings'] as const)
      this.tables[table] = this.tables[table].filter((row) => row.partition !== partition);
    for (const batch of this.batches(partition)) this.#recordBatch(batch);
    const end = this.#fence(partition).position.nextOffset;
    this.recorded.set(`bet.events/${partition}`, end);
  }

  readonly redis: RedisCopy = {
    read: async ({ topic, partition }, keys): Promise<LiveModels | undefined> => {
      const live = this.models.get(`${topic}/${partition}`);
      if (live === undefined) return undefined;
      const { name: generation, position } = live;
      return { generation, position, texts: keys.map((key) => live.keys.get(key) ?? null) };
    },
    contents: async ({ topic, partition }, _, keys) => {
      const live = this.models.get(`${topic}/${partition}`);
      return keys.map((key) => live?.keys.get(key));
    },
    withdraw: async ({ topic, partition }: Shard, generation) => {
      const key = `${topic}/${partition}`;
      if (this.models.get(key)?.name !== generation) return false;
      return this.models.delete(key);
    },
    tidy: async () => undefined,
  };

  readonly sql: SqlCopy = {
    recordedNext: async () => this.recorded,
    digest: async (table, range) => {
      const rows = this.#rowsIn(table, range);
      const digest = rows.reduce((sum, { text }) => sum + BigInt(crc32(text)), 0n);
      return { ...countsOf(rows), digest };
    },
    count: async (table, range) => countsOf(this.#rowsIn(table, range)),
  };

  #rowsIn(
    table: keyof CopiesInMemory['tables'],
    { partition, from, to }: { partition: number; from: number; to: number },
  ): readonly HeldRow[] {
    return this.tables[table].filter(
      (row) => row.partition === partition && row.offset >= from && row.offset < to,
    );
  }

  #fence(partition: number) {
    const fence = this.#fences.get(partition) ?? newFence(partition);
    this.#fences.set(partition, fence);
    return fence;
  }

  async #append(partition: number, messages: Parameters<typeof codec.encode<'bet.events'>>[1][]) {
    const log = this.topic('bet.events');
    const values = messages.map((message) => codec.encode('bet.events', message));
    await log.append(
      partition,
      values.map((value) => ({ key: 'k', value })),
    );
    const records = log.records(partition).slice(-messages.length);
    for (const [index, message] of messages.entries()) {
      const record = records[index];
      if (record === undefined) throw new Error('an appended record is there');
      const step = this.#fence(partition).take(record, message);
      if (step.status !== 'counted') continue;
      this.#batches.set(partition, [...this.batches(partition), step.batch]);
    }
  }

  #recordBatch({ partition, opening, openingRecord, records }: CountedBatch): void {
    const { epoch, batch, decidedAtMs } = opening;
    const openingId = `${partition}-${epoch}-${batch}-0`;
    this.tables.decisions.push({
      partition,
      offset: openingRecord.offset,
      id: openingId,
      text: `${openingId}|InputsAdopted||${decidedAtMs}`,
    });
    for (const { offset, eventId: id, event } of records) {
      const account = 'accountId' in event ? event.accountId : '';
      const text = `${id}|${event.type}|${account}|${decidedAtMs}`;
      this.tables.decisions.push({ partition, offset, id, text });
      for (const [posting, { code, amount }] of ('postings' in event
        ? event.postings
        : []
      ).entries()) {
        const line = `${id}|${posting}|${account}|${code}|${amount}`;
        this.tables.ledger_postings.push({ partition, offset, id: `${id} ${posting}`, text: line });
      }
    }
  }
}

/** As in Redis, an index without members is none. */
const keysOf = (models: ModelFold) =>
  new Map(
    [...models.keys()].flatMap((key) => {
      const content = models.content(key);
      return content === undefined ? [] : [[key, content] as const];
    }),
  );

const countsOf = (rows: readonly HeldRow[]) => ({
  rows: rows.length,
  distinct: new Set(rows.map(({ id }) => id)).size,
});
