import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { publicPem, rotateKey, Seals } from '@stakelog/sealing';
import { topics } from '@stakelog/contracts';
import * as fc from 'fast-check';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Output } from '../report/output';
import { goodLog } from '../testing/good-log';
import { schemaTexts, sealedLog } from '../testing/sealed-log';
import { home, type SyntheticLog } from '../testing/synthetic-log';
import { findingsOf, readManifest } from './check-export';
import { exportLog, type ExportScope } from './export';
import { formatNames, formats, type FormatName } from './formats/formats';
import type { Manifest } from './manifest';
import type { Row } from './row';

// Hundreds of exports are written and read again.
jest.setTimeout(60_000);

const root = mkdtempSync(join(tmpdir(), 'export-spec-'));
afterAll(() => rmSync(root, { recursive: true }));

const quiet = Object.assign(new Output(true), { value: async () => {} });
let log: SyntheticLog;
let seals: Seals;
let folders = 0;

async function exported(format: FormatName, part: Partial<ExportScope> = {}) {
  const folder = join(root, String(folders++));
  const scope = {
    topics: ['odds.events', 'bet.commands', 'bet.events'] as const,
    from: { offset: 0 },
    until: { offset: Infinity },
    format,
    folder,
    ...part,
  };
  await exportLog({ log, seals, schemas: schemaTexts }, scope, quiet);
  return { folder, manifest: await readManifest(folder) };
}

beforeAll(async () => {
  ({ log } = goodLog());
  ({ seals } = await sealedLog(log));
});

const events = `bet.events.${String(home).padStart(2, '0')}`;

const isHome = ({ topic, partition }: { topic: string; partition: number }) =>
  topic === 'bet.events' && partition === home;

/** Only the partition that the spec tampers with: the others are as they were. */
async function homeIn(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  return { ...manifest, partitions: manifest.partitions.filter(isHome) };
}

async function rowsIn(format: FormatName, folder: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of formats[format].read(join(folder, `${events}.${format}`)))
    if (row !== undefined) rows.push(row);
  return rows;
}

/** The findings after the rows of one partition were replaced. */
async function rewritten(
  format: FormatName,
  folder: string,
  change: (rows: Row[]) => readonly Row[],
) {
  const rows = await rowsIn(format, folder);
  const path = join(folder, `${events}.${format}`);
  const good = readFileSync(path);
  const writer = formats[format].open(path);
  await writer.write(change(rows));
  await writer.close();
  const findings = await findingsOf(folder, await homeIn(folder));
  writeFileSync(path, good);
  return findings;
}

const flipped = (text: string | null, at: number): string => {
  const bytes = Buffer.from(text ?? '', 'base64');
  bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ 1;
  return bytes.toString('base64');
};

const position = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

const here = (kind: string, offset: number) => [
  expect.objectContaining({ topic: 'bet.events', partition: home, offset, kind }),
];

describe.each(formatNames)('an export as %s', (format) => {
  test('holds', async () => {
    const { folder, manifest } = await exported(format);
    expect(await findingsOf(folder, manifest)).toEqual([]);
    const of = manifest.partitions.find(
      ({ topic, partition }) => topic === 'bet.events' && partition === home,
    );
    expect(of?.until).toBe(log.records('bet.events', home).length);
    const sums = Object.values(of?.sums['EUR'] ?? {});
    expect(sums.length).toBeGreaterThan(1);
    expect(sums.reduce((sum, each) => sum + each, 0)).toBe(0);
  });

  test('names the first record that was flipped, dropped, added or swapped', async () => {
    const { folder } = await exported(format, { topics: ['bet.events'] });
    const count = log.records('bet.events', home).length;
    const at = position.map((share) => Math.floor(share * count));
    await fc.assert(
      fc.asyncProperty(at, at, fc.nat(1_000), async (one, two, byte) => {
        const flip = await rewritten(format, folder, (rows) =>
          rows.map((row, index) =>
            index === one ? { ...row, value: flipped(row.value, byte) } : row,
          ),
        );
        expect(flip).toEqual(here('changed', one));
        expect(await rewritten(format, folder, (rows) => rows.toSpliced(one, 1))).toEqual(
          here('dropped', one),
        );
        const forged = (rows: readonly Row[]) => ({ ...(rows[two] as Row), appendedAtMs: byte });
        const add = await rewritten(format, folder, (rows) => rows.toSpliced(one, 0, forged(rows)));
        expect(add).toEqual(here('added', one));
        fc.pre(one !== two);
        const [low, high] = one < two ? [one, two] : [two, one];
        const swap = (keepsOffsets: boolean) =>
          rewritten(format, folder, (rows) => {
            const [left, right] = [rows[low] as Row, rows[high] as Row];
            const [first, second] = keepsOffsets
              ? [
                  { ...right, offset: low },
                  { ...left, offset: high },
                ]
              : [right, left];
            return rows.with(low, first).with(high, second);
          });
        for (const keepsOffsets of [true, false])
          expect(await swap(keepsOffsets)).toEqual(here('swapped', low));
      }),
      { numRuns: 8 },
    );
  });

  test('is not believed with any byte of its records flipped', async () => {
    const { folder } = await exported(format, { topics: ['bet.events'] });
    const manifest = await homeIn(folder);
    const path = join(folder, `${events}.${format}`);
    const good = readFileSync(path);
    const isLines = format === 'jsonl' || format === 'csv';
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (byte, bits) => {
          const bad = Buffer.from(good);
          bad[byte] = (bad[byte] ?? 0) ^ bits;
          writeFileSync(path, bad);
          const [finding] = await findingsOf(folder, manifest);
          expect(finding).toMatchObject({ topic: 'bet.events', partition: home });
          // The end of the last line is no part of its record: half a character there names the file alone.
          if (!isLines || (byte === good.length - 1 && finding?.kind === 'file')) return;
          const line = good.subarray(0, byte).toString('latin1').split('\n').length - 1;
          expect(finding?.offset).toBe(format === 'csv' ? Math.max(0, line - 1) : line);
        },
      ),
      { numRuns: 60, examples: [[good.length - 1, 192]] },
    );
  });
});

