import { minorUnits, type LimitPolicyChanged, type UtcMs } from '@stakelog/contracts';
import type { Fact } from '../fact';
import { OPERATOR } from './operator';

type Bounds = Pick<LimitPolicyChanged, 'heartbeatAgeMsMax' | 'factsAgeMsMax'>;

/** Idle partitions adopt every second and a busy machine stalls for longer: a tighter bound refuses for no reason. */
const FRESHNESS_MS_MIN = 5_000;

/** Freshness bounds shrink with the time they measure (domain.md §2). */
export function freshnessAt(speed: number): Bounds {
  const divided = (ms: number) => Math.max(FRESHNESS_MS_MIN, Math.round(ms / speed));
  return { heartbeatAgeMsMax: divided(20_000), factsAgeMsMax: divided(30_000) };
}

const first = {
  levels: [
    {
      level: 'GLOBAL',
      id: null,
      stakeMin: minorUnits(10),
      stakeMax: minorUnits(1_000_000),
      liabilityMax: minorUnits(50_000_000),
      payoutMax: minorUnits(100_000_000),
      marketLiabilityMax: minorUnits(10_000_000_000),
    },
  ],
  quotas: [],
  cashOutMarginBps: 500,
  quoteTtlMs: 5_000,
  baseCurrency: 'EUR',
  rates: [
    { currency: 'EUR', rate: { num: 1, den: 1 } },
    { currency: 'GBP', rate: { num: 17, den: 20 } },
    { currency: 'USD', rate: { num: 11, den: 10 } },
  ],
  accumulatorBonuses: [],
} as const satisfies Partial<LimitPolicyChanged>;

const YEAR_2020_MS = Date.UTC(2020, 0, 1);

/**
 * The number of the next policy: seconds since 2020, or one more than the policy in force. Where the log has lost its
 * last policies, the next one does not take the number of one that bets were accepted under (docs/decisions/0024).
 */
export function policyVersionAfter(inForce: LimitPolicyChanged, nowMs: UtcMs): number {
  return Math.max(inForce.policyVersion + 1, Math.floor((nowMs - YEAR_2020_MS) / 1_000));
}

/** Policy 1, or the one in force with the bounds of another speed; undefined where nothing changes. */
export function policyAt(
  speed: number,
  inForce: LimitPolicyChanged | undefined,
  nowMs: UtcMs,
): Fact | undefined {
  const bounds = freshnessAt(speed);
  if (
    inForce?.heartbeatAgeMsMax === bounds.heartbeatAgeMsMax &&
    inForce.factsAgeMsMax === bounds.factsAgeMsMax
  )
    return undefined;
  const kept = inForce ?? first;
  const policyVersion = inForce === undefined ? 1 : policyVersionAfter(inForce, nowMs);
  return {
    type: 'LimitPolicyChanged',
    producerId: OPERATOR,
    sourceId: `policy:${policyVersion}`,
    sourceAtMs: nowMs,
    effectiveAtMs: nowMs,
    policyVersion,
    levels: kept.levels,
    quotas: kept.quotas,
    cashOutMarginBps: kept.cashOutMarginBps,
    quoteTtlMs: kept.quoteTtlMs,
    baseCurrency: kept.baseCurrency,
    rates: kept.rates,
    accumulatorBonuses: kept.accumulatorBonuses,
    ...bounds,
    actor: 'set-up',
  };
}

/** The key of policy records. */
export const POLICY_KEY = 'policy';

/** How often a producer is said to be alive: several times within the tightest bound. */
export function heartbeatIntervalMs(speed: number, intervalMsMax: number): number {
  const { heartbeatAgeMsMax } = freshnessAt(speed);
  return Math.min(intervalMsMax, Math.floor(heartbeatAgeMsMax / 4));
}
