import { expect, test } from '@jest/globals';
import { words } from '@stakelog/contracts';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settledLine } from '../../tools/settle/settle-line';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: { settle: string };
};
const [, ...script] = scripts.settle.split(' ');

/** `npm run settle -- ...` without npm. */
const settle = (args: readonly string[], input = '') =>
  spawnSync(process.execPath, [...script, ...args], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });

const line = (id: number) =>
  `{"id":${id},"ticket":{"selections":[{"odds":25000}],"bets":[{"stake":${id}}]},"legs":[{"selection":0,"result":"WON"}]}`;

test('standard input is answered line by line, in order, and errors are answers', () => {
  const lines = [...Array.from({ length: 5_000 }, (_, index) => line(index + 1)), 'no'];
  const { stdout, stderr, status } = settle(['-'], lines.join('\n'));
  const answers = stdout.split('\n');
  const differing = lines.findIndex((each, index) => settledLine(each) !== answers[index]);
  expect([differing, answers.length]).toEqual([-1, lines.length + 1]);
  expect([stderr, status]).toEqual(['', 0]);
});

test('a file is read, and no file is usage', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stakelog-settle-'));
  const file = join(folder, 'tickets.jsonl');
  writeFileSync(file, `${line(1_000)}\n`);
  expect(settle([file]).stdout).toBe(`${settledLine(line(1_000))}\n`);
  rmSync(folder, { recursive: true });
  expect(settle([file]).status).toBe(64);
  expect(settle([]).status).toBe(64);
  expect(settle(['-', '-']).status).toBe(64);
});

test('the help names every field, word and code', () => {
  const { stdout, status } = settle(['--help']);
  const codes = words['settle-code'];
  const fields = [
    'selections',
    'stakeMode',
    'banker',
    'placeTerms',
    'deductionPpm',
    'antePost',
    'maxPayout',
    'exactReturn',
    'HALF_UP',
    'FREE_BET',
  ];
  expect([...codes, ...fields].filter((word) => !stdout.includes(word))).toEqual([]);
  expect(status).toBe(0);
});
