import { limits, topics, type UndecodableCode } from '@stakelog/contracts';
import { MarketTable, type RelevantFact } from '@stakelog/domain';
import {
  LogError,
  openOddsEventsReader,
  readFactsFrom,
  valueCrc,
  type Codec,
  type Log,
  type OddsEventsReader,
  type OddsStep,
} from '@stakelog/kafka';
import type { Clock } from '@stakelog/runtime';
import type { TableStart } from '../snapshot/snapshots';

const partitions = Array.from({ length: topics['odds.events'].partitions }, (_, index) => index);
const ENDS_ASKED_EVERY_MS = 2_000;

export type FactsListener = (fact: RelevantFact) => void;

/** Of so many newest facts of a partition the checksum is kept: what batches of the last seconds adopted. */
const CRCS_KEPT = 4_096;

/**
 * The process's table of markets, read from a snapshot's positions, or offset 0 of every partition of odds.events,
 * and kept at the head.
 * All partitions of bet.events that this process decides adopt the one vector at which it stands.
 */
export class AdoptedFacts {
  readonly table: MarketTable;
  readonly reader: OddsEventsReader;
  /** When the newest fact of any kind was adopted, by the feed's receipt, in milliseconds. */
  newestReceivedAtMs: number;
  private readonly listeners: FactsListener[] = [];
  private readonly crcs: readonly Uint32Array[];
  /** The first fact that the checksums are of. */
  private readonly crcsFrom: number[];
  private readonly clock: Clock;

  constructor(
    log: Log,
    codec: Codec,
    clock: Clock,
    onError: (error: Error) => void,
    start?: TableStart,
  ) {
    this.clock = clock;
    this.table = start?.table ?? new MarketTable(partitions.length);
    this.newestReceivedAtMs = start?.newestReceivedAtMs ?? 0;
    this.crcsFrom = partitions.map((of) => start?.crcsFrom[of] ?? Number.MAX_SAFE_INTEGER);
    this.crcs = partitions.map((of) =>
      Uint32Array.from(start?.crcs[of] ?? new Uint32Array(CRCS_KEPT)),
    );
    const positions = new Map(
      partitions.map((partition) => [partition, start?.positions[partition]]),
    );
    const from = readFactsFrom(positions);
    const reader = log.openReader({
      topic: 'odds.events',
      from,
      gatherMs: limits.factsGatherMs,
      onError,
    });
    const onStep = (step: OddsStep) => this.fold(step);
    this.reader = openOddsEventsReader(reader, codec, positions, { onStep, onError });
  }

  /** Called for each fact that may change bets, after the table has it. */
  onRelevant(listener: FactsListener): void {
    this.listeners.push(listener);
  }

  /** Whether the table has everything before this offset. */
  has(partition: number, next: number): boolean {
    return this.standsAt(partition) >= next;
  }

  /** The table and what it is a fold of, for its snapshot. To be asked when the reader is closed. */
  get standing(): TableStart {
    const { table, newestReceivedAtMs } = this;
    const positions = partitions.map((partition) => this.reader.position(partition));
    const crcs = this.crcs.map((kept) => [...kept]);
    return { table, newestReceivedAtMs, positions, crcs, crcsFrom: [...this.crcsFrom] };
  }

  /** The checksum of the fact before this offset, where it is one of the newest that the table has. */
  crcBefore(partition: number, next: number): number | undefined {
    const read = this.standsAt(partition);
    const from = Math.max(this.crcsFrom[partition] ?? 0, read - CRCS_KEPT);
    if (next > read || next <= from) return undefined;
    return this.crcs[partition]?.[(next - 1) % CRCS_KEPT];
  }

  /**
   * Waits until the table has everything before this offset. Throws `inputs_rewound` where the log ends before
   * it: what was adopted is not there any more (R6).
   */
  async reach(partition: number, next: number): Promise<void> {
    const reached = this.reader.waitFor(partition, next).then(() => true);
    while (!this.has(partition, next)) {
      if (await Promise.race([reached, this.clock.sleep(ENDS_ASKED_EVERY_MS).then(() => false)]))
        return;
      const end = (await this.reader.log.ends()).get(partition) ?? 0;
      if (end < next)
        throw new LogError(
          'inputs_rewound',
          `odds.events/${partition} ends at ${end}, not ${next}`,
        );
    }
  }

  close(): Promise<void> {
    return this.reader.close();
  }

  /** Behind a snapshot's position, where the reader still reads its window again, the table has it all the same. */
  private standsAt(partition: number): number {
    return Math.max(this.table.vector[partition]?.next ?? 0, this.reader.processedNext(partition));
  }

  private fold(step: OddsStep): void {
    const { partition, offset, key } = step.record;
    const text = key?.toString('utf8') ?? '';
    const at = { partition, offset };
    let relevant = false;
    if (step.verdict === 'undecodable') relevant = this.foldUndecodable(at, text, step.code);
    else if (step.verdict === 'apply') {
      relevant = this.table.adopt(at, text, step.fact);
      this.newestReceivedAtMs = Math.max(this.newestReceivedAtMs, step.fact.receivedAtMs);
    } else if (step.verdict === 'conflict') this.table.distrust(text);
    const crc = valueCrc(step.record);
    const kept = this.crcs[partition];
    if (kept !== undefined) kept[offset % CRCS_KEPT] = crc;
    this.crcsFrom[partition] = Math.min(this.crcsFrom[partition] ?? offset, offset);
    this.table.advance(partition, offset + 1, crc);
    if (relevant) this.tell(partition, offset);
  }

  private foldUndecodable(
    at: { partition: number; offset: number },
    key: string,
    code: UndecodableCode,
  ): boolean {
    return this.table.adopt(at, key, { type: 'undecodable', code });
  }

  private tell(partition: number, offset: number): void {
    for (const fact of this.table.relevantBetween(partition, offset, offset + 1))
      for (const listener of this.listeners) listener(fact);
  }
}
