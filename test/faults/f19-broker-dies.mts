import { setTimeout as pause } from 'node:timers/promises';
import type { Bout, Fault } from './harness/fault.mts';

const frozenMs = 30_000;
const refusedWithinMs = 60_000;

/** Nobody is told of a decision while there is no log; what was acknowledged is there afterwards, once. */
export const f19: Fault = {
  id: 'F19',
  name: 'the broker is killed, stopped, and frozen for 30 s, under load',
  run: loseTheBroker,
};

async function loseTheBroker(bout: Bout): Promise<void> {
  const broker = bout.system.server('kafka');
  await during(
    bout,
    'killed',
    () => broker.kill(),
    () => broker.start(),
  );
  await during(
    bout,
    'stopped',
    () => broker.stop(),
    () => broker.start(),
  );
  await during(
    bout,
    'frozen',
    async () => broker.freeze(),
    async () => {
      await pause(frozenMs);
      broker.thaw();
    },
  );
}

async function during(
  { system, load, chance, note, expect }: Bout,
  how: string,
  lose: () => Promise<void>,
  bringBack: () => Promise<void>,
): Promise<void> {
  await load.progress(5 + chance.below(20));
  await lose();
  const statuses = new Set<number>();
  // Whoever is frozen may have heard: 202. Where nothing was sent for certain: 503.
  const wanted = how === 'frozen' ? 202 : 503;
  const isTold = async () => {
    statuses.add(await load.statusOfABet());
    return statuses.has(wanted);
  };
  expect(await load.until(isTold, refusedWithinMs), `${wanted} while it is ${how}`);
  expect(!statuses.has(201), `nobody is told of a decision while it is ${how}`);
  await bringBack();
  const sinceMs = performance.now();
  expect(await load.progress(10), `answers go on after it was ${how}`);
  const seconds = ((performance.now() - sinceMs) / 1_000).toFixed(1);
  note(`${how}: bets were told ${[...statuses].join()}, and answers came ${seconds} s afterwards`);
  const flows = async () =>
    (await system.app('decider').metric('stakelog_partition_stopped')) === 0;
  expect(await load.until(flows, refusedWithinMs), `no partition is stopped after it was ${how}`);
}
