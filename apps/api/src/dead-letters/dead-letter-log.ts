import type { DeadLetter, DeadLetterResolved } from '@stakelog/contracts';
import type { DeadLetterIndex } from '@stakelog/projections';

/** The injection token of DeadLetterLog. */
export const DEAD_LETTER_LOG = Symbol('dead letter log');

/** dead.letters: what it comes to, what it holds, and the way in for what became of a letter. */
export type DeadLetterLog = {
  readonly index: DeadLetterIndex;
  /** The letter with its bytes; undefined where its retention has ended. Throws `unreachable`. */
  letterAt(offset: number): Promise<DeadLetter | undefined>;
  /** Resolves when the index has it, and rejects where the log does not take it. */
  resolve(resolved: DeadLetterResolved): Promise<void>;
};
