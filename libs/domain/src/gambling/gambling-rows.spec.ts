import { describe, expect, test } from '@jest/globals';
import type { GamblingLimitKind, OutcomeResult } from '@stakelog/contracts';
import {
  commands,
  ended,
  facts,
  placeBets,
  selection,
  single,
  usualStart,
} from '@stakelog/testing';
import { Desk } from '../laws/desk';
import { Orders } from '../laws/orders';

const dayMs = 86_400_000;
/** Monday, 2026-03-09 00:00 UTC. */
const monday = 1_773_014_400_000;

const opened = (jurisdiction = 'MT') => {
  const start = usualStart(monday, 0);
  const account = commands.openAccount(monday, { jurisdiction });
  const desk = Desk.opened({ ...start, commands: [account] });
  return new Orders(desk, facts.heartbeat);
};
const withMoney = () => {
  const orders = opened();
  orders.tell((key, ms) => commands.deposit(key, ms, 100_000));
  return orders;
};
const set = (kind: GamblingLimitKind, amount: number) => (key: string, ms: number) =>
  commands.setLimit(key, ms, [kind, 'DAY', amount]);
const bet = (stake: number) => (key: string, ms: number) => placeBets(key, ms, stake);
const unitBet = (unit: number) => (key: string, ms: number) =>
  placeBets(key, ms, 0, { bets: [single(unit, 0, { stakeMode: 'UNIT' }), single(unit)] });
const status = (over: Parameters<typeof commands.setStatus>[2]) => (key: string, ms: number) =>
  commands.setStatus(key, ms, over);
const account = ({ desk }: Orders) => [...desk.state.accounts.values()][0];

/** How the market of `m1` ended for the home win. */
const home = (win: [number, number], refunded?: [number, number]): OutcomeResult[] => [
  ended('home', win, refunded),
  ended('draw', [0, 1]),
  ended('away', [0, 1]),
];

const inPlay = () => {
  const orders = withMoney();
  orders.desk.adopt(facts.snapshot({ betDelayMs: 5_000 }));
  return orders;
};

describe('rows 7 to 9', () => {
  test.each([
    { over: { status: 'SUSPENDED' }, told: 'ACCOUNT_BLOCKED' },
    { over: { status: 'CLOSED' }, told: 'ACCOUNT_BLOCKED' },
    { over: { location: 'NOT_ALLOWED' }, told: 'LOCATION_NOT_ALLOWED' },
    { over: { location: 'UNKNOWN', verification: 'UNVERIFIED' }, told: 'BetAccepted' },
  ] as const)('Malta: $over: $told', ({ over, told }) => {
    const orders = withMoney();
    orders.tell(status(over));
    expect(orders.tell(bet(100))).toBe(told);
  });

  test.each([
    { where: 'GB', over: { verification: 'UNVERIFIED' }, told: 'VERIFICATION_REQUIRED' },
    { where: 'GB', over: { location: 'UNKNOWN' }, told: 'BetAccepted' },
    { where: 'US-NJ', over: { verification: 'UNVERIFIED' }, told: 'VERIFICATION_REQUIRED' },
    { where: 'US-NJ', over: { location: 'UNKNOWN' }, told: 'LOCATION_NOT_ALLOWED' },
    { where: 'US-NJ', over: {}, told: 'BetAccepted' },
  ] as const)('$where: $over: $told', ({ where, over, told }) => {
    const orders = opened(where);
    expect(orders.tell(bet(100))).toBe('VERIFICATION_REQUIRED');
    orders.tell(status({}));
    orders.tell((key, ms) => commands.deposit(key, ms, 1_000));
    orders.tell(status(over));
    expect(orders.tell(bet(100))).toBe(told);
  });

  test('rules version 1 asked no jurisdiction', () => {
    const orders = opened('GB');
    orders.desk.state.rules = 1;
    orders.tell((key, ms) => commands.deposit(key, ms, 1_000));
    expect(orders.tell(bet(100))).toBe('BetAccepted');
  });
});

