import type { ReductionMethod } from '@stakelog/contracts';
import { compare, fraction, minus, one, plus, times, zero, type Fraction } from './fraction';

const MILLION = 1_000_000n;
/** Exchange reduction factors below 2.5 % are ignored in win markets (domain.md §7.4). */
const exchangeWinIgnoredBelowPpm = 25_000;
const rule4Ceiling = fraction(9n, 10n);
const oddsFloor = fraction(101n, 100n);

/**
 * Odds after late withdrawals, exact (domain.md §7.4). Deductions in parts per million, one per runner
 * withdrawn after the bet was accepted. Rule 4 deducts from winnings and adds up, at most 90 %; the exchange
 * reduces the whole price in win markets, never below 1.01, and the winnings in place markets.
 */
export function effectiveOdds(
  odds: Fraction,
  method: ReductionMethod,
  deductionsPpm: readonly number[],
): Fraction {
  if (deductionsPpm.length === 0) return odds;
  switch (method) {
    case 'NONE':
      return odds;
    case 'RULE4': {
      const sum = deductionsPpm.map(share).reduce(plus, zero);
      const deducted = compare(sum, rule4Ceiling) > 0 ? rule4Ceiling : sum;
      return plus(one, times(minus(odds, one), minus(one, deducted)));
    }
    case 'EXCHANGE_WIN': {
      const counted = deductionsPpm.filter((ppm) => ppm >= exchangeWinIgnoredBelowPpm);
      if (counted.length === 0) return odds;
      const reduced = times(odds, remaining(counted));
      return compare(reduced, oddsFloor) < 0 ? oddsFloor : reduced;
    }
    case 'EXCHANGE_PLACE':
      return plus(one, times(minus(odds, one), remaining(deductionsPpm)));
  }
}

const share = (ppm: number) => fraction(BigInt(ppm), MILLION);
const remaining = (deductionsPpm: readonly number[]) =>
  deductionsPpm.map((ppm) => minus(one, share(ppm))).reduce(times, one);
