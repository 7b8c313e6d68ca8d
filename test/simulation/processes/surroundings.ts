import type { Logger, Metrics } from '@stakelog/runtime';
import type { SimulatedProcess } from '../world/process';
import type { World } from '../world/world';

/** Lines of a process's log become lines of the trace, by their codes. */
const silent = () => undefined;

export function tracingLogger(world: World, { name }: SimulatedProcess): Logger {
  const line = (level: string) => (said: { code?: string; partition?: number; err?: unknown }) => {
    const why = said.err instanceof Error ? `: ${said.err.message}` : '';
    const where = said.partition === undefined ? '' : `/${said.partition}`;
    world.say(`${name} ${level} ${said.code ?? '?'}${where}${why}`);
  };
  const logger: Partial<Record<keyof Logger, unknown>> = {
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    fatal: line('fatal'),
    debug: silent,
    trace: silent,
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the processes call of it
  return logger as unknown as Logger;
}

const quiet = { inc: () => undefined, set: () => undefined, observe: () => undefined };

/** Nobody scrapes here. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the processes call of it
export const quietMetrics = {
  counter: () => quiet,
  gauge: () => quiet,
  latency: () => quiet,
} as unknown as Metrics;
