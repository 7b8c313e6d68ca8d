import type { Prng } from '@stakelog/testing';
import {
  combinations,
  type LineBet,
  type LineLeg,
  type Result,
  type TicketLine,
} from './exact-calculator';

const words = ['WON', 'WON', 'WON', 'LOST', 'VOID', 'HALF_WON', 'HALF_LOST'] as const;
const prices = [
  [1, 3],
  [4, 6],
  [10, 11],
  [6, 4],
  [11, 8],
  [100, 30],
  [16, 1],
] as const;
const methods = ['RULE4', 'EXCHANGE_WIN', 'EXCHANGE_PLACE'] as const;
/** Written out, a bet of more lines would cost more than it shows; the caps have tests of their own. */
const linesMax = 600;

/** A ticket of one to three bets over up to nine selections with everything that bears on its money, from a seed. */
export function randomLine(random: Prng, id: number): TicketLine {
  const count = 1 + random.below(9);
  const bets = Array.from({ length: 1 + random.below(3) }, () => randomBet(random, count));
  const line: TicketLine = {
    id,
    ticket: {
      selections: Array.from({ length: count }, () => ({
        odds: randomOdds(random),
        ...(random.percent(25) && { fraction: written(pick(random, prices)) }),
      })),
      bets,
    },
    legs: Array.from({ length: count }, (_, selection) => randomLeg(random, selection)),
    ...(random.percent(60) && { rounding: random.percent(50) ? 'DOWN' : 'HALF_UP' }),
    ...(random.percent(30) && { maxPayout: 10 ** random.below(9) + random.below(1_000) }),
  };
  return random.percent(50) ? { ...line, legs: line.legs.toReversed() } : line;
}

function randomBet(random: Prng, count: number): LineBet {
  for (;;) {
    const bet = looseBet(random, count);
    const lines = combinations(bet, count).length;
    const ways = (bet.positions ?? []).reduce((all, { selections }) => all * selections.length, 1);
    if (lines === 0 || lines > linesMax || ways > 512) continue;
    const twice = bet.eachWay === true && random.percent(50);
    return random.percent(30) ? bet : { ...bet, lines: twice ? 2 * lines : lines };
  }
}

function looseBet(random: Prng, count: number): LineBet {
  const positions = randomPositions(random, count);
  const bankers = positions.filter(({ banker }) => banker).length;
  const isSystem = random.percent(60);
  const folds = Array.from({ length: positions.length }, (_, index) => index + 1);
  const fullCover = random.percent(40);
  const sizes = folds.filter((size) => size >= bankers && (fullCover || random.percent(40)));
  const kind = positions.length === 1 ? 'SINGLE' : 'MULTIPLE';
  const plain = positions.length === count && positions.every(({ banker }) => !banker);
  return {
    ...(isSystem && sizes.length > 0 ? { kind: 'SYSTEM', sizes } : { kind }),
    ...(!(plain && random.percent(40)) && { positions }),
    ...(random.percent(35) && { eachWay: true }),
    stake: 1 + random.below(10 ** (1 + random.below(6))),
    ...(random.percent(70) && { stakeMode: random.percent(50) ? 'UNIT' : 'TOTAL' }),
    ...(random.percent(30) && { funding: random.percent(50) ? 'FREE_BET' : 'CASH' }),
  };
}

/** The selections in a shuffled order, cut into positions; some are left out. */
function randomPositions(random: Prng, count: number) {
  const order = Array.from({ length: count }, (_, index) => index);
  if (random.percent(50)) order.sort(() => random.below(3) - 1);
  const ways = random.percent(40);
  const bankers = random.percent(40);
  const positions: { selections: number[]; banker: boolean }[] = [];
  while (order.length > 0 && (positions.length === 0 || random.percent(92)))
    positions.push({
      selections: order.splice(0, ways ? 1 + random.below(3) : 1),
      banker: bankers && random.percent(30),
    });
  return positions;
}

function randomLeg(random: Prng, selection: number): LineLeg {
  const byPosition = random.percent(35);
  const method = pick(random, methods);
  const reductions = Array.from({ length: random.below(4) }, () => ({
    method,
    deductionPpm: random.percent(20) ? random.below(1_000_001) : 10_000 * random.below(60),
  }));
  const rank = 1 + random.below(6);
  return {
    selection,
    ...(byPosition && { position: { rank, tied: 1 + random.below(4) } }),
    ...(!byPosition && { result: randomResult(random) }),
    ...(!byPosition && random.percent(50) && { place: randomResult(random) }),
    placeTerms: { places: 1 + random.below(5), fraction: written([1, 1 + random.below(6)]) },
    ...(random.percent(40) && { reductions }),
    ...(random.percent(20) && { antePost: random.percent(70) }),
  };
}

function randomResult(random: Prng): Result {
  if (random.percent(70)) return pick(random, words);
  const den = 1 + random.below(12);
  const win = random.below(den + 1);
  return { win: `${win}/${den}`, void: `${random.below(den - win + 1)}/${den}` };
}

function randomOdds(random: Prng): number {
  const spread = 10 ** (2 + random.below(5));
  return random.percent(30)
    ? 10_000 + 100 * (1 + random.below(2_000))
    : 10_100 + random.below(spread);
}

const written = ([num, den]: readonly [number, number]) => ({ num, den });

function pick<Item>(random: Prng, items: readonly Item[]): Item {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
