import type { SourceStatement } from '../fact';
import type { LineFault } from '../input/adapter';
import type { Recovery } from '../uof/recovery-requests';

/** One line of a file, or one moment of a match day. */
export type ReplayEntry = {
  /** Its place in the source, from 1: with the run, the name of its facts. */
  readonly number: number;
  /** Undefined while the source has told no time: then it says nothing either. */
  readonly atMs: number | undefined;
  readonly statements: readonly SourceStatement[];
  readonly faults: readonly LineFault[];
  /** The bytes it was read from, where there are faults. */
  readonly original?: Uint8Array;
  readonly recoveries?: readonly Recovery[];
};

/** Something that can be replayed, from its beginning, as often as needed and always alike. */
export type ReplaySource = {
  /** Part of the ids of its facts: the same for the same content, see `ReplayRun`. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** All that it speaks for. */
  readonly producerIds: readonly string[];
  /** Its own messages say whether its producers live; otherwise they live while it is replayed. */
  readonly tellsLiveness: boolean;
  entries(): AsyncIterable<ReplayEntry>;
};
