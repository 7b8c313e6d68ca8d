import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { isInTable, keyTable } from './key-table';

const cells = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

it('is what schemas/redis.md shows', () => {
  const page = readFileSync('schemas/redis.md', 'utf8');
  const rows = keyTable.map(({ pattern, type, holds, writer, readers, ttl }) => [
    `\`${pattern}\``,
    type,
    holds,
    writer,
    readers,
    ttl,
  ]);
  const shown = page.split('\n').flatMap((line) => (line.startsWith('| `') ? [cells(line)] : []));
  expect(shown).toEqual(rows);
});

it.each<{ key: string; known: boolean }>`
  key                            | known
  ${'rm:{p11}:k3x:bet:abc-0'}    | ${true}
  ${'rm:{o5}:k3x:market:bf:1.2'} | ${true}
  ${'rm:{o5}:k3x:bet:abc-0'}     | ${false}
  ${'rm:{p3}:live'}              | ${true}
  ${'bet:{abc}'}                 | ${false}
`('$key has a row: $known', ({ key, known }) => {
  expect(isInTable(key)).toBe(known);
});
