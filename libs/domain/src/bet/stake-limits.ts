import {
  defined,
  minorUnits,
  type Alternative,
  type LimitPolicyChanged,
  type MinorUnits,
  type RejectCode,
  type RejectReason,
  type TicketBet,
} from '@stakelog/contracts';
import { inBaseCurrency, largestWithin } from '../market/base-currency';
import { marketLimits, quota, type MarketLimits } from '../market/trading-limits';
import { exactPrice } from '../settlement/fraction';
import { singlePayout } from '../settlement/payout';
import { addExposure, newExposure, worstCase, type Exposure, type ExposureShare } from './exposure';
import {
  currentPrice,
  fixtureOf,
  marketOf,
  ofBet,
  singleLeg,
  type TicketCheck,
} from './ticket-check';

/** The rows of acceptance about the size of a bet, in their order. */
export const stakeCodes = [
  'STAKE_BELOW_MIN',
  'STAKE_ABOVE_MAX',
  'PAYOUT_ABOVE_MAX',
  'BETTOR_LIMIT',
  'LIABILITY_EXCEEDED',
] as const satisfies readonly RejectCode[];
type StakeCode = (typeof stakeCodes)[number];

const FACTOR_UNIT = 10_000n;

/** Rows 25–29 of acceptance: the bets that fail the first failing one, with the stake that would pass. */
export function stakeReasons(check: TicketCheck): readonly RejectReason[] {
  const tests = check.place.bets.map((bet, index) => stakeTest(check, bet, index));
  for (const code of stakeCodes) {
    const reasons = check.place.bets.flatMap((bet, index) => {
      const test = defined(tests[index], 'each bet has its test');
      if (!test.fails(code, bet.stake)) return [];
      const helpful = code === 'STAKE_BELOW_MIN' ? test.stakeMin : test.largestPassing(bet.stake);
      return [ofBet(code, index, helpful === undefined ? null : `${helpful}`)];
    });
    if (reasons.length > 0) return reasons;
  }
  return [];
}

/** The largest stakes that pass rows 25–29 on the same facts, one per bet; undefined where one has none. */
export function alternativeStakes(check: TicketCheck): Alternative | undefined {
  const stakes: MinorUnits[] = [];
  let { place } = check;
  for (const [index, bet] of place.bets.entries()) {
    const stake = stakeTest({ ...check, place }, bet, index).largestPassing(bet.stake);
    if (stake === undefined) return undefined;
    stakes.push(stake);
    place = { ...place, bets: place.bets.with(index, { ...bet, stake }) };
  }
  return { stakes, odds: [] };
}

/** What a bet may return at most: null where no level caps it. In minor units of the account's currency. */
export function payoutCap(check: TicketCheck, bet: TicketBet): MinorUnits | null {
  const { payoutMax } = limitsOf(check, bet);
  if (payoutMax === Number.MAX_SAFE_INTEGER) return null;
  const cap = largestWithin(payoutMax, check.account.currency, policyOf(check));
  return cap === undefined ? null : minorUnits(cap);
}

/** The return of a single at its current price, if it wins; capped where the bettor accepts the cap. */
export function potentialReturn(check: TicketCheck, bet: TicketBet, stake: MinorUnits): MinorUnits {
  const price = defined(currentPrice(check, singleLeg(check, bet)), 'row 21 found a price');
  const cap = check.place.acceptPayoutCap ? payoutCap(check, bet) : null;
  return singlePayout(stake, exactPrice(price.odds, price.fraction), cap, 'HALF_UP').paid;
}

const policyOf = (check: TicketCheck): LimitPolicyChanged =>
  defined(check.policy, 'row 18 refused without a policy');

function limitsOf(check: TicketCheck, bet: TicketBet): MarketLimits {
  const selection = singleLeg(check, bet);
  const market = defined(marketOf(check, selection), 'row 15 found the market');
  return marketLimits(policyOf(check), market, fixtureOf(check, selection));
}

