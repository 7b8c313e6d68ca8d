import { Worker } from 'node:worker_threads';
import type { Outcome } from '../../test/simulation/simulation.ts';
import type { Task } from './worker.mts';

/** Threads that each run one seed after the other. */
export class SeedRunners {
  readonly #workers: readonly Worker[];

  constructor(bundle: string, threads: number) {
    const options = {
      workerData: bundle,
      execArgv: ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'],
    };
    this.#workers = Array.from(
      { length: threads },
      () => new Worker(new URL('./worker.mts', import.meta.url), options),
    );
  }

  /** Runs tasks until there are no more or `heard` says that it has heard enough. */
  async run(next: () => Task | undefined, heard: (outcome: Outcome) => boolean): Promise<void> {
    let isOver = false;
    await Promise.all(
      this.#workers.map(async (worker) => {
        for (
          let task = isOver ? undefined : next();
          task !== undefined;
          task = isOver ? undefined : next()
        )
          if (heard(await outcomeOf(worker, task))) isOver = true;
      }),
    );
  }

  /** One run, on the first thread. */
  async one(task: Task): Promise<Outcome> {
    const [worker] = this.#workers;
    if (worker === undefined) throw new Error('there is no thread');
    return outcomeOf(worker, task);
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function outcomeOf(worker: Worker, task: Task): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) =>
      reject(new Error(`seed ${task.seed}: ${error.message}`, { cause: error }));
    worker.once('error', failed);
    worker.once('message', (outcome: Outcome) => {
      worker.off('error', failed);
      resolve(outcome);
    });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(task);
  });
}
