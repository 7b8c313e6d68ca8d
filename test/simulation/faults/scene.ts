import type { HistoryMove } from '@stakelog/testing';
import type { Chance } from '../world/chance';
import type { Fault } from './plan';

/** Troubles that a run meets together, besides those of its plan: what a hunt for one kind of bug asks for. */
export type Scene = {
  /** Their times count from when the scene begins; a target that the run does not have is left out. */
  readonly faults: readonly Fault[];
  /** How often it is played. */
  readonly times: number;
  /** Moves that the load makes more often. */
  readonly moves?: readonly HistoryMove[];
  /** Services that every run has then. */
  readonly services?: readonly ('standby' | 'snapshots')[];
  /** No scene begins later, in milliseconds of the run. */
  readonly lastMs?: number;
};

/** What a scene adds to the plan of a run that lasts so long. */
export function planScene(chance: Chance, { faults, times, lastMs }: Scene, ms: number): Fault[] {
  return Array.from({ length: times }, () => {
    const beginsMs = 3_000 + chance.below(Math.max(1, (lastMs ?? ms) - 3_000));
    return faults.map((fault) => ({ ...fault, atMs: beginsMs + fault.atMs + chance.below(300) }));
  }).flat();
}
