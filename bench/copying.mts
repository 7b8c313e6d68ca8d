import { setTimeout as pause } from 'node:timers/promises';
import { metric } from './metrics.mts';

/** How far an app has copied the log, at one moment, and the CPU seconds that it took until then. */
type Moment = { readonly count: number; readonly cpuSeconds: number; readonly atMs: number };

export type Copied = {
  readonly perSecond: number;
  readonly cpuMicrosEach: number;
  /** What was copied before the first look, while the process warmed up, is not timed. */
  readonly timed: number;
  readonly count: number;
};

/** A look costs the process some milliseconds. */
const POLL_MS = 200;
const WITHIN_MS = 540_000;

/**
 * Follows an app that works off a backlog, by a counter of its own, until it is done. Timed from the first look that
 * finds some copied, so the start of the process is left out.
 */
export async function untilCopied(
  origin: string,
  counter: string,
  label: string,
  isDone: (count: number) => boolean | Promise<boolean>,
): Promise<Copied> {
  const moment = async (): Promise<Moment> => ({
    count: await metric(origin, counter, label).catch(() => 0),
    cpuSeconds: await metric(origin, 'process_cpu_seconds_total').catch(() => 0),
    atMs: performance.now(),
  });
  const deadlineMs = performance.now() + WITHIN_MS;
  let first: Moment | undefined;
  for (;;) {
    const now = await moment();
    if (now.count > 0) first ??= now;
    if (first !== undefined && (await isDone(now.count))) return between(first, now);
    if (performance.now() > deadlineMs) throw new Error(`only ${now.count} were copied in time`);
    await pause(POLL_MS);
  }
}

function between(first: Moment, last: Moment): Copied {
  const timed = last.count - first.count;
  const seconds = (last.atMs - first.atMs) / 1_000;
  const cpuMicros = 1e6 * (last.cpuSeconds - first.cpuSeconds);
  return {
    perSecond: Math.round(timed / seconds),
    cpuMicrosEach: Math.round((10 * cpuMicros) / timed) / 10,
    timed,
    count: last.count,
  };
}
