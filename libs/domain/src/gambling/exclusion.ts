import type { ExclusionKind, UtcMs } from '@stakelog/contracts';

/** Why an account may not bet, from when and until when. */
export type Exclusion = {
  readonly kind: ExclusionKind;
  readonly sinceMs: UtcMs;
  /** Null: until lifted. */
  readonly untilMs: UtcMs | null;
};

type Excluded = { readonly exclusions: readonly Exclusion[] };

/** The exclusion of this kind that is in force. */
export const exclusionOf = (
  { exclusions }: Excluded,
  kind: ExclusionKind,
  decidedAtMs: number,
): Exclusion | undefined =>
  exclusions.find(
    (each) => each.kind === kind && (each.untilMs === null || decidedAtMs < each.untilMs),
  );
