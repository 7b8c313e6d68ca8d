import { describe, expect, it } from '@jest/globals';
import { topics } from '@stakelog/contracts';
import { LimitPolicy } from './limit-policy';

const shares = Array.from({ length: topics['bet.commands'].partitions }, () => 10);
const policy = {
  levels: [
    { level: 'GLOBAL', stakeMin: 10, stakeMax: 1_000, marketLiabilityMax: 1_000 },
    { level: 'MARKET', id: 'm', marketLiabilityMax: 120 },
  ],
  quotas: [{ marketId: 'm', shares }],
  cashOutMarginBps: 500,
  quoteTtlMs: 5_000,
  baseCurrency: 'EUR',
  rates: [{ currency: 'GBP', rate: { num: 17, den: 20 } }],
  accumulatorBonuses: [{ promotionId: 'p', legsMin: 4, bonusBps: 1_000 }],
};
const bonus = (more: object) => ({
  accumulatorBonuses: [{ ...policy.accumulatorBonuses[0], ...more }],
});
const level = (more: object) => ({ levels: [{ ...policy.levels[0], ...more }] });

describe('a limit policy', () => {
  it('may give out a limit to the last unit', () =>
    expect(LimitPolicy.safeParse(policy).success).toBe(true));

  it.each([
    [
      'shares above the limit',
      { quotas: [{ marketId: 'm', shares: [11, ...shares.slice(1)] }] },
      'quotas.0.shares',
    ],
    [
      'a partition without a share',
      { quotas: [{ marketId: 'm', shares: shares.slice(1) }] },
      'quotas.0.shares',
    ],
    [
      'a share below nothing',
      { quotas: [{ marketId: 'm', shares: [-1, ...shares.slice(1)] }] },
      'quotas.0.shares.0',
    ],
    ['a market twice', { quotas: [policy.quotas[0], policy.quotas[0]] }, 'quotas'],
    ['a level twice', { levels: [policy.levels[0], policy.levels[0]] }, 'levels'],
    ['a level of nothing', level({ level: 'SPORT' }), 'levels.0.id'],
    ['a least stake above the largest', level({ stakeMin: 1_001 }), 'levels.0.stakeMin'],
    [
      'a rate of nothing',
      { rates: [{ currency: 'GBP', rate: { num: 0, den: 1 } }] },
      'rates.0.rate',
    ],
    ['a currency twice', { rates: [policy.rates[0], policy.rates[0]] }, 'rates'],
    ['a margin above all', { cashOutMarginBps: 10_001 }, 'cashOutMarginBps'],
    ['a bonus for a single', bonus({ legsMin: 1 }), 'accumulatorBonuses.0.legsMin'],
    ['a bonus of nothing', bonus({ bonusBps: 0 }), 'accumulatorBonuses.0.bonusBps'],
    ['a bonus above the winnings', bonus({ bonusBps: 10_001 }), 'accumulatorBonuses.0.bonusBps'],
    ['a bonus at no price', bonus({ legOddsMin: 10_000 }), 'accumulatorBonuses.0.legOddsMin'],
  ])('with %s is refused at %s', (_, more, path) => {
    const { error } = LimitPolicy.safeParse({ ...policy, ...more });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});
