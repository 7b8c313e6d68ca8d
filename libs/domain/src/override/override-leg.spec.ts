import { describe, expect, test } from '@jest/globals';
import type { LegOverride, OverrideLeg } from '@stakelog/contracts';
import { envelope } from '@stakelog/testing';
import { legsAt, Settling, struck, word } from '../settlement/testing/struck';
import { overrideLeg } from './override-leg';

const override = (result: LegOverride, over: Partial<OverrideLeg> = {}): OverrideLeg => ({
  type: 'OverrideLeg',
  ...envelope('o1', 0),
  actor: { kind: 'OPERATOR', id: 'subject-o' },
  betId: 't1-0',
  leg: 0,
  result,
  reason: 'palpable error',
  ...over,
});

const double = () => new Settling(struck(1_000, legsAt(20_000, 30_000)));

function overridden(settling: Settling, command: OverrideLeg) {
  const event = overrideLeg(settling.state, command);
  settling.evolve(event);
  return event;
}

describe('override of a leg (domain.md §7.6)', () => {
  test.each<[string, Partial<OverrideLeg>]>([
    ['ACCOUNT_UNKNOWN', { accountId: 'another' as OverrideLeg['accountId'] }],
    ['BET_UNKNOWN', { betId: 't1-1' }],
    ['BET_UNKNOWN', { betId: 'nonsense' }],
    ['LEG_UNKNOWN', { leg: 2 }],
    ['LEG_UNKNOWN', { leg: -1 }],
  ])('%s for %j', (code, over) => {
    expect(overrideLeg(double().state, override('WON', over))).toMatchObject({ code });
  });

  test('the word stands above results, says what it replaced, and is lifted by NONE', () => {
    const settling = double().result('m1', word.lost).result('m2');
    settling.settle();
    expect(overridden(settling, override('WON'))).toMatchObject({
      type: 'LegOverridden',
      ticketId: 't1',
      bet: 0,
      leg: 0,
      result: 'WON',
      previousResult: 'NONE',
    });
    expect([...settling.state.work]).toHaveLength(1);
    expect(settling.settle()).toMatchObject([
      {
        version: 2,
        payout: 6_000,
        reason: 'OVERRIDE',
        legs: [{ rule: 'override/1', cause: null }, {}],
      },
    ]);
    expect(settling.result('m1', word.void).settle()).toEqual([]);
    expect(overridden(settling, override('NONE'))).toMatchObject({ previousResult: 'WON' });
    expect(settling.settle()).toMatchObject([{ version: 3, payout: 3_000, reason: 'CORRECTION' }]);
  });

  test.each<[LegOverride, number]>([
    ['WON', 6_000],
    ['LOST', 0],
    ['VOID', 3_000],
    ['HALF_WON', 4_500],
    ['HALF_LOST', 1_500],
  ])('%s of the first leg of a £10 double pays %i', (result, payout) => {
    const settling = double().result('m2');
    overridden(settling, override(result));
    expect(settling.settle()).toMatchObject([{ payout, reason: 'OVERRIDE' }]);
  });

  test('a lifted override leaves an undecided bet open again, by no fact', () => {
    const settling = double().result('m2');
    const before = settling.ledger;
    overridden(settling, override('VOID'));
    settling.settle();
    overridden(settling, override('NONE'));
    expect(settling.settle()).toMatchObject([{ type: 'BetReopened', cause: null }]);
    expect(settling.ledger).toEqual(before);
  });
});
