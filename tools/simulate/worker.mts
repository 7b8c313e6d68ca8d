import { parentPort, workerData } from 'node:worker_threads';
import { loadSimulation } from './load.mts';

/** One seed with what is left out of it. */
export type Task = {
  readonly seed: string;
  readonly stepsMax?: number | undefined;
  readonly movesMax?: number | undefined;
  readonly without?: readonly number[];
  readonly trace?: boolean;
};

const { simulate } = loadSimulation(String(workerData));
async function run({ seed, without = [], trace, ...options }: Task): Promise<void> {
  const show = trace === true ? (line: string) => process.stdout.write(`${line}\n`) : undefined;
  const outcome = await simulate(seed, { ...options, without: new Set(without), show });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(outcome);
}

parentPort?.on('message', (task: Task) => void run(task));
