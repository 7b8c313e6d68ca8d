import { expect, test } from '@jest/globals';
import { oddsMin } from '@stakelog/contracts';
import { handicapFactors, lost, totalFactors, won, type LegFactors } from '@stakelog/domain';
import { settled, written } from './settled';
import { dataRows, withData } from './shared-data';

const STAKE = 1_337;

/** A recorded price on a match, with the engine's factors and, in units of stake / 2, what a plain look at it pays. */
type Priced = {
  readonly odds: number;
  readonly factors: LegFactors;
  readonly halves: readonly [Half, Half];
};
type Half = 'wins' | 'refunded' | 'loses';

type Match = {
  readonly home: number;
  readonly away: number;
  readonly winner: string;
  /** Decimal odds of a column, in ten-thousandths; undefined where the bookmaker had none. */
  readonly odds: (column: string) => number | undefined;
  readonly line: (column: string) => number | undefined;
};

const houses = ['B365', 'BW', 'IW', 'PS', 'WH', 'VC', 'Max', 'Avg'];
const lineHouses = ['B365', 'P', 'Max', 'Avg'];
const times = ['', 'C'];
const allLines = Array.from({ length: 33 }, (_, index) => (index - 16) / 4);

/** The prices that are taken for the lines that nobody offered as well: one per match and market. */
const everyLine = (house: string, time: string, side: string) =>
  house === 'Avg' && time === '' && (side === '>' || side === 'H');

function matchesOf(file: string): Match[] {
  return dataRows(file).map((row) => {
    const cell = (column: string) => row.get(column) ?? '';
    const number = (column: string) => (cell(column) === '' ? undefined : Number(cell(column)));
    return {
      home: Number(cell('FTHG')),
      away: Number(cell('FTAG')),
      winner: cell('FTR'),
      odds: (column) => {
        // A price of 0 stands for none.
        const odds = Math.round((number(column) ?? 0) * 10_000);
        return odds < oddsMin ? undefined : odds;
      },
      line: number,
    };
  });
}

/** A line is two halves of the stake, on the nearest whole or half lines around it. */
const halvesOf = (line: number): readonly [number, number] =>
  Number.isInteger(line * 2) ? [line, line] : [line - 0.25, line + 0.25];
const decided = (ahead: number): Half => (ahead > 0 ? 'wins' : ahead === 0 ? 'refunded' : 'loses');

function onLine(odds: number, factors: LegFactors, line: number, ahead: (line: number) => number) {
  const [below, above] = halvesOf(line);
  return { odds, factors, halves: [decided(ahead(below)), decided(ahead(above))] } as const;
}

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

/** In minor units: the halves of the stake one by one, in whole 1/20 000 of a minor unit, rounded once. */
function paid({ odds, halves }: Priced): number {
  const parts = { wins: odds, refunded: 10_000, loses: 0 };
  const total = STAKE * halves.reduce((sum, half) => sum + parts[half], 0);
  return Math.floor((total + 10_000) / 20_000);
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
    if (said?.return !== paid(bet)) differences.push(bet);
  }
  return { count, differences: differences.slice(0, 3) };
}

const seasons = [
  ['E0-1920.csv', 380],
  ['E0-2021.csv', 380],
  ['E0-2122.csv', 380],
  ['SP1-2223.csv', 310],
] as const;

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
