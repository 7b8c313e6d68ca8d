import type { DeadLetterCode } from '@stakelog/contracts';
import type { SourceStatement } from '../fact';
import type { Recovery } from '../uof/recovery-requests';

/** Why a line, or a part of it, could not be taken. */
export type LineFault = { readonly code: DeadLetterCode; readonly detail: string };

/** What one line of a source says. Both lists may be filled: the part that was understood counts. */
export type LineMeaning = {
  /** On the clock of the source; never earlier than the line before. Undefined: it has told no time yet. */
  readonly atMs: number | undefined;
  readonly statements: readonly SourceStatement[];
  readonly faults: readonly LineFault[];
  /** What the source has to be asked for again. */
  readonly recoveries?: readonly Recovery[];
};

/**
 * One format of facts, line by line. It never throws for what a line holds, and the same lines
 * always give the same statements, since their places in the lines are their names.
 */
export type Adapter = {
  readonly producerId: string;
  read(line: string): LineMeaning;
};
