import { at, HistoryWriter, type HistoryStep } from './history-writer';
import { historyMoves, moveWeights, type HistoryMove } from './history-moves';
import type { Prng } from './prng';

/** One thing that happens; what exactly is read from two whole numbers, so that a search can make them smaller. */
export type HistoryWord = {
  readonly move: HistoryMove;
  readonly pick: number;
  readonly size: number;
};

const isMove = (name: string): name is HistoryMove => name in historyMoves;
/** Every move, as often as it weighs. */
export const moveNames = Object.keys(historyMoves)
  .filter(isMove)
  .flatMap((name) => Array.from({ length: moveWeights[name] ?? 1 }, () => name));

/** The history that the words tell, from the same beginning. */
export function historyOf(
  words: readonly HistoryWord[],
  oddsPartitions = 2,
): readonly HistoryStep[] {
  const writer = new HistoryWriter(oddsPartitions);
  for (const { move, pick, size } of words) historyMoves[move](writer, pick, size);
  return writer.end();
}

/** Words by chance: same seed, same history. */
export function randomWords(random: Prng, count: number): readonly HistoryWord[] {
  return Array.from({ length: count }, () => ({
    move: at(moveNames, random.below(moveNames.length)),
    pick: random.below(1_000),
    size: random.below(10_000),
  }));
}
