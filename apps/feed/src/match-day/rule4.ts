type Band = readonly [num: number, den: number, pencePerPound: number];

/** A scale of deductions, replaced by a new version when the rule changes: what was deducted stands. */
export type Rule4Scale = {
  readonly version: number;
  /** The shortest price of each band, winnings per stake, and what it takes of a pound won. */
  readonly bands: readonly Band[];
  /** Longer prices, in winnings per stake, take nothing. */
  readonly longest: number;
};

export const rule4Scale: Rule4Scale = {
  version: 1,
  longest: 14,
  bands: [
    [0, 1, 90],
    [2, 17, 85],
    [1, 5, 80],
    [2, 7, 75],
    [1, 3, 70],
    [4, 9, 65],
    [4, 7, 60],
    [4, 6, 55],
    [5, 6, 50],
    [1, 1, 45],
    [5, 4, 40],
    [8, 5, 35],
    [9, 5, 30],
    [12, 5, 25],
    [16, 5, 20],
    [9, 2, 15],
    [6, 1, 10],
    [10, 1, 5],
  ],
};

/**
 * What a withdrawn runner at these odds takes from the winnings on the others, in parts per million.
 * A price between two bands belongs to the shorter one. Bounds are rounded as odds are, so that a
 * price of 2/7 (12 857) is in the band that begins with it.
 */
export function rule4Ppm(odds: number, { bands, longest }: Rule4Scale = rule4Scale): number {
  const winnings = odds - 10_000;
  if (winnings > longest * 10_000) return 0;
  const band = bands.findLast(([num, den]) => Math.round((num * 10_000) / den) <= winnings);
  return (band?.[2] ?? 0) * 10_000;
}
