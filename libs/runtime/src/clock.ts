import { utcMs, type UtcMs } from '@stakelog/contracts';
import { performance } from 'node:perf_hooks';

/** The machine's clocks. Decisions never read them; the edges and the bookkeeping do. */
export type Clock = {
  /** Wall clock; may jump. */
  nowMs(): UtcMs;
  /** Never goes back; for durations only. */
  monotonicMs(): number;
};

export const systemClock: Clock = {
  nowMs: () => utcMs(Date.now()),
  monotonicMs: () => performance.now(),
};
