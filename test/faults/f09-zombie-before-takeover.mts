import type { Bout, Fault } from './harness/fault.mts';
import { partitionOf } from './harness/log-seen.mts';

/** It belongs to history: the new owner reads it before it decides. */
export const f09: Fault = {
  id: 'F09',
  name: 'a zombie’s batch arrives before the new EpochOpened',
  run: releaseBeforeTheEpoch,
};

const topic = 'bet.events';

async function releaseBeforeTheEpoch({ system, load, note, expect }: Bout): Promise<void> {
  const { kafka } = system.app('decider');
  const zombie = kafka.catchProduce({ topic, recordsMin: 2 }, 'hold-request');
  const { partitions } = await zombie.met;
  const [partition = 0] = partitions;
  // After 5 s the appender gives up, and the next that it sends for the partition is its EpochOpened.
  const epoch = kafka.catchProduce({ topic, partition, times: 1_000 }, 'hold-request');
  await epoch.met;
  const before = system.log.counted.filter((record) => partitionOf(record) === partition).length;
  const opened = system.log.epochs(partition).length;
  zombie.release();
  const counts = () =>
    system.log.counted.filter((record) => partitionOf(record) === partition).length > before;
  expect(await system.log.until(counts), 'the zombie’s batch counts');
  expect(system.log.epochs(partition).length === opened, 'no epoch was opened before it');
  epoch.release();
  const newEpoch = () => system.log.epochs(partition).length > opened;
  expect(await system.log.until(newEpoch), 'the new epoch opens behind it');
  expect(await load.progress(20), 'answers go on');
  note(`the batch of partition ${partition} became history`);
}
