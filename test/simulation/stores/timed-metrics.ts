import type { Metrics } from '@stakelog/runtime';

const quiet = {
  inc: () => undefined,
  set: () => undefined,
  observe: () => undefined,
  startTimer: () => () => 0,
};

/** Nobody scrapes here. */
export const timedMetrics = {
  counter: () => quiet,
  gauge: () => quiet,
  latency: () => quiet,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the processes call of it
} as unknown as Metrics;
