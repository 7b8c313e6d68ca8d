// Generated from schemas/dead.letters. Change a schema, then run `npm run types`.

import type { UtcMs } from '../values';
import type { DeadLetterAction, DeadLetterCode } from '../words';

/** Everything that dead.letters holds. */
export type DeadLetterRecord = DeadLetter | DeadLetterResolved;

/** A record or line that no reader could take, with its original bytes. */
export type DeadLetter = {
  readonly type: 'DeadLetter';
  /** Its coordinate: topic/partition/offset, or feed/run/line. */
  readonly source: string;
  /** What is wrong with it. */
  readonly code: DeadLetterCode;
  /** In words. */
  readonly detail: string;
  /** Which app. */
  readonly reportedBy: string;
  /** When. */
  readonly reportedAtMs: UtcMs;
  /** The key of the record. */
  readonly originalKey: null | Uint8Array;
  /** The original bytes, whole. */
  readonly original: Uint8Array;
};

/** What became of a dead letter. */
export type DeadLetterResolved = {
  readonly type: 'DeadLetterResolved';
  /** Its coordinate. */
  readonly source: string;
  /** Retried or discarded. */
  readonly action: DeadLetterAction;
  /** Who. */
  readonly actor: string;
  /** Why. */
  readonly reason: string;
  /** When. */
  readonly resolvedAtMs: UtcMs;
  /** Where the retried records stand, as tokens; empty where it was discarded. */
  readonly positions: readonly string[];
};
