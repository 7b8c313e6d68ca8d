import { utcMs, type BetEvent } from '@stakelog/contracts';
import { expect, it } from '@jest/globals';
import { memoryLog } from '@stakelog/testing';
import { openBetEventsReader, readFrom } from './bet-events-reader';
import type { FencePosition } from './fence';
import type { LogError } from './log-error';
import { memoryCodec } from './memory-codec';

const codec = memoryCodec();
const positions = new Map<number, FencePosition | undefined>([
  [0, undefined],
  [1, undefined],
]);
const opened: BetEvent = {
  type: 'EpochOpened',
  epoch: 1,
  writer: 'w',
  rules: 1,
  limitsHash: 'h',
  openedAtMs: utcMs(1),
};
const batch = (number: number): BetEvent => ({
  type: 'InputsAdopted',
  epoch: 1,
  writer: 'w',
  batch: number,
  records: 0,
  decidedAtMs: utcMs(1),
  commandsNext: 0,
  commandsCrc: 0,
  oddsNext: [],
  workOpen: 0,
  workTaken: 0,
});
const value = (event: BetEvent) => codec.encode('bet.events', event);

it.each<{ title: string; bytes: Buffer | null; code: string }>`
  title                   | bytes                                              | code
  ${'no message of ours'} | ${Buffer.from('poison')}                           | ${'unreadable'}
  ${'no value'}           | ${null}                                            | ${'unreadable'}
  ${'an unknown schema'}  | ${Buffer.from([0, 0, 0, 99, 1, 2])}                | ${'unreadable'}
  ${'cut short'}          | ${value(opened).subarray(0, -3)}                   | ${'unreadable'}
  ${'a batch in a batch'} | ${value({ ...batch(1), records: -1 } as BetEvent)} | ${'out_of_order'}
`('stops its partition at a record that is $title, and no other', async ({ bytes, code }) => {
  const log = memoryLog({ partitions: 2 });
  const counted: string[] = [];
  const stopped = Promise.withResolvers<LogError>();
  const reader = openBetEventsReader(log.read(readFrom(positions)), codec, positions, {
    onBatch: ({ partition, opening }) => void counted.push(`${partition}/${opening.batch}`),
    onStopped: stopped.resolve,
    onError: (error) => {
      throw error;
    },
  });
  for (const partition of [0, 1]) {
    await log.append(partition, [{ key: null, value: value(opened) }]);
    await log.append(partition, [{ key: null, value: value(batch(1)) }]);
  }
  await reader.waitFor(0, 2);
  await log.append(0, [{ key: null, value: bytes }]);
  await log.append(0, [{ key: null, value: value(batch(2)) }]);
  await log.append(1, [{ key: null, value: value(batch(2)) }]);
  await reader.waitFor(1, 3);
  expect(counted.toSorted()).toEqual(['0/1', '1/1', '1/2']);
  expect(await stopped.promise).toMatchObject({
    code,
    recover: 'stop',
    at: { topic: 'bet.events', partition: 0, offset: 2 },
  });
  expect(reader.processedNext(0)).toBe(2);
  expect(reader.position(0)).toMatchObject({ batch: 1, nextOffset: 2 });
  await reader.close();
});
