import { setTimeout as pause } from 'node:timers/promises';
import type { Bout, Fault } from './harness/fault.mts';

const takeoverAfterMs = 3_000;

/** It sees the gap, drops its state, answers nobody, and stands by while the other is heard. */
export const f11: Fault = {
  id: 'F11',
  name: 'a decider is frozen past takeoverAfterMs and revived under load',
  run: freezeAndRevive,
};

async function freezeAndRevive({ system, load, chance, note, expect }: Bout): Promise<void> {
  const decider = system.app('decider');
  const standby = await system.add('decider', 'decider-b', { STANDBY: 'true' });
  const opened = (await standby.metric('stakelog_epoch_opened_total')) ?? 0;
  await load.progress(chance.below(20));
  decider.freeze();
  await pause(takeoverAfterMs + 500 + chance.below(3_000));
  expect(await load.progress(10, 30_000), 'the standby decides');
  const taken = ((await standby.metric('stakelog_epoch_opened_total')) ?? 0) - opened;
  expect(taken > 0, 'the standby opened epochs');
  decider.thaw();
  expect(await load.progress(30 + chance.below(20)), 'answers go on with both');
  const reopened = ((await standby.metric('stakelog_epoch_opened_total')) ?? 0) - opened;
  // Whether anybody opened over a writer that was heard, `audit verify` says (I9).
  note(`the standby took ${taken} partitions, and ${reopened - taken} once more`);
}
