import { topics, utcMs, type BetCommand, type TopicName } from '@stakelog/contracts';
import {
  decideBatch,
  MarketTable,
  openingOf,
  PartitionState,
  rulesVersion,
} from '@stakelog/domain';
import { crc32c, type Codec } from '@stakelog/kafka';
import { prng } from '../../libs/testing/src/prng';
import { BenchCommands } from './bench-commands';
import { BenchFacts, type FactsTick, type OpenMarket } from './bench-facts';

/** Where the records of a recording go: one batch for one partition, appended whole. */
export type Sink = (
  topic: TopicName,
  partition: number,
  records: readonly { readonly key: string | null; readonly value: Buffer }[],
  atMs: number,
) => Promise<void>;

const COMMANDS_PER_TICK = 60;
const eventPartitions = topics['bet.events'].partitions;
const oddsPartitions = topics['odds.events'].partitions;
/** Settled bets leave after the correction window, so memory is that of all bets of one partition. */
const START_MS = Date.UTC(2026, 0, 5);

type Tick = FactsTick & {
  readonly open: readonly OpenMarket[];
  /** Checksums of the facts' values, in order. */
  readonly crcs: readonly number[];
};

/**
 * A recording as the real decider would have made it: so many records of bet.events over the partitions, decided by
 * the real core from a seeded feed and seeded bettors, each partition with a table of markets of its own.
 */
export async function writeRecording(
  codec: Codec,
  sink: Sink,
  {
    events,
    seed,
    partitions = eventPartitions,
  }: {
    readonly events: number;
    readonly seed: number;
    readonly partitions?: number;
  },
): Promise<{ readonly facts: number; readonly commands: number; readonly events: number }> {
  const perPartition = Math.ceil(events / partitions);
  // Nearly each of the sixty commands of a tick is accepted, and most are settled before the end: 98 with the opening.
  const ticks = await writeFacts(codec, sink, seed, Math.ceil(perPartition / 98));
  const counts = {
    facts: ticks.reduce((sum, { facts }) => sum + facts.length, 0),
    commands: 0,
    events: 0,
  };
  for (let partition = 0; partition < partitions; partition++) {
    const wrote = await writePartition(codec, sink, partition, seed, ticks);
    counts.commands += wrote.commands;
    counts.events += wrote.events;
    process.stderr.write(`bet.events/${partition}: ${wrote.events} records\n`);
  }
  return counts;
}

async function writeFacts(codec: Codec, sink: Sink, seed: number, count: number): Promise<Tick[]> {
  const feed = new BenchFacts(prng(seed), START_MS);
  const ticks: Tick[] = [];
  for (let index = 0; index < count; index++) {
    const open = feed.open.map((market) => ({ ...market }));
    const tick = feed.tick(index);
    const crcs: number[] = [];
    const batches = Array.from(
      { length: oddsPartitions },
      () => [] as { key: string; value: Buffer }[],
    );
    for (const { partition, key, fact } of tick.facts) {
      const value = codec.encode('odds.events', fact);
      crcs.push(crc32c(value));
      batches[partition]?.push({ key, value });
    }
    for (const [partition, records] of batches.entries())
      if (records.length > 0) await sink('odds.events', partition, records, tick.nowMs);
    ticks.push({ ...tick, open, crcs });
  }
  return ticks;
}

async function writePartition(
  codec: Codec,
  sink: Sink,
  partition: number,
  seed: number,
  ticks: readonly Tick[],
) {
  const writer = new BenchWriter(codec, sink, partition);
  const bettors = new BenchCommands(prng(seed * 1_000 + partition), partition);
  await writer.openEpoch();
  for (const [index, tick] of ticks.entries()) {
    const { nowMs, open } = tick;
    const asked =
      index === 0
        ? bettors.opening(nowMs)
        : Array.from({ length: COMMANDS_PER_TICK }, () => bettors.ticket(nowMs, open));
    writer.adopt(tick);
    await writer.decide(asked, nowMs);
  }
  return { commands: writer.state.commandsNext, events: writer.state.nextOffset };
}

/** The owner of one partition, without a clock. */
class BenchWriter {
  readonly state: PartitionState;
  readonly #table = new MarketTable(oddsPartitions);
  readonly #codec: Codec;
  readonly #sink: Sink;
  readonly #partition: number;
  #batch = 0;

  constructor(codec: Codec, sink: Sink, partition: number) {
    this.#codec = codec;
    this.#sink = sink;
    this.#partition = partition;
    this.state = new PartitionState(partition, eventPartitions, this.#table);
  }

  async openEpoch(): Promise<void> {
    const value = this.#codec.encode('bet.events', {
      type: 'EpochOpened',
      epoch: 1,
      writer: `w${this.#partition}`,
      rules: rulesVersion,
      limitsHash: 'bench',
      openedAtMs: utcMs(START_MS),
    });
    await this.#sink('bet.events', this.#partition, [{ key: null, value }], START_MS);
    this.state.nextOffset = 1;
  }

  adopt({ facts, crcs }: Tick): void {
    const table = this.#table;
    for (const [at, { partition, key, fact }] of facts.entries()) {
      const offset = table.vector[partition]?.next ?? 0;
      if (fact.type !== 'ProducerSessionOpened') table.adopt({ partition, offset }, key, fact);
      table.advance(partition, offset + 1, crcs[at] ?? 0);
    }
  }

  /** Appends the commands, decides them in one batch, and appends that. */
  async decide(asked: readonly BetCommand[], nowMs: number): Promise<void> {
    const { state } = this;
    const written = asked.map((command) => ({
      key: command.accountId,
      value: this.#codec.encode('bet.commands', command),
    }));
    await this.#sink('bet.commands', this.#partition, written, nowMs);
    const inputs = {
      decidedAtMs: utcMs(nowMs + 5),
      oddsNext: this.#table.vector.flatMap(({ next, crc }, partition) =>
        next === state.oddsNext[partition] ? [] : [{ partition, next, crc }],
      ),
      commands: asked.map((command, at) => ({ offset: state.commandsNext + at, command })),
    };
    const decided = decideBatch(state, inputs);
    const next = state.commandsNext + asked.length;
    const range = { next, crc: crc32c(written.at(-1)?.value ?? Buffer.alloc(0)) };
    const writer = { epoch: 1, writer: `w${this.#partition}`, batch: ++this.#batch };
    const opening = openingOf(state, writer, inputs, decided, range);
    state.commandsNext = range.next;
    state.commandsCrc = range.crc;
    const records = [opening, ...decided.decisions].map((event) => ({
      key: 'accountId' in event ? event.accountId : null,
      value: this.#codec.encode('bet.events', event),
    }));
    await this.#sink('bet.events', this.#partition, records, nowMs + 6);
  }
}
