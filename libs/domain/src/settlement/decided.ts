import type { Scheme } from '../ticket/scheme';

/** What a leg does to a line: makes it worthless, leaves it worth something, or nobody knows yet. */
export type LegWorth = 'ZERO' | 'SOME' | 'OPEN';

/**
 * Whether no undecided leg can change the return (domain.md §7.5): every line that holds one has a zero. Counts
 * positions instead of lines: O(positions + sizes).
 */
export function isDecided({ positions, sizes }: Scheme, worths: readonly LegWorth[]): boolean {
  let [bankers, openBankers, alive, open] = [0, 0, 0, 0];
  for (const { selections, banker } of positions) {
    const worth = positionWorth(selections, worths);
    if (banker) {
      if (worth === 'ZERO') return true;
      bankers++;
      if (worth === 'OPEN') openBankers++;
    } else if (worth !== 'ZERO') {
      alive++;
      if (worth === 'OPEN') open++;
    }
  }
  // A line of k − b others that are not worthless, one of them open, or any such line with an open banker.
  return !sizes.some((size) => {
    const others = size - bankers;
    return others <= alive && (openBankers > 0 || (open > 0 && others > 0));
  });
}

/** Alternatives add up: one that is worth something and one that is open leave the position open. */
function positionWorth(selections: readonly number[], worths: readonly LegWorth[]): LegWorth {
  let worth: LegWorth = 'ZERO';
  for (const selection of selections) {
    const each = worths[selection] ?? 'ZERO';
    if (each === 'OPEN') return 'OPEN';
    if (each === 'SOME') worth = 'SOME';
  }
  return worth;
}
