import { describe, expect, test } from '@jest/globals';
import { goodLog } from '../testing/good-log';
import { bettor, codec, home } from '../testing/synthetic-log';
import { isShown, type CatFilter } from './cat-filter';

const everything: CatFilter = {
  from: 0,
  until: Infinity,
  sinceMs: undefined,
  beforeMs: undefined,
  account: undefined,
  bet: undefined,
  market: undefined,
  type: undefined,
};

/** The types of the events that a filter lets through. */
function shown(filter: Partial<CatFilter>): readonly string[] {
  const { log } = goodLog();
  return log.records('bet.events', home).flatMap(({ key, value, appendedAtMs }, offset) => {
    const message = codec.decode('bet.events', value);
    const passes = isShown({ ...everything, ...filter }, { offset, appendedAtMs, key, message });
    return passes ? [message.type] : [];
  });
}

describe('what cat shows', () => {
  test.each<[string, Partial<CatFilter>, readonly string[]]>([
    ['a type', { type: 'FundsDeposited' }, ['FundsDeposited']],
    [
      'a bet',
      { bet: `${'ta'.padEnd(26, 'x')}-0` },
      ['BetAccepted', 'CommandRepeated', 'BetSettled', 'BetSettled'],
    ],
    ['another bet of the ticket', { bet: `${'ta'.padEnd(26, 'x')}-1` }, ['CommandRepeated']],
    ['a market', { market: 'm1' }, ['BetAccepted', 'BetAccepted']],
    ['offsets', { from: 1, until: 2 }, ['InputsAdopted']],
    ['nothing of another account', { account: 'bbbbbbbbbbbbbbbb' }, []],
    ['nothing before its time', { beforeMs: 1 }, []],
  ])('%s', (_, filter, types) => {
    expect(shown(filter)).toEqual(types);
  });

  test('an account, without the bookkeeping', () => {
    expect(shown({ account: bettor })).not.toContain('InputsAdopted');
    expect(shown({ account: bettor })).toContain('AccountOpened');
  });
});
