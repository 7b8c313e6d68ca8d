import { describe, expect, test } from '@jest/globals';
import { marketId } from '@stakelog/contracts';
import { facts } from '@stakelog/testing';
import * as fc from 'fast-check';
import { quota } from './trading-limits';

const market = marketId('m1');
const shares = (policy: ReturnType<typeof facts.policy>, limit: number, partitions: number) =>
  Array.from({ length: partitions }, (_, partition) =>
    quota(policy, market, limit, partition, partitions),
  );

describe('quotas', () => {
  test('100 000 over three partitions is 33 334, 33 333 and 33 333', () => {
    expect(shares(facts.policy(), 100_000, 3)).toEqual([33_334, 33_333, 33_333]);
  });

  test('law 23: even shares sum to the limit, and differ by one at most', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 64 }), (limit, partitions) => {
        const even = shares(facts.policy(), limit, partitions);
        expect(even.reduce((sum, share) => sum + BigInt(share), 0n)).toBe(BigInt(limit));
        expect(Math.max(...even) - Math.min(...even)).toBeLessThanOrEqual(1);
      }),
      { seed: 20_260_722 },
    );
  });

  test('explicit shares replace even ones, for the market they name', () => {
    const quotas = [{ marketId: market, shares: [70, 30] }];
    expect(shares(facts.policy({ quotas }), 100, 3)).toEqual([70, 30, 0]);
    const others = [{ marketId: marketId('m2'), shares: [70, 30] }];
    expect(shares(facts.policy({ quotas: others }), 100, 2)).toEqual([50, 50]);
  });
});
