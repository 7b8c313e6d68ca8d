import {
  limits,
  minorUnits,
  type Alternative,
  type MinorUnits,
  type RejectCode,
  type RejectReason,
  type TicketBet,
} from '@stakelog/contracts';
import { inBaseCurrency, largestWithin } from '../market/base-currency';
import type { Market } from '../market/market';
import { chargedLines, staking, totalStake } from '../ticket/bet-lines';
import { legShares, legWeights, type ExposureShare } from './apportionment';
import type { BetTerms } from './bet-terms';
import { betTerms, potentialReturn } from './work-out-terms';
import { placed, type LegExposure } from './exposure';
import { legAboveQuota, marketQuota, type MarketQuota } from './market-quota';
import {
  foundMarket,
  noReasons,
  ofBet,
  ofBets,
  policyOf,
  seenLeg,
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

const FACTOR_ONE = 10_000;

/** Rows 25–29 of acceptance: the bets that fail the first failing one, with the stake that would pass. */
export function stakeReasons(check: TicketCheck): readonly RejectReason[] {
  const tests = stakeTests(check);
  for (const code of stakeCodes) {
    const reasons = ofBets(check, (_, index) => {
      const test = tests[index];
      if (test === undefined || test.passes(code)) return undefined;
      const helpful = code === 'STAKE_BELOW_MIN' ? test.stakeMin : test.largestPassing();
      return ofBet(code, index, helpful === undefined ? null : `${helpful}`);
    });
    if (reasons.length > 0) return reasons;
  }
  return noReasons;
}

/**
 * The largest stakes that pass rows 25–29 on the same facts, one per bet and for the whole bet; undefined where
 * one has none. Each counts on those before it.
 */
export function alternativeStakes(check: TicketCheck): Alternative | undefined {
  const stakes: MinorUnits[] = [];
  const earlier: LegExposure[] = [];
  for (const [index, bet] of check.place.bets.entries()) {
    const test = new StakeTest(check, index, bet, earlier);
    const stake = test.largestPassing();
    if (stake === undefined) return undefined;
    stakes.push(stake);
    earlier.push(...test.exposures(stake));
  }
  return { stakes, odds: [] };
}

/** The largest stake that each bet may have beside the others as they are; null where it has none. */
export function largestStakes(check: TicketCheck): readonly (MinorUnits | null)[] {
  let earlier: readonly LegExposure[] = [];
  return check.place.bets.map((bet, index) => {
    const lines = chargedLines(bet);
    const most = minorUnits(Math.floor(limits.betReturnMax / lines) * lines);
    const largest = new StakeTest(check, index, staking(bet, most), earlier).largestPassing();
    const test = new StakeTest(check, index, bet, earlier);
    earlier = [...earlier, ...test.exposures(test.stake)];
    return largest ?? null;
  });
}

function stakeTests(check: TicketCheck): readonly StakeTest[] {
  const { bets } = check.place;
  let earlier: readonly LegExposure[] = [];
  return bets.map((bet, index) => {
    const test = new StakeTest(check, index, bet, earlier);
    if (index < bets.length - 1) earlier = [...earlier, ...test.exposures(test.stake)];
    return test;
  });
}

/** The markets of a bet's legs, each once. */
function marketsOf(check: TicketCheck, { legs }: BetTerms): readonly Market[] {
  const markets = legs.map((leg) => foundMarket(seenLeg(check, leg)));
  return markets.length === 1 ? markets : [...new Set(markets)];
}

/** Tests stakes of one bet of the ticket against its limits. Stakes are the whole bet's, in its own currency. */
class StakeTest {
  readonly stake: MinorUnits;
  private readonly share: ExposureShare | undefined;
  private readonly terms: BetTerms;
  private readonly cap: MinorUnits | null;
  private readonly weights: readonly number[];
  private quotas: readonly MarketQuota[] | undefined;

  private readonly check: TicketCheck;
  private readonly bet: TicketBet;
  private readonly earlier: readonly LegExposure[];

  /** `earlier`: what the ticket's bets before this one put on their markets. */
  constructor(check: TicketCheck, index: number, bet: TicketBet, earlier: readonly LegExposure[]) {
    this.check = check;
    this.bet = bet;
    this.earlier = earlier;
    this.stake = minorUnits(totalStake(bet));
    this.terms = betTerms(check, index);
    this.cap = check.place.acceptPayoutCap ? this.terms.payoutCap : null;
    const { scheme, prices } = this.terms;
    this.weights = legWeights(
      scheme,
      prices.map(({ odds }) => odds),
    );
    this.share = this.inBase(this.stake);
  }

  passes(code: StakeCode): boolean {
    return this.passesWith(code, this.stake, this.share);
  }

  /** Without a rate nothing can be compared with the limits: the bet is above them. */
  private passesWith(
    code: StakeCode,
    stake: MinorUnits,
    share: ExposureShare | undefined,
  ): boolean {
    if (share === undefined) return code !== 'STAKE_ABOVE_MAX';
    const { bounds } = this.terms;
    switch (code) {
      case 'STAKE_BELOW_MIN':
        return share.stake >= bounds.stakeMin && stake >= this.linesMin;
      case 'STAKE_ABOVE_MAX':
        return share.stake <= this.scaled(bounds.stakeMax);
      case 'PAYOUT_ABOVE_MAX':
        return share.winReturn <= bounds.payoutMax;
      case 'BETTOR_LIMIT':
        return legShares(share, this.weights).every(
          (part, leg) => part.winReturn - part.stake <= this.scaled(bounds.liabilityMax[leg] ?? 0),
        );
      case 'LIABILITY_EXCEEDED':
        return legAboveQuota(this.quotasOfLegs(), this.standing(share)) === undefined;
    }
  }

  /**
   * By bisection over whole stakes, in UNIT mode over whole unit stakes: what passes rows 26–29 where one step
   * more does not. Then the least stake binds. A token is used whole, so a free bet has no smaller stake.
   */
  largestPassing(): MinorUnits | undefined {
    const step = this.bet.stakeMode === 'UNIT' ? this.terms.lines : 1;
    const fits = (stake: MinorUnits) => {
      const share = this.inBase(stake);
      return stakeCodes.every(
        (code) => code === 'STAKE_BELOW_MIN' || this.passesWith(code, stake, share),
      );
    };
    let low = 0;
    let high = Math.floor(this.stake / step);
    if (this.bet.funding === 'FREE_BET') low = fits(this.stake) ? high : 0;
    else
      while (low < high) {
        const middle = low + Math.ceil((high - low) / 2);
        if (fits(minorUnits(middle * step))) low = middle;
        else high = middle - 1;
      }
    const found = minorUnits(low * step);
    const isEnough = this.passesWith('STAKE_BELOW_MIN', found, this.inBase(found));
    return low > 0 && isEnough ? found : undefined;
  }

  /** The least stake that is not too small: one above the largest that is, in whole unit stakes. */
  get stakeMin(): number | undefined {
    const { currency } = this.check.account;
    const below = largestWithin(this.terms.bounds.stakeMin - 1, currency, policyOf(this.check));
    if (below === undefined) return undefined;
    const least = Math.max(below + 1, this.linesMin);
    const step = this.bet.stakeMode === 'UNIT' ? this.terms.lines : 1;
    return Math.ceil(least / step) * step;
  }

  /** What the bet with this stake puts on its markets. */
  exposures(stake: MinorUnits): readonly LegExposure[] {
    return this.standing(this.inBase(stake) ?? { stake, winReturn: stake });
  }

  private standing(share: ExposureShare): readonly LegExposure[] {
    const selections = this.terms.legs.map((index) => seenLeg(this.check, index).selection);
    return placed(selections, legShares(share, this.weights));
  }

  private inBase(stake: MinorUnits): ExposureShare | undefined {
    const { currency } = this.check.account;
    const policy = policyOf(this.check);
    const staked = inBaseCurrency(stake, currency, policy);
    const winReturn = inBaseCurrency(
      potentialReturn(this.terms, stake, this.cap),
      currency,
      policy,
    );
    return staked === undefined || winReturn === undefined
      ? undefined
      : { stake: staked, winReturn };
  }

  /** Every line stakes something; the least stake of a bet covers that of its one line. */
  private get linesMin(): number {
    return this.terms.lines > 1 ? this.terms.lines * limits.lineStakeMin : 0;
  }

  private scaled(limit: number): number {
    const { factorBps } = this.check.account;
    if (factorBps === FACTOR_ONE) return limit;
    return Number((BigInt(limit) * BigInt(factorBps)) / BigInt(FACTOR_ONE));
  }

  private quotasOfLegs(): readonly MarketQuota[] {
    const { check, terms, earlier } = this;
    this.quotas ??= marketsOf(check, terms).map((market) =>
      marketQuota(check.state, market, earlier),
    );
    return this.quotas;
  }
}
