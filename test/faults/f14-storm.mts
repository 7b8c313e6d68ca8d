import { setTimeout as pause } from 'node:timers/promises';
import type { Bout, Fault } from './harness/fault.mts';

const stormMs = 24_000;
const turnMs = 2_000;

/** Progress once an owner lives longer than takeoverAfterMs. */
export const f14: Fault = {
  id: 'F14',
  name: 'instances start and die every two seconds, and their number changes',
  run: storm,
};

async function storm({ system, load, chance, note, expect }: Bout): Promise<void> {
  const instances = [
    system.app('decider'),
    await system.prepare('decider', 'decider-b'),
    await system.prepare('decider', 'decider-c'),
  ];
  const before = system.log.epochs().length;
  const untilMs = performance.now() + stormMs;
  let turns = 0;
  while (performance.now() < untilMs) {
    const instance = chance.pick(instances);
    if (instance === undefined) continue;
    if (instance.lives) await instance.kill({ stays: true });
    const count = 1 + chance.below(instances.length);
    instance.launch({ INSTANCES: String(count), ORDINAL: String(chance.below(count)) });
    turns++;
    await pause(turnMs);
  }
  for (const instance of instances) await instance.kill({ stays: true });
  await system.app('decider').start();
  expect(await load.progress(20), 'answers go on after the storm');
  note(`${turns} turns, ${system.log.epochs().length - before} epochs`);
}
