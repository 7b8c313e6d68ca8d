import { expect, it } from '@jest/globals';
import { crc32c } from './crc32c';
import { PartitionCursor } from './partition-cursor';

const limits = { queueRecordsMax: 10, queueBytesMax: 1_000 };

function records(from: number, ...values: readonly string[]) {
  return values.map((value, index) => ({
    partition: 0,
    offset: from + index,
    appendedAtMs: 100 + from + index,
    key: null,
    value: Buffer.from(value),
    headers: {},
  }));
}

/** An answer of the broker: its high watermark, and records from an offset on. */
const answer = (highWatermark: number, from = 0, ...values: readonly string[]) => ({
  partition: 0,
  highWatermark,
  records: records(from, ...values),
});

const cursorAt = (from: number, crcBefore?: number) =>
  new PartitionCursor('t', 0, from, limits, crcBefore);

it('takes what it asked for out of a batch that is sent whole', () => {
  const cursor = cursorAt(2);
  expect(cursor.accept(answer(4, 0, 'a', 'b', 'c', 'd'), 7)).toBe(103);
  expect(cursor.take().map(({ offset }) => offset)).toEqual([2, 3]);
  expect(cursor.answeredAtEndMs).toBe(7);
});

it('fails at any offset but the one it expects, and knows those it has', () => {
  const cursor = cursorAt(0);
  cursor.accept(answer(2, 0, 'a', 'b'), 1);
  expect(cursor.accept(answer(3, 0, 'a', 'b', 'c'), 2)).toBe(102);
  expect(() => cursor.accept(answer(9, 4, 'e'), 3)).toThrow('inputs_rewound');
});

it('waits for a broker that has not found its high watermark again, and fails when it names a lower end', () => {
  const cursor = cursorAt(0);
  cursor.accept(answer(3, 0, 'a', 'b', 'c'), 1);
  cursor.reconnect();
  expect(cursor.fetchNext).toBe(2);
  cursor.accept(answer(2), 2);
  expect(cursor).toMatchObject({ behindEnd: true, end: 3, answeredAtEndMs: 1 });
  expect(() => cursor.requireEnd(2)).toThrow('inputs_rewound');
  cursor.accept(answer(3, 2, 'c'), 3);
  expect(cursor).toMatchObject({ behindEnd: false, fetchNext: 3, answeredAtEndMs: 3 });
  expect(cursor.take()).toHaveLength(3);
});

it('fails where the log ends before an end that was named, and somebody may wait for', () => {
  const cursor = cursorAt(0);
  cursor.nameEnd(4);
  cursor.accept(answer(2, 0, 'a', 'b'), 1);
  expect(cursor).toMatchObject({ behindEnd: true, end: 2 });
  expect(() => cursor.requireEnd(4)).not.toThrow();
  expect(() => cursor.requireEnd(2)).toThrow('inputs_rewound');
});

it('sees the last record again after every reconnect (R6)', () => {
  const cursor = cursorAt(0);
  cursor.accept(answer(2, 0, 'a', 'b'), 1);
  cursor.reconnect();
  expect(() => cursor.accept(answer(5, 1, 'B', 'c', 'd', 'e'), 2)).toThrow('inputs_rewound');
});

it('sees the record before its start, where the position names its checksum', () => {
  const cursor = cursorAt(1, crc32c(Buffer.from('a')));
  cursor.reconnect();
  expect(cursor.fetchNext).toBe(0);
  cursor.accept(answer(2, 0, 'a', 'b'), 1);
  expect(cursor.take().map(({ offset }) => offset)).toEqual([1]);
});

it('is full by records or by bytes, until they are taken', () => {
  const byBytes = cursorAt(0);
  byBytes.accept(answer(1, 0, 'x'.repeat(1_000)), 1);
  expect(byBytes.full).toBe(true);
  byBytes.take();
  expect(byBytes.full).toBe(false);
  const byRecords = cursorAt(0);
  byRecords.accept(answer(10, 0, ...Array.from('abcdefghij')), 1);
  expect(byRecords.full).toBe(true);
  byRecords.take(1);
  expect(byRecords.full).toBe(false);
});