describe('an export', () => {
  test('of a part is held to what was signed of the whole', async () => {
    const { folder, manifest } = await exported('jsonl', {
      from: { offset: 3 },
      until: { offset: 9 },
    });
    expect(await findingsOf(folder, manifest)).toEqual([]);
    const of = manifest.partitions.find(
      ({ topic, partition }) => topic === 'bet.events' && partition === home,
    );
    expect(of).toMatchObject({ from: 3, until: 9 });
    expect(await rewritten('jsonl', folder, (rows) => rows.toSpliced(2, 1))).toEqual([
      expect.objectContaining({ offset: 5, kind: 'dropped' }),
    ]);
  });

  test('since a time begins with the first record of that time', async () => {
    const [, , third] = log.records('bet.events', home);
    const atMs = third?.appendedAtMs ?? 0;
    const { folder } = await exported('jsonl', { from: { atMs }, topics: ['bet.events'] });
    const rows = await rowsIn('jsonl', folder);
    const first = log
      .records('bet.events', home)
      .findIndex(({ appendedAtMs }) => appendedAtMs >= atMs);
    expect(rows[0]?.offset).toBe(first);
  });

  test('whose leaves, roots and manifest were made anew is told by what was signed', async () => {
    const { folder, manifest } = await exported('jsonl');
    const before = log.records('bet.events', home)[4]?.value ?? Buffer.alloc(0);
    before[8] = (before[8] ?? 0) ^ 1;
    const forged = await exported('jsonl');
    before[8] = (before[8] ?? 0) ^ 1;
    const findings = await findingsOf(forged.folder, forged.manifest, manifest.keys);
    expect(findings[0]).toMatchObject({
      kind: 'root',
      detail: expect.stringContaining('not what was signed'),
    });
    expect(await findingsOf(folder, manifest)).toEqual([]);
  });

  test('of another sealer is signed by none of the keys', async () => {
    const { folder, manifest } = await exported('jsonl');
    const other = rotateKey(join(root, 'other'), join(root, 'elsewhere'));
    const findings = await findingsOf(folder, manifest, [
      publicPem(createPublicKey(other.privateKey)),
    ]);
    expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(['signature']));
  });

  test('with other sums, or a file less, is found', async () => {
    const { folder, manifest } = await exported('jsonl');
    const of = manifest.partitions.find(
      ({ topic, partition }) => topic === 'bet.events' && partition === home,
    );
    if (of !== undefined) of.sums = { EUR: {} };
    expect(await findingsOf(folder, manifest)).toEqual([expect.objectContaining({ kind: 'sums' })]);
    rmSync(join(folder, `${events}.leaves`));
    expect(await findingsOf(folder, manifest)).toEqual([
      expect.objectContaining({ kind: 'file', detail: `${events}.leaves is missing` }),
    ]);
  });

  test('holds every partition of its topics', async () => {
    const { manifest } = await exported('jsonl', { topics: ['bet.commands'] });
    expect(manifest.partitions).toHaveLength(topics['bet.commands'].partitions);
  });
});
