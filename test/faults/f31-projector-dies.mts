import type { Bout, Fault } from './harness/fault.mts';

const points = ['projector.before-apply', 'projector.after-apply'] as const;

/** One script call moves data and position; the projector whose position differs writes nothing and reads again. */
export const f31: Fault = {
  id: 'F31',
  name: 'the projector dies around the apply; two projectors at once',
  run: dieAndDouble,
};

async function dieAndDouble({ system, load, chance, note, expect }: Bout): Promise<void> {
  const projector = system.app('projector');
  for (const point of points) {
    const deaths = projector.deaths;
    await projector.stop();
    const pass = 1 + chance.below(200);
    projector.launch({ CRASH_AT: `${point}:${pass}` });
    expect(await projector.died(deaths + 1), `the projector dies at ${point}`);
    expect(await projector.becomesReady(120_000), `it is ready again after ${point}`);
    note(`died at pass ${pass} of ${point}`);
  }
  const second = await system.add('projector', 'projector-b');
  expect(await load.progress(40 + chance.below(40)), 'answers go on with two projectors');
  const moved = await Promise.all(
    [projector, second].map((of) => of.metric('stakelog_projection_moved_total')),
  );
  note(`two at once found each other ${moved.join(' and ')} times`);
  await second.kill({ stays: true });
}