describe('rows 11 and 12', () => {
  test.each([
    { kind: 'STAKE', code: 'STAKE_LIMIT_REACHED' },
    { kind: 'LOSS', code: 'LOSS_LIMIT_REACHED' },
  ] as const)('$kind: the whole ticket counts, to the last unit', ({ kind, code }) => {
    const orders = withMoney();
    orders.tell(set(kind, 1_000));
    expect(orders.tell(bet(1_001))).toBe(`${code} 1000`);
    expect(orders.tell(unitBet(501))).toBe(`${code} 1000`);
    expect(orders.tell(unitBet(500))).toBe('BetAccepted');
    expect(orders.tell(bet(10))).toBe(`${code} 0`);
  });

  test('row 11 is told before row 12', () => {
    const orders = withMoney();
    orders.tell(set('LOSS', 100));
    orders.tell(set('STAKE', 200));
    expect(orders.tell(bet(300))).toBe('STAKE_LIMIT_REACHED 200');
    expect(orders.tell(bet(150))).toBe('LOSS_LIMIT_REACHED 100');
  });

  test('a limit set below what was staked leaves nothing, not less', () => {
    const orders = withMoney();
    orders.tell(bet(900));
    orders.tell(set('STAKE', 300));
    expect(orders.tell(bet(10))).toBe('STAKE_LIMIT_REACHED 0');
  });

  test.each([
    { what: 'an open bet counts as lost', result: undefined, left: 400 },
    { what: 'a lost bet stays lost', result: home([0, 1]), left: 400 },
    { what: 'a void bet comes back', result: home([0, 1], [1, 1]), left: 1_000 },
    { what: 'a won bet gives room to lose it', result: home([1, 1]), left: 1_900 },
  ])('loss: $what', ({ result, left }) => {
    const orders = withMoney();
    orders.tell(set('LOSS', 1_000));
    orders.tell(bet(600));
    if (result !== undefined) orders.desk.adopt(facts.resulted(result)).decide();
    const other = (stake: number) => (key: string, ms: number) =>
      placeBets(key, ms, stake, { selections: [selection({ marketId: m2 })] });
    const { m2 } = secondMarket(orders);
    expect(orders.tell(other(left + 1))).toBe(`LOSS_LIMIT_REACHED ${left}`);
    expect(orders.tell(other(left))).toBe('BetAccepted');
  });

  test('a return counts in the period of its settlement, and so does taking it back', () => {
    const orders = withMoney();
    orders.tell(bet(600));
    orders
      .at(monday + dayMs)
      .desk.adopt(facts.resulted(home([1, 1])))
      .decide();
    expect(account(orders)?.counters.sums).toMatchObject({
      DAY: { staked: 0, returned: 1_500 },
      WEEK: { staked: 600, returned: 1_500 },
    });
    orders
      .at(monday + 2 * dayMs)
      .desk.adopt(facts.rolledBack(1))
      .decide();
    expect(account(orders)?.counters.sums).toMatchObject({
      DAY: { staked: 0, returned: -1_500 },
      WEEK: { staked: 600, returned: 0 },
    });
  });
});

/** Another market of the same fixture, open after whatever happened to the first. */
function secondMarket(orders: Orders) {
  const m2 = 'm2' as ReturnType<typeof selection>['marketId'];
  orders.desk.adopt(facts.marketDefined({ marketId: m2 }), facts.snapshot({ marketId: m2 }));
  return { m2 };
}

describe('holds', () => {
  test('what is held counts as staked, and its own hold is not counted twice', () => {
    const orders = inPlay();
    orders.tell(set('STAKE', 1_000));
    expect(orders.tell(bet(700))).toBe('BetHeld');
    expect(orders.tell(bet(301))).toBe('STAKE_LIMIT_REACHED 300');
    expect(orders.tell(bet(300))).toBe('BetHeld');
    const decided = orders.at(monday + 5_000).desk.decide();
    expect(decided.map(({ type }) => type)).toEqual(['BetAccepted', 'BetAccepted']);
    expect(account(orders)).toMatchObject({ heldCash: 0, balances: { held: 0, open: 1_000 } });
    expect(orders.tell(bet(10))).toBe('STAKE_LIMIT_REACHED 0');
  });

  test('a limit lowered meanwhile refuses the held bet, which then no longer counts', () => {
    const orders = inPlay();
    expect(orders.tell(bet(700))).toBe('BetHeld');
    orders.tell(set('STAKE', 699));
    expect(orders.at(monday + 5_000).desk.decide()).toMatchObject([
      { type: 'BetRejected', reasons: [{ code: 'STAKE_LIMIT_REACHED', detail: '699' }] },
    ]);
    expect(account(orders)?.heldCash).toBe(0);
    expect(orders.tell(bet(699))).toBe('BetHeld');
  });
});
