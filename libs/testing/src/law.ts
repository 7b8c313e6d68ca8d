import * as fc from 'fast-check';
import { histories } from './history-arbitrary';
import type { HistoryStep } from './history-writer';

const seed = Number(process.env['LAWS_SEED'] ?? 20_260_725);
const usualRuns = Number(process.env['LAWS_RUNS'] ?? 40);
const wordsMax = 220;

/**
 * Says a law of so many random histories, LAWS_RUNS unless told, from LAWS_SEED. A failure prints the seed and
 * the shortest history that breaks the law.
 */
export const law = (says: (steps: readonly HistoryStep[]) => void, numRuns = usualRuns): void =>
  fc.assert(fc.property(histories(wordsMax), says), { seed, numRuns });
