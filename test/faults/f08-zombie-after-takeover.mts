import type { Bout, Fault } from './harness/fault.mts';
import { partitionOf } from './harness/log-seen.mts';

/** Dropped by every reader; the commands are decided once, by the new epoch. */
export const f08: Fault = {
  id: 'F08',
  name: 'a zombie’s batch arrives after the new EpochOpened',
  run: releaseLate,
};

async function releaseLate({ system, load, chance, note, expect }: Bout): Promise<void> {
  const decider = system.app('decider');
  const caught = decider.kafka.catchProduce({ topic: 'bet.events', recordsMin: 2 }, 'hold-request');
  const { partitions } = await caught.met;
  // The appender gives up after 5 s, and the partition is taken anew.
  expect(await load.progress(20 + chance.below(20), 90_000), 'answers go on behind the held batch');
  caught.release();
  expect(await load.progress(10 + chance.below(20)), 'answers go on behind the zombie');
  const dropped = () =>
    new Set(system.log.records.filter(({ counted }) => counted === false).map(partitionOf));
  expect(
    await system.log.until(() => partitions.every((of) => dropped().has(of))),
    `the batches of ${partitions.join()} stand in the log without effect`,
  );
  note(`dropped batches in partitions ${[...dropped()].join()}`);
}
