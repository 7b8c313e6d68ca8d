import { assert } from '@stakelog/contracts';
import { Worker } from 'node:worker_threads';
import { AuditError, faultOf } from '../audit-error';
import { openRecording, recordedEnds, type Ends, type Recording } from '../walk/partition-walk';
import type { TaskMessage, WorkerMessage, WorkerStart } from './messages';
import { performHere, type Done, type Performer, type TaskName } from './tasks';

/** Most of what an audit decodes is short-lived: with the usual 16 MB, a quarter of its time is copying survivors. */
const YOUNG_GENERATION_MB = 192;

type Waiting = {
  readonly message: TaskMessage;
  readonly done: Done;
  readonly resolve: (answer: never) => void;
  readonly reject: (reason: Error) => void;
};

export type Workers = Performer & { close(): Promise<void> };

/** So many threads of this very program, which work off what they are asked in its order. */
export function openWorkers(count: number, ends: Ends): Workers {
  const program = process.argv[1];
  assert(program !== undefined, 'a program has a file');
  const start: WorkerStart = { ends };
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB };
  const queue: Waiting[] = [];
  const threads = Array.from(
    { length: count },
    () => new Thread(new Worker(program, { workerData: start, resourceLimits }), queue),
  );
  let asked = 0;
  return {
    perform: (name, of, done) =>
      new Promise((resolve, reject) => {
        const message = { id: asked++, name: name satisfies TaskName, asked: of };
        queue.push({ message, done, resolve, reject });
        for (const thread of threads) thread.next();
      }),
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

class Thread {
  readonly #worker: Worker;
  readonly #queue: Waiting[];
  #current: Waiting | undefined;

  constructor(worker: Worker, queue: Waiting[]) {
    this.#worker = worker;
    this.#queue = queue;
    worker.on('message', (message: WorkerMessage) => this.#hear(message));
    worker.on('error', (error: Error) => this.#current?.reject(error));
  }

  /** Takes the next piece of work, unless it has one. */
  next(): void {
    if (this.#current !== undefined) return;
    this.#current = this.#queue.shift();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    if (this.#current !== undefined) this.#worker.postMessage(this.#current.message);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #hear(message: WorkerMessage): void {
    const current = this.#current;
    assert(current?.message.id === message.id, 'a thread speaks of the work that it was given');
    if (message.status === 'progress') return current.done(message.offset);
    this.#current = undefined;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the answer to this very task
    if (message.status === 'done') current.resolve(message.answer as never);
    else current.reject(new AuditError(faultOf(message.exitCode), message.message));
    this.next();
  }
}

/** Does the work of an audit in so many threads; with one, here. */
export async function withPerformer<Result>(
  source: Pick<Recording, 'log' | 'codec'>,
  workers: number,
  work: (performer: Performer, ends: Ends) => Promise<Result>,
): Promise<Result> {
  const ends = await recordedEnds(source.log);
  if (workers <= 1)
    return work(performHere(await openRecording(source.log, source.codec, { ends })), ends);
  const threads = openWorkers(workers, ends);
  try {
    return await work(threads, ends);
  } finally {
    await threads.close();
  }
}
