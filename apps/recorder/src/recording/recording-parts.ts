import type { Clock } from '@stakelog/runtime';
import type { RecordedTopic, Table } from '../rows/tables';
import type { Position } from '../sources/source';
import type { RecordingStore } from '../store/recording-store';

/** What happens on the way, for metrics, logs and the faults that tests plan. */
export type RecorderWatch = {
  inserted(table: Table, rows: number, seconds: number): void;
  retrying(problem: Error): void;
  /** So many settlements are left whose questions still look up their bets. */
  gathered(left: number): void;
  /** A named point that a test may die at. */
  point(name: 'intent' | 'inserted'): void;
  /** The log went back, and what was recorded behind this position was removed (R5). */
  cut(topic: RecordedTopic, partition: number, position: Position | undefined): void;
};

/** What recording needs beside the log. */
export type RecordingParts = {
  readonly store: RecordingStore;
  readonly clock: Clock;
  readonly watch: RecorderWatch;
};
