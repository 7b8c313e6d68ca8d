import { limits, minorUnits, type MinorUnits } from '@stakelog/contracts';
import { largestWithin } from '../market/base-currency';
import { marketLimits, type MarketLimits } from '../market/trading-limits';
import type { BetBounds } from './bet-terms';
import { foundMarket, policyOf, seenLeg, type TicketCheck } from './ticket-check';

export function betBounds(check: TicketCheck, legs: readonly number[]): BetBounds {
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
  const leg = seenLeg(check, index);
  return marketLimits(policyOf(check), foundMarket(leg), leg.fixture);
}

/** What a bet may return at most: null where no level caps it. In minor units of the account's currency. */
export function payoutCap(check: TicketCheck, { payoutMax }: BetBounds): MinorUnits | null {
  if (payoutMax === Number.MAX_SAFE_INTEGER) return null;
  const cap = largestWithin(payoutMax, check.account.currency, policyOf(check));
  return cap === undefined ? null : minorUnits(cap);
}
