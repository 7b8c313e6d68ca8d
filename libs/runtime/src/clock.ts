import { utcMs, type UtcMs } from '@stakelog/contracts';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** The machine's clocks and timers. Decisions never read them; the edges and the bookkeeping do. */
export type Clock = {
  /** Wall clock; may jump. */
  nowMs(): UtcMs;
  /** Never goes back; for durations only. */
  monotonicMs(): number;
  /** Resolves after so many milliseconds; rejects at once where the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Runs something after so many milliseconds, unless what it returns is called before. */
  after(ms: number, run: () => void): () => void;
};

export const systemClock: Clock = {
  nowMs: () => utcMs(Date.now()),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
