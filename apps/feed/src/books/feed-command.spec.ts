import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const scratch = mkdtempSync(join(tmpdir(), 'feed-command-'));
function file(name: string, content: string | Buffer): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}

const marketDefinition = {
  eventId: '1',
  eventTypeId: '1',
  marketType: 'MATCH_ODDS',
  marketTime: '2020-01-01T12:00:00.000Z',
  status: 'OPEN',
  runners: [{ id: 1, status: 'ACTIVE', sortPriority: 1 }],
};
const message = (change: object) =>
  JSON.stringify({ op: 'mcm', pt: 7, mc: [{ id: '1.1', ...change }] });
const opening = message({ marketDefinition });
const change = (rc: object) => message({ rc: [{ id: 1, ...rc }] });

function feed(...args: readonly string[]) {
  const command = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', 'tools/feed.mts', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('npm run feed', () => {
  it('says what it does', () => {
    const { status, stdout } = feed('books', '--help');
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('availableToLay'),
    });
  });

  it.each([[[]], [['book']], [['books']], [['books', 'missing']], [['books', scratch]]])(
    'ends with 64 on %j',
    (args) => expect(feed(...args)).toMatchObject({ status: 64, stdout: '' }),
  );

  it('prints a packed stream line by line', () => {
    const path = file('whole.gz', gzipSync(`${opening}\n${change({ ltp: 2 })}`));
    const { status, stdout, stderr } = feed('books', path);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [first, second, rest] = stdout.split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({ publishTimeMs: 7, marketId: '1.1' });
    expect(JSON.parse(second ?? '')).toMatchObject({ runners: [{ lastPriceTraded: 2 }] });
    expect(rest).toBe('');
  });

  it('reports what it could not read, prints the rest, and ends with 65', () => {
    const bad = [
      opening,
      'no JSON',
      message({ id: '1.9' }),
      message({ rc: [{}] }),
      change({ ltp: 2 }),
      '{"op":"mcm","pt":1',
    ];
    const { status, stdout, stderr } = feed('books', file('bad', bad.join('\n')));
    expect({ status, books: stdout.trim().split('\n').length }).toEqual({ status: 65, books: 2 });
    expect(stderr.match(/:\d+: [A-Z_]+/gu)).toEqual([
      ':2: LINE_MALFORMED',
      ':3: MESSAGE_UNKNOWN',
      ':4: LINE_MALFORMED',
      ':6: LINE_TRUNCATED',
    ]);
  });

  it('says where a packed file breaks off', () => {
    const packed = gzipSync(`${opening}\n${change({ ltp: 2 })}\n`);
    const { status, stderr } = feed('books', file('cut.gz', packed.subarray(0, -20)));
    expect({ status, stderr }).toMatchObject({
      status: 65,
      stderr: expect.stringContaining('LINE_TRUNCATED'),
    });
  });
});
