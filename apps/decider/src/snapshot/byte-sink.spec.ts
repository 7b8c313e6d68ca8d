import { describe, expect, it } from '@jest/globals';
import { ByteSink, ByteSource } from './byte-sink';

/** What is written at once, and read back. */
const pieces: Record<string, { write(sink: ByteSink): void; read(source: ByteSource): unknown }> = {
  byte: { write: (sink) => sink.byte(201), read: (source) => source.byte() },
  uint: { write: (sink) => sink.uint(3_000_000_001), read: (source) => source.uint() },
  number: { write: (sink) => sink.number(-0.5), read: (source) => source.number() },
  text: { write: (sink) => sink.text('täglich'), read: (source) => source.text() },
  bytes: {
    write: (sink) => sink.take(3).set([7, 8, 9]),
    read: (source) => [...source.take(3)],
  },
};
const expected = {
  byte: 201,
  uint: 3_000_000_001,
  number: -0.5,
  text: 'täglich',
  bytes: [7, 8, 9],
};

describe('a ByteSink', () => {
  it.each(Object.keys(pieces))('keeps a %s at whose writing it grows', (name) => {
    const piece = pieces[name];
    for (let before = 64 * 1_024 - 16; before <= 64 * 1_024; before++) {
      const sink = new ByteSink();
      sink.take(before).fill(1);
      piece?.write(sink);
      const source = new ByteSource(sink.written);
      expect(source.take(before).every((byte) => byte === 1)).toBe(true);
      expect({ [name]: piece?.read(source) }).toEqual({
        [name]: expected[name as keyof typeof expected],
      });
      expect(source.at).toBe(sink.written.length);
    }
  });

  it('keeps a text that is longer than all that it has', () => {
    const sink = new ByteSink();
    const text = '0123456789'.repeat(30_000);
    sink.text(text);
    expect(new ByteSource(sink.written).text()).toBe(text);
  });
});
