import type { Factors, Frac, OutcomeResult } from '@stakelog/contracts';
import { asianResult, DIFFERENCE_MIN, TOTAL_MIN, type AsianRunner } from './asian-result';
import { marketDefined, overUnder } from './definition';
import type { MarketDefinition, RunnerDefinition } from './message';
import { runnerKey } from './runner-key';

const none: Frac = { num: 0, den: 1 };
const whole: Frac = { num: 1, den: 1 };
const refunded: Factors = { win: none, void: whole };

const isRemoved = ({ status }: RunnerDefinition) =>
  status === 'REMOVED' || status === 'REMOVED_VACANT' || status === 'HIDDEN';

/**
 * What a CLOSED definition says about every runner. Undefined where its marks leave the factors
 * open (Asian lines without a score), or where a runner is still unmarked.
 */
export function outcomeResults(
  id: string,
  definition: MarketDefinition,
): readonly OutcomeResult[] | undefined {
  const { settlement } = marketDefined(id, definition);
  if (definition.runners.some(({ status }) => status === 'ACTIVE')) return undefined;
  return settlement === 'DECLARED'
    ? declaredResults(id, definition)
    : asianResults(definition, settlement === 'ASIAN_TOTAL');
}

/** Where more runners won than the market has winners, each gets the same share (dead heat). */
function declaredResults(id: string, definition: MarketDefinition): OutcomeResult[] {
  const { numberOfWinners, placeTerms } = marketDefined(id, definition);
  const winners = count(definition, 'WINNER');
  const winShare = share(Math.max(1, numberOfWinners), winners);
  const placesLeft = Math.max(0, (placeTerms?.places ?? 0) - winners);
  const placeShare = share(placesLeft, count(definition, 'PLACED'));
  return definition.runners.map((runner) => {
    const win = isRemoved(runner)
      ? refunded
      : { win: runner.status === 'WINNER' ? winShare : none, void: none };
    if (placeTerms === null) return outcome(runner, definition, win, null);
    const placed = { WINNER: whole, PLACED: placeShare, LOSER: none } as const;
    const place =
      runner.status === 'WINNER' || runner.status === 'PLACED' || runner.status === 'LOSER'
        ? { win: placed[runner.status], void: none }
        : refunded;
    return outcome(runner, definition, win, place);
  });
}

const count = ({ runners }: MarketDefinition, status: RunnerDefinition['status']) =>
  runners.filter((runner) => runner.status === status).length;

function share(paid: number, tied: number): Frac {
  if (paid === 0) return none;
  return tied <= paid ? whole : reduced(paid, tied);
}

function reduced(num: number, den: number): Frac {
  let [a, b] = [num, den];
  while (b !== 0) [a, b] = [b, a % b];
  return { num: num / a, den: den / a };
}

function asianResults(
  definition: MarketDefinition,
  totals: boolean,
): readonly OutcomeResult[] | undefined {
  const taking = definition.runners.filter((runner) => !isRemoved(runner));
  const sides = taking.map((runner) => asianRunner(runner, definition, totals));
  const known = sides.filter((side) => side !== undefined);
  if (known.length < sides.length) return undefined;
  const result = asianResult(known, totals ? TOTAL_MIN : DIFFERENCE_MIN);
  if (taking.length > 0 && result === undefined) return undefined;
  return definition.runners.map((runner) => {
    const factors = result?.factors[taking.indexOf(runner)] ?? refunded;
    return outcome(runner, definition, factors, null);
  });
}

/** The sign of a handicap's side only has to differ between the two: the first runner's is plus. */
function asianRunner(
  runner: RunnerDefinition,
  { runners }: MarketDefinition,
  totals: boolean,
): AsianRunner | undefined {
  const line4 = Math.round((runner.hc ?? 0) * 4);
  const won = runner.status === 'WINNER';
  if (!totals) return { sign: runner.id === runners[0]?.id ? 1 : -1, offset4: line4, won };
  const side = overUnder(runner);
  if (side === undefined) return undefined;
  return side === 'over' ? { sign: 1, offset4: -line4, won } : { sign: -1, offset4: line4, won };
}

const outcome = (
  runner: RunnerDefinition,
  { bettingType }: MarketDefinition,
  factors: Factors,
  place: Factors | null,
): OutcomeResult => ({
  outcomeId: runnerKey(runner, bettingType),
  win: factors.win,
  void: factors.void,
  place,
  position: null,
  undecided: false,
});
