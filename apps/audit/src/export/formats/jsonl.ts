import type { Row } from '../row';
import { lineFormat } from './lines';

/** JSON Lines: the whole record, raw and decoded. What restore reads. */
export const jsonl = lineFormat(undefined, (row) => JSON.stringify(row), parsed);

function parsed(line: string): Row | undefined {
  try {
    const row: unknown = JSON.parse(line);
    const isObject = typeof row === 'object' && row !== null && 'offset' in row;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every field is checked against the tree
    return isObject ? (row as Row) : undefined;
  } catch {
    return undefined;
  }
}
