import type {
  GamblingLimitKind,
  GamblingLimitPeriod,
  MinorUnits,
  UtcMs,
} from '@stakelog/contracts';

/** A limit in force, and the increase that waits for its confirmation. */
export type GamblingLimit = {
  readonly kind: GamblingLimitKind;
  readonly period: GamblingLimitPeriod;
  /** Minor units, or minutes for SESSION. */
  readonly amount: MinorUnits;
  readonly scheduled: ScheduledIncrease | undefined;
};

export type ScheduledIncrease = {
  /** Null: the limit is removed. */
  readonly amount: MinorUnits | null;
  /** Confirmed from here on, and not after the other. */
  readonly effectiveAtMs: UtcMs;
  readonly confirmByMs: UtcMs;
};

type Limited = { readonly gamblingLimits: readonly GamblingLimit[] };

export const limitOf = (
  { gamblingLimits }: Limited,
  kind: GamblingLimitKind,
  period: GamblingLimitPeriod,
): GamblingLimit | undefined =>
  gamblingLimits.find((limit) => limit.kind === kind && limit.period === period);

/** The limits with this one in the place of its kind and period; undefined removes it. */
export const withLimit = (
  { gamblingLimits }: Limited,
  { kind, period }: Pick<GamblingLimit, 'kind' | 'period'>,
  limit: GamblingLimit | undefined,
): readonly GamblingLimit[] => [
  ...gamblingLimits.filter((each) => each.kind !== kind || each.period !== period),
  ...(limit === undefined ? [] : [limit]),
];
