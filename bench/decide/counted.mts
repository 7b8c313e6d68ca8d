import { createRequire } from 'node:module';
import { compileSources } from '../audit/compile-sources.mts';
import type * as Pure from './pure.ts';

/** Where a run ends: what lies between two of them is counted by running both. */
export const stages = ['prepared', 'decided', 'folded'] as const;

/** Bets that are decided and folded before, so that they are compiled; and as many that are counted. */
export const COUNTED = 20_000;

/** A program of its own, run by `instructions.mts` under the counter. */
if (import.meta.main) {
  compileSources();
  const { PureDecider } = createRequire(import.meta.url)('./pure.ts') as typeof Pure;
  const stage = process.argv[2];
  const decider = new PureDecider();
  const bets = decider.opened(0, 2 * COUNTED);
  decider.fold(decider.decide(bets.slice(0, COUNTED)));
  const batches = stage === 'prepared' ? [] : decider.decide(bets.slice(COUNTED));
  if (stage === 'folded') decider.fold(batches);
}
