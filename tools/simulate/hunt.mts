/** A worker: simulates seeds of one bundle until one of them breaks an invariant that the unpatched code keeps. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadSimulation, type SimulationModule } from './bundle.mts';

export type Hunt = {
  readonly patched: string;
  readonly unpatched: string;
  readonly seeds: readonly string[];
};

/** Undefined: every seed was green. */
export type Caught =
  | {
      readonly seed: string;
      readonly tried: number;
      readonly invariant: string;
      readonly detail: string;
    }
  | undefined;

async function violationOf({ simulate }: SimulationModule, seed: string) {
  try {
    return (await simulate(seed)).violation;
  } catch (error) {
    return { invariant: 'crash', detail: error instanceof Error ? error.message : String(error) };
  }
}

async function hunt({ patched, unpatched, seeds }: Hunt): Promise<Caught> {
  const mutant = loadSimulation(patched);
  for (const [index, seed] of seeds.entries()) {
    const violation = await violationOf(mutant, seed);
    if (violation === undefined) continue;
    if ((await violationOf(loadSimulation(unpatched), seed)) !== undefined) continue;
    return { seed, tried: index + 1, ...violation };
  }
  return undefined;
}

// What a process of the world leaves without a listener is no failure of the hunt.
process.on('unhandledRejection', () => undefined);
parentPort?.postMessage({ caught: await hunt(workerData as Hunt) });
