import { parentPort, workerData } from 'node:worker_threads';
import { loadSimulation } from './bundle.mts';

/** One seed with what is left out of it. */
export type Task = {
  readonly seed: string;
  readonly stepsMax?: number | undefined;
  readonly movesMax?: number | undefined;
  readonly without?: readonly number[];
  readonly trace?: boolean;
};

const { simulate } = loadSimulation(String(workerData));
parentPort?.on('message', async ({ seed, without = [], trace, ...options }: Task) => {
  const show = trace === true ? (line: string) => process.stdout.write(`${line}\n`) : undefined;
  const outcome = await simulate(seed, { ...options, without: new Set(without), show });
  parentPort?.postMessage(outcome);
});
