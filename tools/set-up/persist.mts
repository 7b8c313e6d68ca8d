import { setTimeout as sleep } from 'node:timers/promises';

const WAIT_MS = 60_000;

/** Something is wrong that waiting does not mend. */
export class SetUpError extends Error {}

/** Tries again for a minute, because servers and set-up often start together. */
export async function persist<Answer>(what: string, work: () => Promise<Answer>): Promise<Answer> {
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof SetUpError) throw error;
      if (performance.now() > deadline)
        throw new SetUpError(`${what} did not take the set-up: ${String(error)}`, { cause: error });
      await sleep(500);
    }
  }
}
