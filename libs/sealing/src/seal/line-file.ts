import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  fstatSync,
  writeSync,
} from 'node:fs';

/** How much of a file's end is read to find its newest lines; a line is below 16 KiB. */
const TAIL_BYTES = 65_536;

/** Appends a line so that it is there after a power loss too. What a kill tore off before is cut away first. */
export function appendLine(path: string, line: string): void {
  const file = openSync(path, 'a+');
  try {
    const whole = wholeBytes(file);
    if (whole < fstatSync(file).size) ftruncateSync(file, whole);
    writeSync(file, `${line}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** All whole lines. A torn last one was never said. */
export function readLines(path: string): readonly string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}

/** The newest lines, at most `count`, oldest first, without reading the whole file. */
export function lastLines(path: string, count: number): readonly string[] {
  if (!existsSync(path)) return [];
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const from = Math.max(0, size - TAIL_BYTES);
    const lines = readAt(file, from, size).toString('utf8').split('\n').slice(0, -1);
    return (from > 0 ? lines.slice(1) : lines).slice(-count);
  } finally {
    closeSync(file);
  }
}

function wholeBytes(file: number): number {
  const { size } = fstatSync(file);
  const from = Math.max(0, size - TAIL_BYTES);
  return from + readAt(file, from, size).lastIndexOf(0x0a) + 1;
}

function readAt(file: number, from: number, until: number): Buffer {
  const bytes = Buffer.alloc(until - from);
  readSync(file, bytes, 0, bytes.length, from);
  return bytes;
}
