import { topics } from '@stakelog/contracts';
import type { Bout, Fault } from './harness/fault.mts';
import { partitionOf } from './harness/log-seen.mts';

const topic = 'bet.events';

/** The first is effective, the second tries again. */
export const f13: Fault = {
  id: 'F13',
  name: 'two deciders read to the end and choose the same epoch',
  run: chooseTheSame,
};

async function chooseTheSame({ system, load, chance, note, expect }: Bout): Promise<void> {
  await system.app('decider').stop();
  const rivals = [
    await system.prepare('decider', 'decider-b'),
    await system.prepare('decider', 'decider-c'),
  ];
  // Between reading and appending: what they open of one partition waits until both have sent it.
  const partition = chance.below(topics[topic].partitions);
  const caught = rivals.map(({ kafka }) =>
    kafka.catchProduce({ topic, partition, times: 1_000 }, 'hold-request'),
  );
  for (const rival of rivals) rival.launch();
  await Promise.all(caught.map(({ met }) => met));
  for (const held of caught) held.release();
  const lost = () =>
    system.log.records.filter(
      (record) => record['type'] === 'EpochOpened' && record['effective'] === false,
    );
  expect(await system.log.until(() => lost().length > 0), 'one of two equal epochs has no effect');
  expect(await load.progress(20), 'answers go on');
  const partitions = new Set(lost().map(partitionOf));
  note(`${lost().length} epochs without effect, in partitions ${[...partitions].join()}`);
}
