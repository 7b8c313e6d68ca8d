import { setTimeout as sleep } from 'node:timers/promises';

/** So many requests per second, for so long. */
export type Pace = { readonly seconds: number; readonly rate: number };

/**
 * Request i starts at i / rate whatever became of those before it, and its latency counts from that moment, so a stall
 * is seen by every request that it delays.
 */
export async function openLoop(
  { seconds, rate }: Pace,
  startMs: number,
  place: (index: number, intendedMs: number) => Promise<void>,
): Promise<void> {
  const total = seconds * rate;
  const placed: Promise<void>[] = [];
  for (let next = 0; next < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startMs) * rate) / 1_000) + 1);
    for (; next < due; next++) placed.push(place(next, startMs + (next * 1_000) / rate));
    await sleep(1);
  }
  await Promise.all(placed);
}
