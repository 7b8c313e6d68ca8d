import { defined, limits, minorUnits, type MinorUnits } from '@stakelog/contracts';
import { largestWithin } from '../market/base-currency';
import { marketLimits, type MarketLimits } from '../market/trading-limits';
import type { BetTerms } from './bet-terms';
import { fixtureOf, marketOf, policyOf, type TicketCheck } from './ticket-check';

/**
 * The trading limits of a bet, in minor units of the base currency: stake and payout of the whole bet meet the
 * strictest of its markets, liability is tested leg by leg (domain.md §5).
 */
export type BetBounds = Pick<MarketLimits, 'stakeMin' | 'stakeMax' | 'payoutMax'> & {
  /** By leg. */
  readonly liabilityMax: readonly number[];
};

export function betBounds(check: TicketCheck, { legs }: Pick<BetTerms, 'legs'>): BetBounds {
  let stakeMin = 0;
  let stakeMax = Infinity;
  let payoutMax = legs.length > 1 ? limits.betReturnMax : Infinity;
  const liabilityMax = legs.map((index) => {
    const leg = limitsOfLeg(check, index);
    stakeMin = Math.max(stakeMin, leg.stakeMin);
    stakeMax = Math.min(stakeMax, leg.stakeMax);
    payoutMax = Math.min(payoutMax, leg.payoutMax);
    return leg.liabilityMax;
  });
  return { stakeMin, stakeMax, payoutMax, liabilityMax };
}

function limitsOfLeg(check: TicketCheck, index: number): MarketLimits {
  const selection = defined(check.place.selections[index], 'row 1 checked the indices');
  const market = defined(marketOf(check, selection), 'row 15 found the market');
  return marketLimits(policyOf(check), market, fixtureOf(check, selection));
}

/** What a bet may return at most: null where no level caps it. In minor units of the account's currency. */
export function payoutCap(check: TicketCheck, { payoutMax }: BetBounds): MinorUnits | null {
  if (payoutMax === Number.MAX_SAFE_INTEGER) return null;
  const cap = largestWithin(payoutMax, check.account.currency, policyOf(check));
  return cap === undefined ? null : minorUnits(cap);
}
