import type { Bout, Fault } from './harness/fault.mts';

/** The new epoch decides those commands itself. */
export const f07: Fault = {
  id: 'F07',
  name: 'an append of decisions never reaches the broker',
  run: loseTheRequest,
};

async function loseTheRequest({ system, load, chance, note, expect }: Bout): Promise<void> {
  const { kafka } = system.app('decider');
  for (let times = 0; times < 2; times++) {
    const caught = kafka.catchProduce({ topic: 'bet.events', recordsMin: 2 }, 'drop-request');
    const { partitions } = await caught.met;
    const before = partitions.map((of) => system.log.epochs(of).length);
    const opened = () =>
      partitions.every((of, at) => system.log.epochs(of).length > (before[at] ?? 0));
    expect(await system.log.until(opened), `an epoch opens in each of ${partitions.join()}`);
    expect(await load.progress(10 + chance.below(20)), 'answers go on');
    note(`lost the batches of partitions ${partitions.join()}`);
  }
}
