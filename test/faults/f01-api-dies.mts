import type { Bout, Fault } from './harness/fault.mts';

const points = ['api.before-append', 'api.after-append', 'api.before-reply'] as const;

/** A retry with the same key has the one decision; what was never appended is told so. */
export const f01: Fault = {
  id: 'F01',
  name: 'api dies before and after the append of a command, and before its reply',
  run: dieAtEachPoint,
};

async function dieAtEachPoint({ system, load, chance, note, expect }: Bout): Promise<void> {
  const api = system.app('api');
  for (const point of points) {
    const deaths = api.deaths;
    const pass = 1 + chance.below(10);
    await api.stop();
    // The load may bring it there before anybody has seen that it is ready.
    api.launch({ CRASH_AT: `${point}:${pass}` });
    expect(await api.died(deaths + 1), `the api dies at ${point}`);
    expect(await load.progress(5 + chance.below(15)), `answers go on after ${point}`);
    note(`died at pass ${pass} of ${point}`);
  }
}
