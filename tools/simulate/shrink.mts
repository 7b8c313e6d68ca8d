import type { Outcome } from '../../test/simulation/simulation.ts';
import type { Task } from './worker.mts';

const SHRINK_MS_MAX = 120_000;

/**
 * Makes a failing run smaller while it breaks the same invariant: leaves faults out, one by one, then asks less of the
 * load, then ends it at the step that fails. Gives up after two minutes with what it has.
 */
export async function shrink(
  failed: Outcome,
  run: (task: Task) => Promise<Outcome>,
): Promise<{ readonly task: Task; readonly outcome: Outcome }> {
  let task: Task = { seed: failed.seed, without: [] };
  let outcome = failed;
  const untilMs = performance.now() + SHRINK_MS_MAX;
  const accept = async (smaller: Task): Promise<boolean> => {
    if (performance.now() > untilMs) return false;
    const again = await run({ ...smaller, stepsMax: 2 * failed.steps });
    if (again.violation?.invariant !== failed.violation?.invariant) return false;
    [task, outcome] = [smaller, again];
    return true;
  };
  for (let fault = 0; fault < failed.faults; fault++)
    await accept({ ...task, without: [...(task.without ?? []), fault] });
  for (let moves = outcome.moves >> 1; moves > 0 && (await accept({ ...task, movesMax: moves }));)
    moves >>= 1;
  return { task: { ...task, stepsMax: outcome.steps }, outcome };
}

/** What to type to see it again. */
export function commandOf({ seed, without = [], movesMax, stepsMax }: Task): string {
  const faults = without.length > 0 ? ` --without ${without.join(',')}` : '';
  const moves = movesMax === undefined ? '' : ` --moves ${movesMax}`;
  const steps = stepsMax === undefined ? '' : ` --steps ${stepsMax}`;
  return `npm run simulate -- --seed ${seed}${faults}${moves}${steps} --trace`;
}
