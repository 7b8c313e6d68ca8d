import type { Bout, Fault } from './harness/fault.mts';

/** The new epoch finds the batch; its answers come from the log. */
export const f06: Fault = {
  id: 'F06',
  name: 'the answer to an append of decisions is lost, and the batch is in the log',
  run: loseTheAnswer,
};

async function loseTheAnswer({ system, load, chance, note, expect }: Bout): Promise<void> {
  const { kafka } = system.app('decider');
  for (let times = 0; times < 2; times++) {
    const caught = kafka.catchProduce({ topic: 'bet.events', recordsMin: 2 }, 'drop-response');
    const { partitions } = await caught.met;
    const before = partitions.map((of) => system.log.epochs(of).length);
    expect(await load.progress(10 + chance.below(20)), 'answers go on');
    const opened = () =>
      partitions.every((of, at) => system.log.epochs(of).length > (before[at] ?? 0));
    expect(await system.log.until(opened), `an epoch opened in each of ${partitions.join()}`);
    note(`lost the answer for partitions ${partitions.join()}`);
  }
}
