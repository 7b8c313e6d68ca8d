import type { Row } from '../row';
import { lineFormat } from './lines';

const head = 'offset,appended_at_ms,type,key,key_bytes,headers,value,decoded';

/** CSV (RFC 4180) with every cell in quotes and every record in one line. */
export const csv = lineFormat(head, lineOf, rowOf);

/** What a spreadsheet takes for a formula gets an apostrophe before it, and so does an apostrophe. */
const formula = /^[=+\-@\t\r']/;

const lineOfCells = (cells: readonly string[]) =>
  cells
    .map((cell) => (formula.test(cell) ? `'${cell}` : cell))
    .map((cell) => `"${cell.replaceAll('"', '""')}"`)
    .join(',');

/** Null and empty text are told apart: null has no character, empty text is a zero-width space. */
const EMPTY = '\u200B';
const cellOf = (text: string | null) => (text === '' ? EMPTY : (text ?? ''));
const textOf = (cell: string) => (cell === '' ? null : cell === EMPTY ? '' : cell);

function lineOf({
  offset,
  appendedAtMs,
  type,
  key,
  keyBytes,
  headers,
  value,
  decoded,
}: Row): string {
  return lineOfCells([
    String(offset),
    String(appendedAtMs),
    cellOf(type),
    cellOf(key),
    cellOf(keyBytes),
    JSON.stringify(headers),
    cellOf(value),
    decoded === null ? '' : JSON.stringify(decoded),
  ]);
}

function rowOf(line: string): Row | undefined {
  const cells = cellsOf(line);
  if (cells?.length !== head.split(',').length) return undefined;
  const [
    offset = '',
    appendedAtMs = '',
    type = '',
    key = '',
    keyBytes = '',
    headers = '',
    value = '',
    decoded = '',
  ] = cells;
  try {
    return {
      offset: Number(offset),
      appendedAtMs: Number(appendedAtMs),
      type: textOf(type),
      key: textOf(key),
      keyBytes: textOf(keyBytes),
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every field is checked against the tree
      headers: JSON.parse(headers) as Row['headers'],
      value: textOf(value),
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every field is checked against the tree
      decoded: decoded === '' ? null : (JSON.parse(decoded) as Row['decoded']),
    };
  } catch {
    return undefined;
  }
}

function cellsOf(line: string): readonly string[] | undefined {
  if (!/^"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*$/.test(line)) return undefined;
  const quoted = line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g);
  return [...quoted].map(([, cell = '']) => cell.replaceAll('""', '"').replace(/^'/, ''));
}
