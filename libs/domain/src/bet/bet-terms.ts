import type { AccumulatorBonus, MinorUnits } from '@stakelog/contracts';
import type { MarketLimits } from '../market/trading-limits';
import type { Fraction } from '../settlement/fraction';
import type { Scheme } from '../ticket/scheme';
import type { UsablePrice } from './usable-price';

/** A bet of the ticket as it would be accepted now. Only once rows 1–21 passed. */
export type BetTerms = {
  /** Its legs, as indices of the ticket's selections. */
  readonly legs: readonly number[];
  readonly prices: readonly UsablePrice[];
  readonly scheme: Scheme;
  /** Charged: an each-way bet pays for both its parts. */
  readonly lines: number;
  readonly bonusTerms: readonly AccumulatorBonus[];
  /** What one minor unit of stake brings if every leg wins: bonus included, without the stake of an SNR token. */
  readonly returnPerUnit: Fraction;
  readonly bounds: BetBounds;
  /** What the bet may return at most, in minor units of the account's currency; null where no level caps it. */
  readonly payoutCap: MinorUnits | null;
};

/**
 * The trading limits of a bet, in minor units of the base currency: stake and payout of the whole bet meet the
 * strictest of its markets, liability is tested leg by leg (domain.md §5).
 */
export type BetBounds = Pick<MarketLimits, 'stakeMin' | 'stakeMax' | 'payoutMax'> & {
  /** By leg. */
  readonly liabilityMax: readonly number[];
};
