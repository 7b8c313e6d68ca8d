import { expect, it, jest } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';

jest.setTimeout(300_000);

const patches = globSync('test/mutants/*.patch').toSorted();

it('plants every bug of the list', () => {
  const rows = new Set(patches.map((path) => /M\d\d/.exec(path)?.[0]));
  expect([...rows]).toEqual(
    Array.from({ length: 29 }, (_, index) => `M${String(index + 1).padStart(2, '0')}`),
  );
});

it.each(patches)('%s can be planted, and says what must find it', (path) => {
  const { status, stderr } = spawnSync('git', ['apply', '--check', path], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  expect(readFileSync(path, 'utf8')).toMatch(/^\S.*\. (I\d+(, )?)+\n/);
});

it('finds some of them', () => {
  const named = ['M21a', 'M24', 'M25a'];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['tools/simulate-mutants.mts', ...named, '--seeds', '10', '--minutes', '2'],
    { encoding: 'utf8' },
  );
  expect({ status, stdout, stderr }).toMatchObject({ status: 0 });
});