/** Tests stakes of one bet of the ticket against its limits, in minor units of the account's currency. */
function stakeTest(check: TicketCheck, bet: TicketBet, index: number) {
  const bounds = limitsOf(check, bet);
  const policy = policyOf(check);
  const { currency, factorBps } = check.account;
  const scaled = (limit: number) => Number((BigInt(limit) * BigInt(factorBps)) / FACTOR_UNIT);

  /** Without a rate nothing can be compared with the limits: the bet is above them. */
  function fails(code: StakeCode, amount: MinorUnits): boolean {
    const stake = inBaseCurrency(amount, currency, policy);
    const winReturn = inBaseCurrency(potentialReturn(check, bet, amount), currency, policy);
    if (stake === undefined || winReturn === undefined) return code === 'STAKE_ABOVE_MAX';
    switch (code) {
      case 'STAKE_BELOW_MIN':
        return stake < bounds.stakeMin;
      case 'STAKE_ABOVE_MAX':
        return stake > scaled(bounds.stakeMax);
      case 'PAYOUT_ABOVE_MAX':
        return winReturn > bounds.payoutMax;
      case 'BETTOR_LIMIT':
        return winReturn - stake > scaled(bounds.liabilityMax);
      case 'LIABILITY_EXCEEDED':
        return exceedsQuota(check, bet, index, { stake, winReturn });
    }
  }

  /** By bisection: a smaller stake passes rows 26–29 where a larger one does. Then the least stake binds. */
  function largestPassing(atMost: MinorUnits): MinorUnits | undefined {
    const passes = (stake: number) =>
      stakeCodes.every((code) => code === 'STAKE_BELOW_MIN' || !fails(code, minorUnits(stake)));
    let low = 0;
    let high: number = atMost;
    while (low < high) {
      const middle = low + Math.ceil((high - low) / 2);
      if (passes(middle)) low = middle;
      else high = middle - 1;
    }
    const found = minorUnits(low);
    return fails('STAKE_BELOW_MIN', found) || low === 0 ? undefined : found;
  }

  /** What is one above the largest stake that is too small. */
  const below = largestWithin(bounds.stakeMin - 1, currency, policy);
  return { fails, largestPassing, stakeMin: below === undefined ? undefined : below + 1 };
}

/** The market's worst case in this partition, with the ticket's earlier bets on it, against the quota. */
function exceedsQuota(
  check: TicketCheck,
  bet: TicketBet,
  index: number,
  share: ExposureShare,
): boolean {
  const { state } = check;
  const { marketId, outcomeId } = singleLeg(check, bet);
  const winners = state.table.markets.get(marketId)?.definition?.numberOfWinners ?? 1;
  const exposure = withEarlierBets(check, index, state.exposure.get(marketId) ?? newExposure());
  const before = worstCase(exposure, winners);
  const after = worstCase(exposure, winners, { outcome: outcomeId, share });
  return after > before && after > quotaInForce(check, bet);
}

/** Raised shares count from their time on, lowered ones at once: the least of those not yet replaced. */
function quotaInForce(check: TicketCheck, bet: TicketBet): number {
  const { state } = check;
  const market = defined(marketOf(check, singleLeg(check, bet)), 'row 15 found the market');
  const fixture = state.table.fixtureOf(market);
  const { partition, partitions, decidedAtMs } = state;
  return Math.min(
    ...state.table.policiesInForce(decidedAtMs).map((policy) => {
      const { marketLiabilityMax } = marketLimits(policy, market, fixture);
      return quota(policy, market.marketId, marketLiabilityMax, partition, partitions);
    }),
  );
}

function withEarlierBets(check: TicketCheck, index: number, exposure: Exposure): Exposure {
  if (index === 0) return exposure;
  const policy = policyOf(check);
  const combined: Exposure = { stakes: exposure.stakes, returns: new Map(exposure.returns) };
  const own = singleLeg(check, defined(check.place.bets[index], 'the bet is of the ticket'));
  for (const earlier of check.place.bets.slice(0, index)) {
    const { marketId, outcomeId } = singleLeg(check, earlier);
    if (marketId !== own.marketId) continue;
    const inBase = (amount: number) =>
      inBaseCurrency(amount, check.account.currency, policy) ?? amount;
    const winReturn = inBase(potentialReturn(check, earlier, earlier.stake));
    addExposure(combined, outcomeId, { stake: inBase(earlier.stake), winReturn }, 1);
  }
  return combined;
}
