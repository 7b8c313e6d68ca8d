import type { Row } from '@stakelog/clickhouse';
import type { RecordedTopic, Table } from '../rows/tables';

/** Which chain of batches: one per topic, generation and recorder. */
export type Chain = {
  readonly topic: RecordedTopic;
  /** Rises when the log went back, so that no old token drops a new row. */
  readonly generation: number;
  /** `ordinal/instances` */
  readonly owner: string;
};

/** One partition's part of an intent, as the table `intents` holds it; positions are JSON. */
export type IntentRow = Chain & {
  readonly batch: number;
  readonly partition: number;
  readonly from_offset: number;
  readonly to_offset: number;
  readonly records: number;
  readonly position_before: string;
  readonly position_after: string;
  readonly content_hash: string;
  readonly writer: string;
  readonly intended_at: string;
};

/** Offsets of one partition, the last one not included; without one, to the end. */
export type OffsetRange = {
  readonly partition: number;
  readonly fromOffset: number;
  readonly toOffset?: number;
};

/** The partitions of one of several recorders: every `instances`-th from `ordinal` on. */
export type PartitionShare = { readonly ordinal: number; readonly instances: number };

/** What the recorder needs of ClickHouse. Everything rejects with a ClickHouseProblem. */
export type RecordingStore = {
  /**
   * One block, all or none. The same token inserts nothing a second time, as long as the table's window
   * remembers it; it does so also where the rows were removed, or never came.
   */
  insert(
    table: Table | 'intents' | 'freshness',
    rows: readonly Row[],
    token: string,
  ): Promise<void>;
  count(table: Table, ranges: readonly OffsetRange[]): Promise<number>;
  remove(table: Table | 'gathered_moves', ranges: readonly OffsetRange[]): Promise<void>;
  /**
   * Writes settlements of these partitions beside the terms of their bets, where they are not yet: a limited number of
   * offsets each. Whoever does the same at the same time does no harm. Returns how many settlements are left.
   */
  gatherMoves(of: PartitionShare): Promise<number>;
  /** The rows of one batch's intent, by partition. */
  intent(chain: Chain, batch: number): Promise<readonly IntentRow[]>;
  /** Those of the newest batch with rows of each chain of the topic, chain by chain, by partition. */
  lastIntents(topic: RecordedTopic): Promise<readonly IntentRow[]>;
  /** Those of a partition, the newest first, by generation, end and batch; not those that only end a chain. */
  partitionIntents(
    topic: RecordedTopic,
    partition: number,
    count: number,
  ): Promise<readonly IntentRow[]>;
  /** Removes those of a partition that end behind the offset, up to this generation. */
  removeIntents(
    topic: RecordedTopic,
    partition: number,
    generation: number,
    fromOffset: number,
  ): Promise<void>;
  /** The highest generation of the topic, and where the newest chain of one owner ends. */
  newestChain(topic: RecordedTopic, owner: string): Promise<NewestChain>;
};

/** Zeros where nobody has written yet. */
export type NewestChain = {
  /** The highest of the topic. */
  readonly generation: number;
  /** The last row of the owner. */
  readonly own: { readonly generation: number; readonly batch: number };
};
