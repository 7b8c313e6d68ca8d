import type { Bout, Fault } from './harness/fault.mts';
import { partitionOf } from './harness/log-seen.mts';

const topic = 'bet.events';

/** The first is effective, the second tries again. */
export const f13: Fault = {
  id: 'F13',
  name: 'two deciders read to the end and choose the same epoch',
  run: chooseTheSame,
};

async function chooseTheSame({ system, load, note, expect }: Bout): Promise<void> {
  await system.app('decider').stop();
  const rivals = [
    await system.prepare('decider', 'decider-b'),
    await system.prepare('decider', 'decider-c'),
  ];
  // Between reading and appending: everything that they send waits until both have sent something.
  const caught = rivals.map(({ kafka }) =>
    kafka.catchProduce({ topic, times: 100_000 }, 'hold-request'),
  );
  for (const rival of rivals) rival.launch();
  const [first, second] = await Promise.all(caught.map(({ met }) => met));
  for (const held of caught) held.release();
  const both = (first?.partitions ?? []).filter((of) => second?.partitions.includes(of));
  const lost = () =>
    system.log.records.filter(
      (record) => record['type'] === 'EpochOpened' && record['effective'] === false,
    );
  const isLost = () => both.some((of) => lost().some((record) => partitionOf(record) === of));
  expect(both.length > 0, 'both wanted a partition at the same time');
  expect(await system.log.until(isLost), 'one of two equal epochs has no effect');
  expect(await load.progress(20), 'answers go on');
  note(`both chose in partitions ${both.join()}; ${lost().length} epochs without effect`);
}
