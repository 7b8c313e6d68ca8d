import type { OutcomeId } from '@stakelog/contracts';
import type { Market, Outcome } from '../market/market';
import {
  compare,
  fraction,
  one,
  plus,
  times,
  zero,
  exactPrice,
  type Fraction,
} from '../settlement/fraction';

const BILLION = 1_000_000_000n;
/** Lines × 4 that only win or lose: the half lines, such as −0.5 and 2.5. */
const isHalfLine = (line4: number) => Math.abs(line4) % 4 === 2;

/**
 * How likely an outcome is to win: as the feed says, else from the current prices with the overround taken out
 * in proportion, p_i = (1/o_i) / Σ 1/o_j (domain.md §8). Undefined where neither is known.
 *
 * Decision: feeds give the chance of a full win alone. On an Asian line that can also push or be halved, that
 * chance does not value the bet, so only half lines have a probability.
 */
export function winProbability(market: Market, outcomeId: OutcomeId): Fraction | undefined {
  if (mayHalveOrPush(market, outcomeId)) return undefined;
  const stated = market.outcomes.get(outcomeId)?.probPpb ?? null;
  if (stated === null) return impliedProbability(market, outcomeId);
  const probability = fraction(BigInt(stated), BILLION);
  const isOne = compare(probability, zero) >= 0 && compare(probability, one) <= 0;
  return isOne ? probability : undefined;
}

function mayHalveOrPush({ definition }: Market, id: OutcomeId): boolean {
  if (definition === undefined || definition.settlement === 'DECLARED') return false;
  const line4 = definition.outcomes.find(({ outcomeId }) => outcomeId === id)?.line4 ?? null;
  return line4 === null || !isHalfLine(line4);
}

/** Only where one of the outcomes must win: every one that was not withdrawn is known, active and priced. */
function impliedProbability(market: Market, outcomeId: OutcomeId): Fraction | undefined {
  const { definition, outcomes, results } = market;
  if (definition?.numberOfWinners !== 1 || results.size > 0) return undefined;
  let sum = zero;
  for (const { outcomeId: id } of definition.outcomes) {
    const outcome = outcomes.get(id);
    if (outcome?.state === 'REMOVED') continue;
    const chance = impliedChance(outcome);
    if (chance === undefined) return undefined;
    sum = plus(sum, chance);
  }
  const own = impliedChance(outcomes.get(outcomeId));
  return own === undefined ? undefined : times(own, fraction(sum.den, sum.num));
}

/** 1/o, with the overround still in it. */
function impliedChance(outcome: Outcome | undefined): Fraction | undefined {
  if (outcome?.state !== 'ACTIVE' || outcome.odds === null) return undefined;
  const { num, den } = exactPrice(outcome.odds, outcome.fraction);
  return fraction(den, num);
}

/** In parts per billion, to the nearest: what a quote shows of the exact chance it was made with. */
export const asPpb = ({ num, den }: Fraction): number =>
  Number((2n * BILLION * num + den) / (2n * den));
