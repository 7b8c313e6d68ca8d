import { expect, test } from '@jest/globals';
import { handicapFactors, lost, totalFactors, won, type LegFactors } from '@stakelog/domain';
import {
  halvesOn,
  matchesOf,
  paid,
  seasons,
  STAKE,
  type Half,
  type Match,
} from './football-season';
import { settled, written } from './settled';
import { withData } from './shared-data';

/** A recorded price on a match, with the engine's factors and, in units of stake / 2, what a plain look at it pays. */
type Priced = {
  readonly odds: number;
  readonly factors: LegFactors;
  readonly halves: readonly [Half, Half];
};
const houses = ['B365', 'BW', 'IW', 'PS', 'WH', 'VC', 'Max', 'Avg'];
const lineHouses = ['B365', 'P', 'Max', 'Avg'];
const times = ['', 'C'];
const allLines = Array.from({ length: 33 }, (_, index) => (index - 16) / 4);

/** The prices that are taken for the lines that nobody offered as well: one per match and market. */
const everyLine = (house: string, time: string, side: string) =>
  house === 'Avg' && time === '' && (side === '>' || side === 'H');

const onLine = (
  odds: number,
  factors: LegFactors,
  line: number,
  ahead: (line: number) => number,
): Priced => ({ odds, factors, halves: halvesOn(line, ahead) });

function* winnerBets({ winner, odds }: Match): Generator<Priced> {
  for (const house of houses)
    for (const time of times)
      for (const side of ['H', 'D', 'A']) {
        const price = odds(`${house}${time}${side}`);
        if (price === undefined) continue;
        const half = side === winner ? 'wins' : 'loses';
        yield { odds: price, factors: side === winner ? won : lost, halves: [half, half] };
      }
}

function* totalBets({ home, away, odds }: Match): Generator<Priced> {
  const goals = home + away;
  for (const house of lineHouses)
    for (const time of times)
      for (const [sign, side] of [
        ['>', 'OVER'],
        ['<', 'UNDER'],
      ] as const) {
        const price = odds(`${house}${time}${sign}2.5`);
        const ahead = (line: number) => (side === 'OVER' ? goals - line : line - goals);
        if (price === undefined) continue;
        yield onLine(price, totalFactors(goals, 10, side), 2.5, ahead);
        for (const line of everyLine(house, time, sign) ? allLines : [])
          yield onLine(price, totalFactors(goals, 4 * line, side), line, ahead);
      }
}

function* handicapBets({ home, away, odds, line }: Match): Generator<Priced> {
  for (const time of times) {
    const homeLine = line(`AH${time}h`);
    if (homeLine === undefined) continue;
    for (const house of lineHouses)
      for (const side of ['H', 'A'] as const) {
        const price = odds(`${house}${time}AH${side}`);
        if (price === undefined) continue;
        const goals = side === 'H' ? home - away : away - home;
        const own = side === 'H' ? homeLine : -homeLine;
        for (const at of everyLine(house, time, side) ? [own, ...allLines] : [own])
          yield onLine(price, handicapFactors(goals, 4 * at), at, (handicap) => goals + handicap);
      }
  }
}

/** The first bets on which the engine and the plain look differ, and how many there are. */
function compared(bets: Iterable<Priced>) {
  let count = 0;
  const differences: Priced[] = [];
  for (const bet of bets) {
    count++;
    const [said] = settled({
      id: count,
      ticket: { selections: [{ odds: bet.odds }], bets: [{ kind: 'SINGLE', stake: STAKE }] },
      legs: [{ selection: 0, result: written(bet.factors) }],
    }).bets;
    if (said?.return !== paid(bet.odds, bet.halves)) differences.push(bet);
  }
  return { count, differences: differences.slice(0, 3) };
}

withData('football/E0-1920.csv').each(seasons)('%s', (file, matchCount) => {
  const matches = matchesOf(`football/${file}`);

  test('has every match of the season, and the winner that its score says', () => {
    expect(matches).toHaveLength(matchCount);
    const winners = matches.map(({ home, away }) => (home > away ? 'H' : home < away ? 'A' : 'D'));
    expect(winners).toEqual(matches.map(({ winner }) => winner));
  });

  test.each([
    ['1X2', winnerBets, 40],
    ['totals', totalBets, 45],
    ['Asian handicaps', handicapBets, 45],
  ] as const)('%s of every match at every recorded price', (_, betsOf, perMatch) => {
    const { count, differences } = compared(matches.flatMap((match) => [...betsOf(match)]));
    expect(differences).toEqual([]);
    expect(count).toBeGreaterThan(perMatch * matchCount);
  });
});
