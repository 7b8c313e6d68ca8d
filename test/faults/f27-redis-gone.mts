import type { Bout, Fault } from './harness/fault.mts';
import { walletOf } from './harness/reading.mts';

const withinMs = 60_000;

/** Betting goes on, reads are 503, and rate limits are each instance's own meanwhile. */
export const f27: Fault = {
  id: 'F27',
  name: 'Redis is killed, then partitioned away',
  run: loseRedis,
};

async function loseRedis(bout: Bout): Promise<void> {
  const { system } = bout;
  const redis = system.server('redis');
  const links = ['api', 'projector'].map((name) => system.app(name).redis);
  await during(
    bout,
    'killed',
    () => redis.kill(),
    () => redis.start(),
  );
  await during(
    bout,
    'partitioned away',
    async () => {
      for (const link of links) link.trouble('both', { blackHole: true });
    },
    async () => {
      for (const link of links) link.heal();
    },
  );
}

async function during(
  { system, load, chance, note, expect }: Bout,
  how: string,
  lose: () => Promise<void>,
  bringBack: () => Promise<void>,
): Promise<void> {
  await load.progress(chance.below(20));
  await lose();
  const status = async (wanted: number) =>
    (await walletOf(system, load.bettors[0]?.token)).status === wanted;
  expect(await load.until(() => status(503), withinMs), `reads are 503 while it is ${how}`);
  const sinceMs = performance.now();
  expect(await load.progress(20), `betting goes on while it is ${how}`);
  note(`${how}: 20 answers in ${((performance.now() - sinceMs) / 1_000).toFixed(1)} s`);
  await bringBack();
  expect(await load.until(() => status(200), withinMs), `reads come back after it was ${how}`);
}
