import { cpSync, rmSync } from 'node:fs';
import type { Bout, Fault } from './harness/fault.mts';
import { walletOf } from './harness/reading.mts';

const withinMs = 90_000;

/** Data and position went back together: the projector replays from there. */
export const f29: Fault = {
  id: 'F29',
  name: 'Redis starts again from an old dump',
  run: goBack,
};

async function goBack({ system, load, chance, note, expect }: Bout): Promise<void> {
  const redis = system.server('redis');
  const files = `${system.place.dataDir}/redis`;
  const dump = `${system.place.dataDir}/redis.old`;
  await load.progress(10 + chance.below(30));
  await redis.stop();
  cpSync(files, dump, { recursive: true });
  await redis.start();
  expect(await load.progress(40 + chance.below(40)), 'answers go on');
  await redis.kill();
  rmSync(files, { recursive: true });
  cpSync(dump, files, { recursive: true });
  rmSync(dump, { recursive: true });
  await redis.start();
  const isRead = async () => (await walletOf(system, load.bettors[0]?.token)).status === 200;
  expect(await load.until(isRead, withinMs), 'reads come back');
  expect(await load.progress(10), 'answers go on');
  const moved = await system.app('projector').metric('stakelog_projection_moved_total');
  note(`the projector found Redis elsewhere ${moved} times`);
}
