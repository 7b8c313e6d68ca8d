import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { leafPreimage, type PlacedRecord } from './leaf';

const bytes = fc.uint8Array({ maxLength: 12 }).map((each) => Buffer.from(each));
const record: fc.Arbitrary<PlacedRecord> = fc.record({
  topic: fc.constantFrom('bet.events', 'odds.events', 'bet.commands'),
  partition: fc.nat(11),
  offset: fc.nat(Number.MAX_SAFE_INTEGER),
  appendedAtMs: fc.nat(Number.MAX_SAFE_INTEGER),
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.dictionary(fc.string({ maxLength: 4 }), bytes, { maxKeys: 3 }),
});

const plain = (of: PlacedRecord) => {
  const names = Object.keys(of.headers).toSorted((left, right) => (left < right ? -1 : 1));
  return JSON.stringify({ ...of, headers: names.map((name) => [name, of.headers[name]]) });
};

describe('the preimage of a leaf', () => {
  test('is the documented bytes', () => {
    const made = leafPreimage({
      topic: 'bet.events',
      partition: 3,
      offset: 258,
      appendedAtMs: 1,
      key: Buffer.from('a'),
      value: null,
      headers: { z: Buffer.from('1'), b: Buffer.alloc(0) },
    });
    const documented = [
      '0000000a 6265742e6576656e7473', // bet.events
      '00000003 0000000000000102 0000000000000001',
      '00000001 61', // key
      'ffffffff', // no value
      '00000002 00000001 62 00000000 00000001 7a 00000001 31',
    ];
    expect(made.toString('hex')).toBe(documented.join('').replaceAll(' ', ''));
  });

  test('differs wherever two records differ in anything', () => {
    fc.assert(
      fc.property(record, record, (left, right) => {
        const mixed = { ...left, key: right.key, headers: right.headers };
        for (const other of [right, mixed])
          expect(leafPreimage(left).equals(leafPreimage(other))).toBe(plain(left) === plain(other));
      }),
    );
  });

  test('does not depend on the order in which headers of different names were read', () => {
    const at = {
      topic: 'bet.events',
      partition: 0,
      offset: 0,
      appendedAtMs: 0,
      key: null,
      value: null,
    } as const;
    const [one, two] = [Buffer.from('1'), Buffer.from('2')];
    expect(leafPreimage({ ...at, headers: { a: one, b: two } })).toEqual(
      leafPreimage({ ...at, headers: { b: two, a: one } }),
    );
    expect(leafPreimage({ ...at, headers: { a: [one, two] } })).not.toEqual(
      leafPreimage({ ...at, headers: { a: [two, one] } }),
    );
  });
});
