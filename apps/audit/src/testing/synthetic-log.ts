import {
  accountId,
  fixtureId,
  limits,
  partitionOf,
  topics,
  utcMs,
  type BetCommand,
  type BetEvent,
  type InputsRewound,
  type OddsEvent,
  type TopicName,
} from '@stakelog/contracts';
import {
  decideBatch,
  MarketTable,
  openingOf,
  PartitionState,
  rulesVersion,
} from '@stakelog/domain';
import { crc32c, memoryCodec, type LogRecord } from '@stakelog/kafka';
import type { RecordedLog } from '../log/recorded-log';

export const codec = memoryCodec();

type Written = { key: string | null; value: Buffer; appendedAtMs: number };
type NewFact = OddsEvent extends infer Fact
  ? Fact extends OddsEvent
    ? Omit<Fact, 'producerId' | 'session' | 'sourceId' | 'sourceAtMs' | 'receivedAtMs'>
    : never
  : never;

export const bettor = accountId('aaaaaaaaaaaaaaaa');
export const home = partitionOf(bettor, topics['bet.events'].partitions);
const startMs = 1_790_000_000_000;
export const fixture = fixtureId('f1');
export const oddsHome = partitionOf(fixture, topics['odds.events'].partitions);

/** A whole recording in memory, decided by the real core and encoded by the real codec, for specs. */
export class SyntheticLog implements RecordedLog {
  nowMs = startMs;
  readonly table = new MarketTable(topics['odds.events'].partitions);
  readonly state = new PartitionState(home, topics['bet.events'].partitions, this.table);
  readonly #records = new Map<string, Written[]>();
  #epoch = 0;
  #batch = 0;
  #facts = 0;

  records(topic: TopicName, partition: number): Written[] {
    const key = `${topic}/${partition}`;
    const known = this.#records.get(key) ?? [];
    this.#records.set(key, known);
    return known;
  }

  async ranges(topic: TopicName) {
    const partitions = Array.from({ length: topics[topic].partitions }, (_, index) => index);
    return new Map(
      partitions.map((of) => [of, { start: 0, end: this.records(topic, of).length }] as const),
    );
  }

  async *read(topic: TopicName, partition: number, from: number, until: number) {
    const records = this.records(topic, partition).slice(from, until);
    yield records.map(({ key, value, appendedAtMs }, index): LogRecord => ({
      partition,
      offset: from + index,
      appendedAtMs,
      key: key === null ? null : Buffer.from(key),
      value,
      headers: {},
    }));
  }

  // oxlint-disable-next-line eslint/require-yield -- a recording in memory gets no new records
  async *follow(): AsyncGenerator<LogRecord> {
    throw new Error('nobody follows a recording in memory');
  }

  /** Appends a fact and adopts it into the writer's table. */
  fact(fact: NewFact, partition = oddsHome, key: string = fixture): number {
    const written = {
      ...fact,
      producerId: 'p',
      session: 1,
      sourceId: `s${this.#facts++}`,
      sourceAtMs: utcMs(this.nowMs),
      receivedAtMs: utcMs(this.nowMs),
    } as OddsEvent;
    const value = codec.encode('odds.events', written);
    const offset = this.#append('odds.events', partition, key, value);
    if (written.type !== 'ProducerSessionOpened')
      this.table.adopt({ partition, offset }, key, written);
    this.table.advance(partition, offset + 1, crc32c(value));
    return offset;
  }

  command(command: BetCommand): number {
    const value = codec.encode('bet.commands', command);
    return this.#append('bet.commands', home, command.accountId, value);
  }

  openEpoch(rules = rulesVersion, epoch = this.#epoch + 1): number {
    if (this.#epoch > 0) this.nowMs += limits.takeoverAfterMs; // nobody opens over a living writer
    this.#epoch = epoch;
    this.state.rules = rules;
    this.#batch = 0;
    return this.event({
      type: 'EpochOpened',
      epoch,
      writer: `w${epoch}`,
      rules,
      limitsHash: 'abc',
      openedAtMs: utcMs(this.nowMs),
    });
  }

  /**
   * Decides everything that was not decided yet, as the decider does; what was accepted as rewound is read again.
   * Returns the batch's base offset.
   */
  decide(afterMs = 10, rewound: readonly InputsRewound[] = []): number {
    this.nowMs += afterMs;
    const { state, table } = this;
    const back = (topic: TopicName) => rewound.filter((input) => input.topic === topic);
    const from = back('bet.commands')[0]?.toOffset ?? state.commandsNext;
    const wentBack = new Set(back('odds.events').map(({ partition }) => partition));
    const appended = this.records('bet.commands', home).slice(from);
    const commands = appended.map(({ value }, index) => ({
      offset: from + index,
      command: codec.decode('bet.commands', value),
    }));
    const oddsNext = table.vector.flatMap(({ next, crc }, partition) =>
      next === state.oddsNext[partition] && !wentBack.has(partition)
        ? []
        : [{ partition, next, crc }],
    );
    const baseOffset = this.records('bet.events', home).length;
    state.nextOffset = baseOffset;
    const inputs = { decidedAtMs: utcMs(this.nowMs), oddsNext, commands, rewound };
    const decided = decideBatch(state, inputs);
    const last = appended.at(-1);
    const range = {
      next: state.commandsNext + appended.length,
      crc: last === undefined ? state.commandsCrc : crc32c(last.value),
    };
    const writer = { epoch: this.#epoch, writer: `w${this.#epoch}`, batch: ++this.#batch };
    this.event(openingOf(state, writer, inputs, decided, range));
    state.commandsNext = range.next;
    state.commandsCrc = range.crc;
    for (const decision of decided.decisions) this.event(decision);
    return baseOffset;
  }

  event(event: BetEvent): number {
    const key = 'accountId' in event ? event.accountId : null;
    return this.#append('bet.events', home, key, codec.encode('bet.events', event));
  }

  #append(topic: TopicName, partition: number, key: string | null, value: Buffer): number {
    const records = this.records(topic, partition);
    records.push({ key, value, appendedAtMs: this.nowMs });
    return records.length - 1;
  }
}
