import type { ByteSink, ByteSource } from './byte-sink';
import { readNumbers, writeNumbers } from './number-column';

/** Texts that repeat are written once, and once they are one object in memory. */
const encodings = { repeated: 0, latin1: 1, utf8: 2 } as const;

/** Every character is one byte: most texts are ids. */
// oxlint-disable-next-line eslint/no-control-regex -- the range is the one of latin1
const isLatin1 = (text: string) => /^[\u0000-\u00ff]*$/.test(text);

export function writeTexts(sink: ByteSink, texts: readonly string[]): void {
  const distinct = new Map<string, number>();
  for (const text of texts) if (!distinct.has(text)) distinct.set(text, distinct.size);
  if (2 * distinct.size > texts.length) return writeEach(sink, texts);
  sink.byte(encodings.repeated);
  sink.uint(distinct.size);
  writeEach(sink, [...distinct.keys()]);
  writeNumbers(
    sink,
    texts.map((text) => distinct.get(text) ?? 0),
  );
}

function writeEach(sink: ByteSink, texts: readonly string[]): void {
  const whole = texts.join('');
  const encoding = isLatin1(whole) ? 'latin1' : 'utf8';
  sink.byte(encodings[encoding]);
  writeNumbers(
    sink,
    texts.map((text) => (encoding === 'latin1' ? text.length : Buffer.byteLength(text))),
  );
  const length = Buffer.byteLength(whole, encoding);
  sink.uint(length);
  sink.take(length).write(whole, encoding);
}

export function readTexts(source: ByteSource, rows: number): string[] {
  const encoding = source.byte();
  if (encoding !== encodings.repeated) return readEach(source, rows, encoding);
  const count = source.uint();
  const distinct = readEach(source, count, source.byte());
  return readNumbers(source, rows).map((index) => distinct[index] ?? '');
}

function readEach(source: ByteSource, rows: number, encoding: number): string[] {
  const lengths = readNumbers(source, rows);
  const bytes = source.take(source.uint());
  const name = encoding === encodings.latin1 ? 'latin1' : 'utf8';
  const texts: string[] = [];
  let from = 0;
  for (const length of lengths) {
    texts.push(bytes.toString(name, from, from + length));
    from += length;
  }
  return texts;
}
