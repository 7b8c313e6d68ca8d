import type { Bout, Fault } from './harness/fault.mts';

const points = ['recorder.intent', 'recorder.inserted'] as const;

/** The intent names the range: the same range, the same rows, the same token, and no row twice. */
export const f32: Fault = {
  id: 'F32',
  name: 'the recorder dies after an intent and after an insert',
  run: dieAtEachPoint,
};

async function dieAtEachPoint({ system, load, chance, note, expect }: Bout): Promise<void> {
  const recorder = system.app('recorder');
  for (const point of points) {
    const deaths = recorder.deaths;
    await recorder.stop();
    const pass = 1 + chance.below(6);
    recorder.launch({ CRASH_AT: `${point}:${pass}` });
    expect(await recorder.died(deaths + 1, 120_000), `the recorder dies at ${point}`);
    expect(await load.progress(5), 'answers go on');
    note(`died at pass ${pass} of ${point}`);
  }
}
