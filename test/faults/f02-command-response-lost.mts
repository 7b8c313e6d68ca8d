import type { Bout, Fault } from './harness/fault.mts';

/** 202 or the decision, never a definite refusal; the status URL ends. */
export const f02: Fault = {
  id: 'F02',
  name: 'the answer to the append of a command is lost',
  run: loseTheAnswer,
};

async function loseTheAnswer({ system, load, chance, note, expect }: Bout): Promise<void> {
  const { kafka } = system.app('api');
  const topic = 'bet.commands';
  for (let times = 0; times < 3; times++) {
    const caught = kafka.catchProduce({ topic }, times === 1 ? 'drop-request' : 'drop-response');
    const { partitions } = await caught.met;
    expect(await load.progress(5 + chance.below(20)), 'answers go on');
    note(`lost the answer for commands of ${partitions.join()}`);
  }
}
