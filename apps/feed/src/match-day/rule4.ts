/** The shortest price of each band of the Rule 4 scale, winnings per stake, and pence per pound. */
const bands = [
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
] as const;

/**
 * What a withdrawn runner at these odds takes from the winnings on the others, in parts per million.
 * A price between two bands belongs to the shorter one; beyond 14/1 nothing is taken.
 */
export function rule4Ppm(odds: number): number {
  const winnings = odds - 10_000;
  if (winnings > 140_000) return 0;
  const band = bands.findLast(([num, den]) => num * 10_000 <= winnings * den);
  return (band?.[2] ?? 0) * 10_000;
}
