import { describe, expect, it } from '@jest/globals';
import { limits } from '@stakelog/contracts';
import { createLogger } from '@stakelog/runtime';
import { foldElsewhereFirst } from './cold-start';

const logger = createLogger('cold-start-spec', 'silent');
const million = 1_000_000;

/** Which partitions were folded elsewhere, in which groups. */
async function grouped(
  ends: readonly number[],
  reached: readonly number[] = [],
  processes = 2,
): Promise<readonly (readonly number[])[]> {
  const groups: (readonly number[])[] = [];
  await foldElsewhereFirst({
    log: { endOffsets: () => Promise.resolve(new Map(ends.entries())) },
    snapshots: { reachOf: (partition) => Promise.resolve(reached[partition] ?? 0) },
    logger,
    partitions: [...ends.keys()],
    processes,
    follow: (partitions) => {
      groups.push(partitions);
      return Promise.resolve();
    },
  });
  return groups;
}

describe('a start behind a long log', () => {
  it('divides what is to be folded among processes', async () => {
    expect(await grouped([3 * million, million, million, million])).toEqual([[0], [1, 2, 3]]);
    expect(await grouped([million, million, million], [], 8)).toEqual([[0], [1], [2]]);
  });

  it('leaves out what snapshots have', async () => {
    expect(await grouped([2 * million, million, million], [0, million, 400_000])).toEqual([
      [0],
      [2],
    ]);
  });

  it('folds by itself what is soon done, or where one processor is all there is', async () => {
    expect(await grouped([limits.coldStartRecordsMin - 1])).toEqual([]);
    expect(await grouped([million, million], [million, million])).toEqual([]);
    expect(await grouped([million, million], [], 1)).toEqual([]);
  });
});
