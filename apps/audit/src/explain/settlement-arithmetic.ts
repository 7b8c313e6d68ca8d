import type { BetAccepted, BetSettled, Frac } from '@stakelog/contracts';

/** How a payout came about: each step as text, recomputed here from the event's factors. */
export type SettlementArithmetic = {
  readonly steps: readonly string[];
  /** Whether the recomputed payout is the recorded one. */
  readonly agrees: boolean;
};

type Exact = { readonly num: bigint; readonly den: bigint };

const exact = ({
  num,
  den,
}: {
  readonly num: number | string;
  readonly den: number | string;
}): Exact => ({
  num: BigInt(num),
  den: BigInt(den),
});
const text = ({ num, den }: Exact) => (den === 1n ? `${num}` : `${num}/${den}`);

function reduced(num: bigint, den: bigint): Exact {
  let [a, b] = [num, den];
  while (b !== 0n) [a, b] = [b, a % b];
  const divisor = a === 0n ? 1n : a;
  return { num: num / divisor, den: den / divisor };
}

const times = (left: Exact, right: Exact) => reduced(left.num * right.num, left.den * right.den);
const plus = (left: Exact, right: Exact) =>
  reduced(left.num * right.den + right.num * left.den, left.den * right.den);

/** The price of a leg: the quoted fraction + 1, else odds / 10 000. */
function price({
  odds,
  fraction,
}: {
  readonly odds: number;
  readonly fraction: Frac | null;
}): Exact {
  return fraction === null
    ? reduced(BigInt(odds), 10_000n)
    : plus({ num: 1n, den: 1n }, exact(fraction));
}

/** A single: stake × (win × odds + void), capped, rounded once. BigInt, since the products are long. */
export function settlementArithmetic(
  accepted: BetAccepted,
  settled: BetSettled,
): SettlementArithmetic {
  const steps: string[] = [];
  let total: Exact = { num: BigInt(accepted.stake), den: 1n };
  for (const [index, leg] of settled.legs.entries()) {
    const own = accepted.legs[index];
    if (own === undefined) continue;
    const odds = leg.effectiveOdds === null ? price(own) : exact(leg.effectiveOdds);
    const multiplier = plus(times(exact(leg.win), odds), exact(leg.void));
    const reducedFrom = leg.effectiveOdds === null ? '' : ` (reduced from ${text(price(own))})`;
    steps.push(
      `leg ${index}: win ${text(exact(leg.win))} × odds ${text(odds)}${reducedFrom} + void ${text(exact(leg.void))} = ${text(multiplier)}   rule ${leg.rule}`,
    );
    total = times(total, multiplier);
  }
  steps.push(`stake ${accepted.stake} × … = ${text(total)} exactly`);
  const payout = rounded(total, accepted, steps);
  steps.push(
    `before ${settled.previousPayout}, so ${settled.delta >= 0 ? '+' : ''}${settled.delta}`,
  );
  const recorded = reduced(BigInt(settled.exactReturn.num), BigInt(settled.exactReturn.den));
  const agrees =
    payout === BigInt(settled.payout) && recorded.num === total.num && recorded.den === total.den;
  return { steps, agrees };
}

function rounded(total: Exact, { maxPayout, rounding }: BetAccepted, steps: string[]): bigint {
  const cap = maxPayout === null ? undefined : BigInt(maxPayout);
  if (cap !== undefined && total.num > cap * total.den) {
    steps.push(`capped at ${cap}`);
    return cap;
  }
  const payout =
    rounding === 'DOWN' ? total.num / total.den : (2n * total.num + total.den) / (2n * total.den);
  steps.push(`rounded ${rounding}: ${payout}`);
  return payout;
}
