import type { LimitPolicyChanged, MarketId, MinorUnits, TradingLimit } from '@stakelog/contracts';
import type { Fixture, Market } from './market';

/** The limits that bind one market: of each kind, the smallest over the levels that set it (domain.md §5). */
export type MarketLimits = {
  readonly stakeMin: number;
  readonly stakeMax: number;
  readonly liabilityMax: number;
  readonly payoutMax: number;
  readonly marketLiabilityMax: number;
};

type LimitName = keyof MarketLimits;

const levelId = (level: TradingLimit['level'], market: Market, fixture: Fixture | undefined) => {
  switch (level) {
    case 'GLOBAL':
      return null;
    case 'SPORT':
      return fixture?.sport ?? '';
    case 'MARKET_TYPE':
      return market.definition?.marketType ?? '';
    case 'MARKET':
      return market.marketId;
  }
};

/** A market's limits, and all that they depend on. */
type Known = {
  readonly policy: LimitPolicyChanged;
  readonly definition: Market['definition'];
  readonly sport: string | undefined;
  readonly limits: MarketLimits;
};
const known = new WeakMap<Market, Known>();

/**
 * In minor units of the base currency. What no level sets is unlimited; the least stake is then 1. Worked out
 * again only when policy, definition or sport is another: every bet asks twice.
 */
export function marketLimits(
  policy: LimitPolicyChanged,
  market: Market,
  fixture: Fixture | undefined,
): MarketLimits {
  const { definition } = market;
  const sport = fixture?.sport;
  const before = known.get(market);
  if (before?.policy === policy && before.definition === definition && before.sport === sport)
    return before.limits;
  const found = workedOut(policy, market, fixture);
  known.set(market, { policy, definition, sport, limits: found });
  return found;
}

function workedOut(
  policy: LimitPolicyChanged,
  market: Market,
  fixture: Fixture | undefined,
): MarketLimits {
  const applying = policy.levels.filter(
    ({ level, id }) => id === levelId(level, market, fixture) || level === 'GLOBAL',
  );
  const smallest = (name: LimitName, otherwise: number) =>
    applying.reduce<number | null>((least, limit) => {
      const value: MinorUnits | null = limit[name];
      return value === null ? least : Math.min(least ?? value, value);
    }, null) ?? otherwise;
  const unlimited = Number.MAX_SAFE_INTEGER;
  return {
    stakeMin: smallest('stakeMin', 1),
    stakeMax: smallest('stakeMax', unlimited),
    liabilityMax: smallest('liabilityMax', unlimited),
    payoutMax: smallest('payoutMax', unlimited),
    marketLiabilityMax: smallest('marketLiabilityMax', unlimited),
  };
}

/**
 * The share of a market's liability limit that one partition may fill: its explicit share, else ⌊limit / n⌋
 * with one more for the first remainder partitions, so that the shares sum to the limit (domain.md §10).
 */
export function quota(
  policy: LimitPolicyChanged,
  marketId: MarketId,
  limit: number,
  partition: number,
  partitions: number,
): number {
  const explicit = policy.quotas.find((shares) => shares.marketId === marketId);
  if (explicit !== undefined) return explicit.shares[partition] ?? 0;
  return Math.floor(limit / partitions) + (partition < limit % partitions ? 1 : 0);
}
