import type { Factors } from '@stakelog/contracts';

/** A runner at a line: what it is worth is `sign × amount × 4 + offset4` quarters. */
export type AsianRunner = {
  readonly sign: 1 | -1;
  /** The handicap in quarters, or for totals the line with the runner's sign turned. */
  readonly offset4: number;
  readonly won: boolean;
};

const win: Factors = { win: { num: 1, den: 1 }, void: { num: 0, den: 1 } };
const lose: Factors = { win: { num: 0, den: 1 }, void: { num: 0, den: 1 } };
const push: Factors = { win: { num: 0, den: 1 }, void: { num: 1, den: 1 } };
const halfWin: Factors = { win: { num: 1, den: 2 }, void: { num: 1, den: 2 } };
const halfLose: Factors = { win: { num: 0, den: 1 }, void: { num: 1, den: 2 } };

/** From quarters above or below the line. */
export function asianFactors(quarters: number): Factors {
  if (quarters >= 2) return win;
  if (quarters === 1) return halfWin;
  if (quarters === 0) return push;
  return quarters === -1 ? halfLose : lose;
}

/** Wider than any score, so that an end of the range stands for everything beyond it. */
const AMOUNT_MAX = 60;

/**
 * The exact factors behind the stream's marks, which call a half win WINNER and both a push and a
 * half loss LOSER: those on which every goal difference (or total) that fits all marks agrees.
 * Undefined where they do not agree; then only a score can tell.
 */
export function asianResult(
  runners: readonly AsianRunner[],
  amountMin: number,
): { readonly amounts: readonly number[]; readonly factors: readonly Factors[] } | undefined {
  const quarters = (runner: AsianRunner, amount: number) =>
    4 * amount * runner.sign + runner.offset4;
  const amounts: number[] = [];
  for (let amount = amountMin; amount <= AMOUNT_MAX; amount++)
    if (runners.every((runner) => runner.won === quarters(runner, amount) >= 1))
      amounts.push(amount);
  const [first] = amounts;
  if (first === undefined) return undefined;
  const factors = runners.map((runner) => asianFactors(quarters(runner, first)));
  const agreed = amounts.every((amount) =>
    runners.every((runner, of) => asianFactors(quarters(runner, amount)) === factors[of]),
  );
  return agreed ? { amounts, factors } : undefined;
}

export const DIFFERENCE_MIN = -AMOUNT_MAX;
export const TOTAL_MIN = 0;
