import type { FixtureStatement } from '../fact';
import type { LineFault } from '../input/adapter';

/** One line of a file, or one moment of a match day. */
export type ReplayEntry = {
  /** Its place in the source, from 1: with the run, the name of its facts. */
  readonly number: number;
  readonly atMs: number;
  readonly statements: readonly FixtureStatement[];
  readonly faults: readonly LineFault[];
  /** The bytes it was read from, where there are faults. */
  readonly original?: Uint8Array;
};

/** Something that can be replayed, from its beginning, as often as needed and always alike. */
export type ReplaySource = {
  /** Part of the ids of its facts: the same for the same content, see `ReplayRun`. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly producerId: string;
  entries(): AsyncIterable<ReplayEntry>;
};
