import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ByteSink, ByteSource } from './byte-sink';
import { readColumn, writeColumn } from './columns';

const seed = Number(process.env['LAWS_SEED'] ?? 20_261_121);

function bytesOf(rows: readonly unknown[]): Buffer {
  const sink = new ByteSink();
  writeColumn(sink, rows);
  return Buffer.from(sink.written);
}

const through = (rows: readonly unknown[]) =>
  readColumn(new ByteSource(bytesOf(rows)), rows.length);

const scalar = fc.oneof(
  fc.constantFrom(undefined, null, true, false),
  fc.maxSafeInteger(),
  fc.integer({ min: 0, max: 300 }),
  fc.double({ noNaN: true }).map((number) => number + 0),
  fc.string({ unit: 'binary' }),
);
const row = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'type', '__proto__', 'ü"'), tie('value'), {
      noNullPrototype: true,
    }),
  ),
})).value;

/** The same data with the fields of each object in another order. */
const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, inner]) => [name, turned(inner)]),
  );
};

describe('a column', () => {
  it('gives back any plain data', () =>
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        expect(through(rows)).toStrictEqual(rows);
      }),
      { seed, numRuns: 300 },
    ));

  it('is the same bytes in whatever order fields were set', () =>
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        expect(bytesOf(rows.map(turned)).equals(bytesOf(rows))).toBe(true);
      }),
      { seed, numRuns: 300 },
    ));

  it.each([
    ['one value', Array.from({ length: 1_000 }, () => ({ kind: 'SINGLE', quoteId: null })), 60],
    ['a few values', Array.from({ length: 1_000 }, (_, index) => `market-${index % 7}`), 1_100],
    [
      'close numbers',
      Array.from({ length: 1_000 }, (_, index) => 1_800_000_000_000 + index),
      2_050,
    ],
  ])('takes little room for %s', (_, rows, bytesMax) => {
    expect(bytesOf(rows).length).toBeLessThan(bytesMax);
    expect(through(rows)).toEqual(rows);
  });
});
