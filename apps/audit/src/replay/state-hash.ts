import { partitionSections, type PartitionState } from '@stakelog/domain';
import { createHash } from 'node:crypto';

/**
 * SHA-256 of everything that a partition decides with, in hexadecimal: the rows of its sections as JSON with sorted
 * names. Two states with the same hash decide the same.
 */
export function stateHash(state: PartitionState): string {
  const hash = createHash('sha256');
  for (const { name, rows } of partitionSections) {
    hash.update(`${name}\n`);
    for (const row of rows(state)) hash.update(`${canonical(row)}\n`);
  }
  return hash.digest('hex');
}

/** A row as JSON with sorted names. */
export const canonical = (row: unknown): string => JSON.stringify(row, sortedNames);

function sortedNames(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );
}
