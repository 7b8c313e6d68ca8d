import { parentPort, workerData } from 'node:worker_threads';
import { exitCodeOf } from '../audit-error';
import { connectRecorded } from '../connect';
import { openRecording, type Recording } from '../walk/partition-walk';
import type { TaskMessage, WorkerMessage, WorkerStart } from './messages';
import { perform } from './tasks';

/** The life of a thread: one task at a time, over connections and a tape of facts of its own. */
export function serveTasks(): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as openWorkers starts it
  const { ends } = workerData as WorkerStart;
  let recording: Promise<Recording> | undefined;
  const opened = async () => {
    const { log, codec } = await connectRecorded();
    return openRecording(log, codec, { ends });
  };
  parentPort?.on('message', ({ id, name, asked }: TaskMessage) => {
    const saySometimes = sometimes((offset) => say({ id, status: 'progress', offset }));
    const work = async () => {
      recording ??= opened();
      return perform(await recording, name, asked, saySometimes);
    };
    work().then(
      (answer) => say({ id, status: 'done', answer }),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        say({ id, status: 'failed', message, exitCode: exitCodeOf(error) });
      },
    );
  });
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
const say = (message: WorkerMessage) => parentPort?.postMessage(message);

const SAID_EVERY_MS = 200;

/** A message to the other thread for every batch would cost more than the batch. */
function sometimes(tell: (offset: number) => void): (offset: number) => void {
  let saidAtMs = performance.now();
  return (offset) => {
    const now = performance.now();
    if (now - saidAtMs < SAID_EVERY_MS) return;
    saidAtMs = now;
    tell(offset);
  };
}
