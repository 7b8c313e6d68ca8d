import type { Leg } from '@stakelog/contracts';
import { isAbove, minus, plus, reduced, text, times, unit, type Exact } from '../arithmetic/exact';
import { priceOf } from '../arithmetic/settlement';

/** A late withdrawal that counts against a leg: of another outcome, after the bet was accepted. */
export type Deduction = {
  readonly outcomeId: string;
  readonly deductionPpm: number;
  /** Position token of the fact. */
  readonly at: string;
};

/** The odds of a leg after withdrawals (domain.md §7.4), and how they came about. */
export type LegOdds = { readonly odds: Exact; readonly steps: readonly string[] };

const million = 1_000_000n;
const shareOf = ({ deductionPpm }: Deduction) => reduced(BigInt(deductionPpm), million);
const remaining = (deductions: readonly Deduction[]) =>
  deductions.map((each) => minus(unit, shareOf(each))).reduce(times, unit);

/** Reduced once more from the withdrawals in force; nothing is rounded between steps. */
export function legOdds(leg: Leg, deductions: readonly Deduction[]): LegOdds {
  const price = priceOf(leg);
  const method = leg.reductionMethod ?? 'NONE';
  if (method === 'NONE' || deductions.length === 0 || leg.antePost)
    return { odds: price, steps: [] };
  const named = deductions.map((each) => `${each.outcomeId} −${text(shareOf(each))} (${each.at})`);
  const { odds, formula } = reductions[method](price, deductions);
  return { odds, steps: [`${method}: ${named.join(', ')}`, formula] };
}

type Reduction = (
  price: Exact,
  deductions: readonly Deduction[],
) => { readonly odds: Exact; readonly formula: string };

const reductions: Readonly<Record<'RULE4' | 'EXCHANGE_WIN' | 'EXCHANGE_PLACE', Reduction>> = {
  RULE4(price, deductions) {
    const ceiling = reduced(9n, 10n);
    const sum = deductions.map(shareOf).reduce(plus, { num: 0n, den: 1n });
    const deducted = isAbove(sum, ceiling) ? ceiling : sum;
    const odds = plus(unit, times(minus(price, unit), minus(unit, deducted)));
    const formula = `odds 1 + (${text(price)} − 1) × (1 − ${text(deducted)}) = ${text(odds)}`;
    return { odds, formula };
  },
  EXCHANGE_WIN(price, deductions) {
    const counted = deductions.filter(({ deductionPpm }) => deductionPpm >= 25_000);
    const floor = reduced(101n, 100n);
    const left = remaining(counted);
    const product = times(price, left);
    const odds = counted.length > 0 && isAbove(floor, product) ? floor : product;
    return { odds, formula: `odds ${text(price)} × ${text(left)} = ${text(odds)}, at least 1.01` };
  },
  EXCHANGE_PLACE(price, deductions) {
    const left = remaining(deductions);
    const odds = plus(unit, times(minus(price, unit), left));
    return { odds, formula: `odds 1 + (${text(price)} − 1) × ${text(left)} = ${text(odds)}` };
  },
};
