import { setTimeout as pause } from 'node:timers/promises';
import type { Bout, Fault } from './harness/fault.mts';
import { redisCommand, walletOf } from './harness/reading.mts';

const withinMs = 120_000;

/** The next apply finds no position, writes nothing and replays; whoever reads sees the whole model or none. */
export const f28: Fault = {
  id: 'F28',
  name: 'FLUSHALL under load',
  run: flush,
};

async function flush({ system, load, chance, note, expect }: Bout): Promise<void> {
  await system.add('notifier', 'notifier');
  await load.progress(20 + chance.below(20));
  // One bettor rests, so that there is one right answer to compare with.
  const quiet = await load.newBettor(12_345);
  const balances = async () => walletOf(system, quiet.token);
  const isThere = async () => (await balances()).text?.includes('12345') === true;
  expect(await load.until(isThere, withinMs), 'the wallet is read');
  const moved = async () =>
    (await system.app('projector').metric('stakelog_projection_moved_total')) ?? 0;
  for (let times = 1; times <= 2; times++) {
    const before = await moved();
    await redisCommand(system, 'FLUSHALL');
    const seen = { unavailable: 0, whole: 0 };
    const untilMs = performance.now() + withinMs;
    while (performance.now() < untilMs && seen.whole < 5) {
      const { status, text } = await balances();
      const isWhole = text?.includes('12345') === true;
      expect(status !== 200 || isWhole, `half a model is read: ${text?.slice(0, 200)}`);
      if (isWhole && (seen.unavailable > 0 || (await moved()) > before)) seen.whole++;
      else if (status === 503) seen.unavailable++;
      await pause(50);
    }
    expect(seen.whole === 5, 'the model is whole again');
    expect((await moved()) > before, 'the projector noticed');
    note(`${seen.unavailable} reads were 503 before the model was whole`);
  }
  expect(await load.progress(10), 'answers go on');
}
