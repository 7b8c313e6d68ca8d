import type { Bout, Fault } from './harness/fault.mts';

const points = [
  'decider.decided',
  'decider.appended',
  'decider.epoch-opened',
  'decider.recovering',
] as const;

/** The next epoch goes on where the log stands: what is there is not decided again, what is not there is. */
export const f05: Fault = {
  id: 'F05',
  name: 'the decider dies with a batch decided, appended, an epoch just opened, and in recovery',
  run: dieAtEachPoint,
};

async function dieAtEachPoint({ system, load, chance, note, expect }: Bout): Promise<void> {
  const decider = system.app('decider');
  for (const point of points) {
    const deaths = decider.deaths;
    await decider.stop();
    const isOpening = point === 'decider.epoch-opened' || point === 'decider.recovering';
    const pass = 1 + chance.below(isOpening ? 12 : 60);
    const startedMs = performance.now();
    decider.launch({ CRASH_AT: `${point}:${pass}` });
    expect(await decider.died(deaths + 1), `the decider dies at ${point}`);
    const diedMs = performance.now();
    expect(await load.progress(5 + chance.below(15)), `answers go on after ${point}`);
    const seconds = [diedMs - startedMs, performance.now() - diedMs].map((ms) =>
      (ms / 1_000).toFixed(1),
    );
    note(`died at pass ${pass} of ${point} after ${seconds[0]} s, answers within ${seconds[1]} s`);
  }
}
