import { setTimeout as pause } from 'node:timers/promises';
import { readSupervisorFile } from '../audit/addresses-of.mts';
import type { Chance } from './chance.mts';

/** Whom a kill may meet; the registry is only asked by processes that start. */
const victims = [
  'api',
  'decider',
  'feed',
  'projector',
  'recorder',
  'streamer',
  'notifier',
  'kafka',
  'redis',
  'registry',
] as const;

const pauseMsMin = 2_500;
const pauseMsSpread = 3_000;

/** Kills one living process of the system after the other until it is told to end, everybody in turn. */
export async function killAtRandom(
  dataDir: string,
  random: Chance,
  ended: AbortSignal,
  say: (line: string) => void,
): Promise<Record<string, number>> {
  const killed: Record<string, number> = {};
  let left: string[] = [];
  for (;;) {
    await pause(pauseMsMin + random.below(pauseMsSpread), undefined, { signal: ended }).catch(
      () => undefined,
    );
    if (ended.aborted) return killed;
    if (left.length === 0) left = random.shuffled(victims);
    const name = left.pop() ?? '';
    const found = readSupervisorFile(dataDir).processes.find((process) => process.name === name);
    if (found === undefined || !kill(found.pid)) continue;
    killed[name] = (killed[name] ?? 0) + 1;
    say(`    kill -9 ${name}`);
  }
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false; // It had died already.
  }
}
