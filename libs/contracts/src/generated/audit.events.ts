// Generated from schemas/audit.events. Change a schema, then run `npm run types`.

import type { UtcMs } from '../values';
import type { ConservationVerdict } from '../words';
import type { ComparedPosition, ConservationDifference, LedgerSum } from './records';

/** Everything that audit.events holds. */
export type AuditEvent = ConservationChecked;

/** What one round of the reconciler found: the log, its copies and the ledger, compared at the same positions. */
export type ConservationChecked = {
  readonly type: 'ConservationChecked';
  /** Rounds since the reconciler started, from 1. */
  readonly round: number;
  /** When the round ended, by the reconciler's clock. */
  readonly checkedAtMs: UtcMs;
  /** What it comes to. */
  readonly verdict: ConservationVerdict;
  /** The positions, one per copy and partition. */
  readonly positions: readonly ComparedPosition[];
  /** Counted events that were folded since the beginning of the log. */
  readonly events: number;
  /** Over the folded log. */
  readonly sums: readonly LedgerSum[];
  /** Confirmed ones, at most a hundred. */
  readonly differences: readonly ConservationDifference[];
  /** Generations of read models that were taken out of service, as topic/partition/generation. */
  readonly withdrawn: readonly string[];
};
