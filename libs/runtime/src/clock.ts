import { utcMs, type UtcMs } from '@stakelog/contracts';
import { performance } from 'node:perf_hooks';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';

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
  /** Lets the rest of the process have its turn: what was asked of sockets goes out. */
  turn(): Promise<void>;
};

/** How far `CLOCK_OFFSET_MS` sets this process's wall clock wrong. A production process refuses to start with it. */
export function clockOffsetMs(environment: NodeJS.ProcessEnv = process.env): number {
  const { CLOCK_OFFSET_MS = '0', NODE_ENV } = environment;
  const offsetMs = Number(CLOCK_OFFSET_MS);
  if (!Number.isSafeInteger(offsetMs)) throw new Error('CLOCK_OFFSET_MS is a whole number');
  if (offsetMs !== 0 && NODE_ENV === 'production')
    throw new Error('CLOCK_OFFSET_MS has no place in production');
  return offsetMs;
}

const offsetMs = clockOffsetMs();

export const systemClock: Clock = {
  nowMs: () => utcMs(Date.now() + offsetMs),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  turn: () => setImmediate(),
};
