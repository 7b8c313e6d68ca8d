import { afterAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rowOf, type Row } from '../row';
import { formatNames, formats } from './formats';

const folder = mkdtempSync(join(tmpdir(), 'formats-spec-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 20 }).map((each) => Buffer.from(each)),
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((each) => Buffer.from(each)),
  fc.constantFrom('=1+1', '-2', '@x', "'y", '"a,b"\n', '').map((each) => Buffer.from(each)),
);

const row: fc.Arbitrary<Row> = fc
  .record({
    offset: fc.nat(2 ** 40),
    appendedAtMs: fc.nat(2 ** 45),
    key: fc.option(bytes),
    value: fc.option(bytes),
    headers: fc.dictionary(fc.stringMatching(/^[a-z"',]{1,5}$/), bytes, { maxKeys: 2 }),
    decoded: fc.option(
      fc.dictionary(
        fc.stringMatching(/^[a-z]{1,3}$/),
        fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
      ),
    ),
  })
  .map(({ decoded, ...content }) =>
    rowOf(content, () => (decoded === null ? undefined : { type: '=T"', decoded })),
  );

async function everyRow(rows: AsyncIterable<Row | undefined>) {
  const all: (Row | undefined)[] = [];
  for await (const each of rows) all.push(each);
  return all;
}

async function readBack(name: (typeof formatNames)[number], rows: readonly Row[]) {
  const path = join(folder, name);
  const writer = formats[name].open(path);
  await writer.write(rows.slice(0, 2));
  await writer.write(rows.slice(2));
  await writer.close();
  return everyRow(formats[name].read(path));
}

describe.each(formatNames)('%s', (name) => {
  test('gives back every row as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 6 }), async (rows) => {
        expect(await readBack(name, rows)).toEqual(rows);
      }),
      { numRuns: 150 },
    );
  });

  test('ends with a row that cannot be read where the file is cut', async () => {
    const rows = fc.sample(row, { numRuns: 40, seed: 3 });
    await readBack(name, rows);
    const path = join(folder, name);
    truncateSync(path, Math.floor(readFileSync(path).length * 0.6));
    const read = await everyRow(formats[name].read(path));
    expect(read.length).toBeLessThanOrEqual(rows.length);
    expect(read.at(-1)).toBeUndefined();
  });
});

test('a spreadsheet takes no cell of a CSV for a formula', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 6 }), async (rows) => {
      await readBack('csv', rows);
      const lines = readFileSync(join(folder, 'csv'), 'utf8').split('\n').slice(1);
      const cells = lines.flatMap((line) => [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)]);
      expect(cells).toHaveLength(8 * rows.length);
      expect(cells.filter(([, cell]) => /^[=+@\t\r-]/.test(cell ?? ''))).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
