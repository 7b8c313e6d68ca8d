import { setTimeout as pause } from 'node:timers/promises';
import type { Bout, Fault } from './harness/fault.mts';

/** Kafka's codes. Of the first kind the outcome is unknown; the second depends on the bytes alone. */
const transient = [
  { name: 'REQUEST_TIMED_OUT', errorCode: 7, appended: true },
  { name: 'NOT_ENOUGH_REPLICAS', errorCode: 19, appended: false },
  { name: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', errorCode: 20, appended: true },
  { name: 'KAFKA_STORAGE_ERROR', errorCode: 56, appended: false },
] as const;
const ofTheBytes = [
  { name: 'MESSAGE_TOO_LARGE', errorCode: 10, appended: false },
  { name: 'INVALID_RECORD', errorCode: 87, appended: false },
] as const;

const topic = 'bet.events';

/** Tried for ever, and heals by itself; of refusals for the bytes' sake, the third stops the partition. */
export const f10: Fault = {
  id: 'F10',
  name: 'the broker refuses appends: timeout, replicas, storage; too large, invalid',
  run: refuse,
};

async function refuse(bout: Bout): Promise<void> {
  const { load, chance, note, expect } = bout;
  for (const { name, ...fate } of transient) {
    const { kafka } = bout.system.app('decider');
    const times = 1 + chance.below(4);
    const caught = kafka.catchProduce({ topic, recordsMin: 2, times }, fate);
    await caught.met;
    expect(await load.progress(10 + chance.below(10)), `answers go on after ${name}`);
    caught.release();
    note(`${caught.count()} times ${name}`);
  }
  await refuseForLong(bout);
  for (const refusal of ofTheBytes) await refuseTheBytes(bout, refusal);
}

/** While nothing can be appended, clients are sent away or told to wait; nobody is told of a decision. */
async function refuseForLong({ system, load, note, expect }: Bout): Promise<void> {
  load.rest();
  const { kafka } = system.app('decider');
  const fate = { errorCode: 19, appended: false };
  const caught = kafka.catchProduce({ topic, times: 100_000 }, fate);
  const statuses = new Set<number>();
  const untilMs = performance.now() + 8_000;
  while (performance.now() < untilMs && !statuses.has(503)) {
    statuses.add(await load.statusOfABet());
    await pause(100);
  }
  caught.release();
  expect(statuses.has(503), `503 within 8 s, not only ${[...statuses].join()}`);
  expect(!statuses.has(201), 'nobody is told of a decision that cannot be appended');
  load.resume();
  expect(await load.progress(10), 'answers go on by themselves');
  note(`without replicas bets were told ${[...statuses].join()}`);
}

async function refuseTheBytes(
  { system, load, note, expect }: Bout,
  { name, ...fate }: (typeof ofTheBytes)[number],
): Promise<void> {
  const decider = system.app('decider');
  const caught = decider.kafka.catchProduce({ topic, recordsMin: 2, times: 100_000 }, fate);
  const stopped = async () => ((await decider.metric('stakelog_partition_stopped')) ?? 0) > 0;
  expect(await load.until(stopped, 30_000), `the third ${name} stops the partition`);
  expect(!(await decider.ready()), 'the decider is not ready then');
  note(`stopped after ${caught.count()} times ${name}`);
  caught.release();
  await decider.restart();
  expect(await load.progress(10), `answers go on after ${name} and an operator’s restart`);
}
