import { describe } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const folder = '../shared/data';

/** `describe` where the file of published data is here; else it says what is skipped. */
export function withData(file: string): typeof describe | typeof describe.skip {
  if (existsSync(`${folder}/${file}`)) return describe;
  process.stderr.write(`skipped: ${folder}/${file} is not here\n`);
  return describe.skip;
}

/** The text of a data file, unpacked; empty where it is not here. */
export function dataText(file: string): string {
  const path = `${folder}/${file}`;
  if (!existsSync(path)) return '';
  const bytes = readFileSync(path);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').replace(/^\uFEFF/, '');
}

/** The rows of a file with a header line, each by column. No file here quotes a separator. */
export function dataRows(file: string, separator = ','): readonly ReadonlyMap<string, string>[] {
  const [head = '', ...rows] = dataText(file).trimEnd().split(/\r?\n/);
  const columns = head.split(separator);
  return rows.map((row) => {
    const cells = row.split(separator);
    return new Map(columns.map((column, index) => [column, cells[index] ?? '']));
  });
}
