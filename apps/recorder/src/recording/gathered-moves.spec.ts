import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { limits } from '@stakelog/contracts';
import { systemClock, type Clock } from '@stakelog/runtime';
import { MemoryTables, memoryStore } from '../testing/memory-store';
import { MemoryTopic, turn } from '../testing/memory-topic';
import { GatheredMoves } from './gathered-moves';
import type { RecorderWatch } from './recording-parts';
import { giveUp } from './rewind';
import { TopicRecorder } from './topic-recorder';

const silent = () => undefined;
const watch: RecorderWatch = {
  inserted: silent,
  retrying: silent,
  gathered: silent,
  point: silent,
  cut: silent,
};
let nowMs = 0;
const clock: Clock = { ...systemClock, sleep: async () => undefined, monotonicMs: () => nowMs };

let tables: MemoryTables;
let topic: MemoryTopic;
/** What is left after each turn. */
let left: number[];
let gathers: number;
let open: TopicRecorder[];

beforeEach(() => {
  [tables, topic, left, gathers, open] = [
    new MemoryTables(),
    new MemoryTopic('bet.events'),
    [],
    0,
    [],
  ];
});
afterEach(async () => {
  for (const recorder of open) await recorder.close();
});

async function gatherMoves(): Promise<number> {
  gathers += 1;
  return left.shift() ?? 0;
}

const parts = () => ({ store: { ...memoryStore(tables), gatherMoves }, clock, watch });

async function started(writer: string): Promise<TopicRecorder> {
  const owner = { ordinal: 0, instances: 1, writer };
  const recorder = new TopicRecorder(parts(), topic, owner);
  await recorder.start(topic.partitions.length, (error) => {
    throw error;
  });
  open.push(recorder);
  return recorder;
}

async function recordAll(recorder: TopicRecorder): Promise<void> {
  await turn();
  while (await recorder.flush()) await turn();
}

it('gathers until nothing is left, and then so often', async () => {
  const moves = new GatheredMoves(parts(), [await started('one')]);
  left = [7, 0, 0];
  const after: number[] = [];
  for (const passMs of [0, 1, 1, limits.movesGatherMs - 2, 1, 1]) {
    nowMs += passMs;
    await moves.gather();
    after.push(gathers);
  }
  expect(after).toEqual([1, 2, 2, 2, 3, 3]);
});

it('ends where another recorder goes on', async () => {
  const first = await started('first');
  topic.append(0, 3);
  await recordAll(first);
  topic.append(0, 3);
  await recordAll(await started('second'));
  await expect(new GatheredMoves(parts(), [first]).gather()).rejects.toThrow(/another recorder/);
  expect(gathers).toBe(0);
});

it('goes with the rows of a partition that is recorded again', async () => {
  topic.append(0, 3);
  topic.append(1, 3);
  await recordAll(await started('first'));
  const rows = [0, 1].map((partition) => ({ partition, offset: 1 }));
  tables.insert('gathered_moves', rows, 'gathered');
  await giveUp(parts(), topic.topic, 0, { owner: '0/1', writer: 'operator' });
  await started('second');
  expect(tables.rows('gathered_moves')).toEqual([{ partition: 1, offset: 1 }]);
});
