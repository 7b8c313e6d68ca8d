import { setTimeout as pause } from 'node:timers/promises';
import type { Bout, Fault } from './harness/fault.mts';

const takeoverAfterMs = 3_000;
const duelMs = 20_000;

/** One decides, one stands by; with held appends they alternate, no faster than takeoverAfterMs. */
export const f12: Fault = {
  id: 'F12',
  name: 'two deciders with one ordinal; the same with every append held too long',
  run: duel,
};

async function duel({ system, load, chance, note, expect }: Bout): Promise<void> {
  const deciders = [system.app('decider'), await system.add('decider', 'decider-b')];
  const before = system.log.epochs().length;
  expect(await load.progress(40 + chance.below(20)), 'one of two decides');
  await pause(takeoverAfterMs);
  const opened = system.log.epochs().length - before;
  // Whether anybody opened over a writer that was heard, `audit verify` says (I9).
  note(`${opened} epochs opened while both lived`);

  const delayMs = takeoverAfterMs + 500 + chance.below(1_000);
  for (const { kafka } of deciders)
    kafka.catchProduce({ topic: 'bet.events', times: 1_000_000 }, { delayMs });
  const atMs = performance.now();
  const since = counts(system.log.epochs());
  await pause(duelMs);
  for (const { kafka } of deciders) kafka.heal();
  const seconds = (performance.now() - atMs) / 1_000;
  const most = 2 + Math.ceil((1_000 * seconds) / takeoverAfterMs);
  const now = counts(system.log.epochs());
  const fastest = Math.max(...[...now].map(([of, count]) => count - (since.get(of) ?? 0)));
  expect(fastest <= most, `at most ${most} epochs in ${seconds} s, but ${fastest}`);
  expect(await load.progress(10), 'answers go on when appends pass again');
  note(`with appends held for ${delayMs} ms at most ${fastest} epochs a partition in ${duelMs} ms`);
}

function counts(epochs: Bout['system']['log']['records']): Map<string, number> {
  const found = new Map<string, number>();
  for (const { position } of epochs) {
    const [partition = ''] = String(position).split(':');
    found.set(partition, (found.get(partition) ?? 0) + 1);
  }
  return found;
}
