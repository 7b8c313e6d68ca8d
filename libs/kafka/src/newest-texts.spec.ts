import { describe, expect, test } from '@jest/globals';
import { Type } from 'avsc';
import * as fc from 'fast-check';
import { NewestTexts, type Tap } from './newest-texts';

const strings = Type.forSchema('string');
const longs = Type.forSchema('long');

/** A tap as avsc makes them, over the bytes of these texts. */
function tapOver(bytes: Buffer): Tap {
  let pos = 0;
  return {
    buf: bytes,
    get pos() {
      return pos;
    },
    set pos(to) {
      pos = to;
    },
    readLong() {
      const read = longs.decode(bytes, pos);
      pos = read.offset;
      return Number(read.value);
    },
    readString() {
      const read = strings.decode(bytes, pos);
      if (read.offset < 0) return undefined;
      pos = read.offset;
      return String(read.value);
    },
  };
}

const written = (texts: readonly string[]) =>
  Buffer.concat(texts.map((text) => strings.toBuffer(text)));

describe('texts read lately', () => {
  test('law: are what the bytes say, each time', () => {
    const newest = new NewestTexts();
    const word = fc.oneof(fc.constantFrom('a', 'account-1', '', 'é', 'Ã©', '\u0000'), fc.string());
    fc.assert(
      fc.property(fc.array(word), (texts) => {
        const tap = tapOver(written(texts));
        expect(texts.map(() => newest.read(tap))).toEqual(texts);
        expect(tap.pos).toBe(tap.buf.length);
      }),
      { seed: 20_261_121 },
    );
  });

  test('a text of the same place takes it, and neither is taken for the other', () => {
    const newest = new NewestTexts();
    const texts = Array.from({ length: 200_000 }, (_, index) => `account-${index % 100_000}`);
    const tap = tapOver(written(texts));
    for (const text of texts) if (newest.read(tap) !== text) throw new Error(text);
    expect(tap.pos).toBe(tap.buf.length);
  });

  test('bytes that end too soon are left to the reader that refuses them', () => {
    const whole = written(['account-1']);
    expect(new NewestTexts().read(tapOver(whole.subarray(0, 4)))).toBeUndefined();
  });
});
