import * as fc from 'fast-check';
import { historyOf, moveNames, type HistoryWord } from './history';
import type { HistoryStep } from './history-writer';

/** Random histories that fast-check makes shorter when a law fails. */
export const histories = (
  wordsMax: number,
  oddsPartitions = 2,
): fc.Arbitrary<readonly HistoryStep[]> =>
  fc
    .array<HistoryWord>(
      fc.record({ move: fc.constantFrom(...moveNames), pick: fc.nat(999), size: fc.nat(9_999) }),
      { minLength: Math.min(40, wordsMax), maxLength: wordsMax, size: 'max' },
    )
    .map((told) => historyOf(told, oddsPartitions));
