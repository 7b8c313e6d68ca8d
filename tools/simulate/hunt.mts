/** A process: simulates seeds of one bundle until one of them breaks an invariant that the unpatched code keeps. */
import type { SimulationOptions } from '../../test/simulation/simulation.ts';
import { loadSimulation, type SimulationModule } from './load.mts';

export type Hunt = {
  readonly patched: string;
  readonly unpatched: string;
  readonly seeds: readonly string[];
  /** What the runs have and meet: whatever is not told is by chance. */
  readonly world: Pick<SimulationOptions, 'stores' | 'scene'>;
};

export type Caught = {
  readonly seed: string;
  readonly tried: number;
  readonly invariant: string;
  readonly detail: string;
};

/** Without `caught` every seed was green; `red` are seeds that are so without the bug as well. */
export type HuntResult = { readonly caught?: Caught; readonly red: readonly string[] };

/** Five times what the longest runs take. */
const STEPS_MAX = 500_000;

async function violationOf({ simulate }: SimulationModule, seed: string, world: Hunt['world']) {
  try {
    const { violation, steps } = await simulate(seed, { stepsMax: STEPS_MAX, ...world });
    if (violation !== undefined || steps < STEPS_MAX) return violation;
    return { invariant: 'liveness', detail: `nothing ends within ${STEPS_MAX} steps` };
  } catch (error) {
    return { invariant: 'crash', detail: error instanceof Error ? error.message : String(error) };
  }
}

async function hunt({ patched, unpatched, seeds, world }: Hunt): Promise<HuntResult> {
  const red: string[] = [];
  const mutant = loadSimulation(patched);
  for (const [index, seed] of seeds.entries()) {
    process.send?.({ seed, tried: index + 1 });
    const violation = await violationOf(mutant, seed, world);
    if (violation === undefined) continue;
    if ((await violationOf(loadSimulation(unpatched), seed, world)) !== undefined) {
      red.push(seed);
      continue;
    }
    return { caught: { seed, tried: index + 1, ...violation }, red };
  }
  return { red };
}

// What a process of the world leaves without a listener is no failure of the hunt.
process.on('unhandledRejection', () => undefined);
process.once('message', (asked) => {
  void hunt(asked as Hunt).then((result) => process.send?.({ ended: true, ...result }));
});
