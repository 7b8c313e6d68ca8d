import { assert } from '@stakelog/contracts';
import type { ByteSink, ByteSource } from './byte-sink';

/** Whole numbers that lie close together take the bytes of their distance; others are eight bytes each. */
const widths = { byte: 1, short: 2, int: 4, double: 8 } as const;

export function writeNumbers(sink: ByteSink, values: readonly number[]): void {
  let least = Infinity;
  let most = -Infinity;
  let areWhole = true;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
    areWhole &&= Number.isSafeInteger(value);
  }
  const width = values.length > 0 && areWhole ? widthOf(most - least) : widths.double;
  sink.byte(width);
  if (width === widths.double) {
    for (const value of values) sink.number(value + 0);
    return;
  }
  sink.number(least + 0);
  const bytes = sink.take(width * values.length);
  for (let index = 0, at = 0; index < values.length; index++, at += width) {
    const distance = (values[index] ?? least) - least;
    if (width === widths.byte) bytes[at] = distance;
    else if (width === widths.short) bytes.writeUInt16LE(distance, at);
    else bytes.writeUInt32LE(distance, at);
  }
}

function widthOf(distance: number): number {
  if (distance < 2 ** 8) return widths.byte;
  if (distance < 2 ** 16) return widths.short;
  return distance < 2 ** 32 ? widths.int : widths.double;
}

export function readNumbers(source: ByteSource, rows: number): number[] {
  const width = source.byte();
  const numbers: number[] = [];
  if (width === widths.double) {
    for (let row = 0; row < rows; row++) numbers.push(source.number());
    return numbers;
  }
  const least = source.number();
  const bytes = source.take(width * rows);
  switch (width) {
    case widths.byte:
      for (let row = 0; row < rows; row++) numbers.push(least + (bytes[row] ?? 0));
      return numbers;
    case widths.short:
      for (let row = 0; row < rows; row++) numbers.push(least + bytes.readUInt16LE(2 * row));
      return numbers;
    default:
      assert(width === widths.int, 'a column of numbers has a width');
      for (let row = 0; row < rows; row++) numbers.push(least + bytes.readUInt32LE(4 * row));
      return numbers;
  }
}
