import { oddsMin } from '@stakelog/contracts';
import { dataRows } from './shared-data';

/** Of every bet in these specs, in minor units; odd, so that halves of it are seen. */
export const STAKE = 1_337;

/** What becomes of a half of the stake. */
export type Half = 'wins' | 'refunded' | 'loses';

export type Match = {
  readonly home: number;
  readonly away: number;
  /** At half time. */
  readonly homeHalf: number;
  readonly awayHalf: number;
  readonly winner: string;
  /** Decimal odds of a column, in ten-thousandths; undefined where the bookmaker had none. */
  readonly odds: (column: string) => number | undefined;
  readonly line: (column: string) => number | undefined;
};

export const seasons = [
  ['E0-1920.csv', 380],
  ['E0-2021.csv', 380],
  ['E0-2122.csv', 380],
  ['SP1-2223.csv', 310],
] as const;

export function matchesOf(file: string): Match[] {
  return dataRows(file).map((row) => {
    const cell = (column: string) => row.get(column) ?? '';
    const number = (column: string) => (cell(column) === '' ? undefined : Number(cell(column)));
    return {
      home: Number(cell('FTHG')),
      away: Number(cell('FTAG')),
      homeHalf: Number(cell('HTHG')),
      awayHalf: Number(cell('HTAG')),
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

/** The halves of a stake on a line, each decided by how far the selection is ahead of its own line. */
export function halvesOn(line: number, ahead: (line: number) => number): readonly [Half, Half] {
  const [below, above] = halvesOf(line);
  return [decided(ahead(below)), decided(ahead(above))];
}

/** In minor units: the halves of the stake one by one, in whole 1/20 000 of a minor unit, rounded once. */
export function paid(odds: number, halves: readonly [Half, Half]): number {
  const parts = { wins: odds, refunded: 10_000, loses: 0 };
  const total = STAKE * halves.reduce((sum, half) => sum + parts[half], 0);
  return Math.floor((total + 10_000) / 20_000);
}
