import type { Bout, Fault } from './harness/fault.mts';

const times = 10;
const servers = ['kafka', 'redis', 'registry'] as const;
const backWithinMs = 180_000;

/**
 * As one long run. The supervisor that dies alone, and its successor that ends the orphans named in the pid files, are
 * test/start/supervisor.spec.ts's: here there is no `npm start` to kill.
 */
export const f41: Fault = {
  id: 'F41',
  name: `everything is killed at once, ${times} times`,
  run: killAll,
};

async function killAll({ system, load, chance, note, expect }: Bout): Promise<void> {
  const seconds: string[] = [];
  for (let turn = 1; turn <= times; turn++) {
    await load.progress(chance.below(15));
    await Promise.all([
      ...system.apps.map((app) => app.kill()),
      ...servers.map((name) => system.server(name).kill()),
    ]);
    const sinceMs = performance.now();
    await Promise.all(servers.map((name) => system.server(name).start()));
    expect(await load.progress(3, backWithinMs), `answers go on after turn ${turn}`);
    seconds.push(((performance.now() - sinceMs) / 1_000).toFixed(0));
  }
  note(`answers came ${seconds.join(', ')} s after each death of everything`);
}
