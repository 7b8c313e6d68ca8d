import { describe, expect, test } from '@jest/globals';
import type { GamblingLimitKind, GamblingLimitPeriod } from '@stakelog/contracts';
import { commands, facts, placeBets, usualStart } from '@stakelog/testing';
import { Desk } from '../laws/desk';
import { Orders } from '../laws/orders';

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** Monday, 2026-03-09 00:00 UTC. */
const monday = 1_773_014_400_000;
/** Sunday, 2026-02-01 00:00 UTC. */
const february = 1_769_904_000_000;
/** Thursday, 2024-02-01 00:00 UTC: of a leap year. */
const leapFebruary = 1_706_745_600_000;

type Terms = readonly [GamblingLimitKind, GamblingLimitPeriod, number | null];

const opened = (startMs: number, balance = 100_000) =>
  new Orders(Desk.opened(usualStart(startMs, balance)), facts.heartbeat);

const set =
  (...terms: Terms) =>
  (key: string, ms: number) =>
    commands.setLimit(key, ms, terms);
const confirm =
  (...terms: Terms) =>
  (key: string, ms: number) =>
    commands.confirmLimit(key, ms, terms);
const deposit = (amount: number) => (key: string, ms: number) => commands.deposit(key, ms, amount);
const bet = (stake: number) => (key: string, ms: number) => placeBets(key, ms, stake);

describe('setting a limit', () => {
  test('the first, and a lower one, hold at once, and say what was before', () => {
    const orders = opened(monday, 0);
    expect(orders.ask(set('DEPOSIT', 'DAY', 500))).toMatchObject({
      type: 'GamblingLimitSet',
      kind: 'DEPOSIT',
      period: 'DAY',
      amount: 500,
      previousAmount: null,
      effectiveAtMs: monday,
      actor: { kind: 'BETTOR' },
    });
    expect(orders.tell(deposit(501))).toBe('DEPOSIT_LIMIT_REACHED 500');
    expect(orders.ask(set('DEPOSIT', 'DAY', 200))).toMatchObject({
      amount: 200,
      previousAmount: 500,
    });
    expect(orders.tell(deposit(201))).toBe('DEPOSIT_LIMIT_REACHED 200');
    expect(orders.tell(deposit(200))).toBe('FundsDeposited');
    expect(orders.tell(deposit(1))).toBe('DEPOSIT_LIMIT_REACHED 0');
  });

  test.each<{ wanted: number | null }>([{ wanted: 600 }, { wanted: null }])(
    'to $wanted waits a day and a confirmation, and the old limit holds meanwhile',
    ({ wanted }) => {
      const orders = opened(monday, 0);
      orders.ask(set('DEPOSIT', 'WEEK', 500));
      expect(orders.ask(set('DEPOSIT', 'WEEK', wanted))).toMatchObject({
        type: 'LimitIncreaseScheduled',
        amount: wanted,
        previousAmount: 500,
        effectiveAtMs: monday + dayMs,
        confirmByMs: monday + dayMs + weekMs,
      });
      const early = orders.at(monday + dayMs - 1).tell(confirm('DEPOSIT', 'WEEK', wanted));
      expect(early).toBe(`LIMIT_NOT_SCHEDULED ${monday + dayMs}`);
      orders.at(monday + dayMs);
      expect(orders.tell(deposit(501))).toBe('DEPOSIT_LIMIT_REACHED 500');
      expect(orders.tell(confirm('DEPOSIT', 'WEEK', 601))).toBe('LIMIT_NOT_SCHEDULED');
      expect(orders.ask(confirm('DEPOSIT', 'WEEK', wanted))).toMatchObject({
        type: 'GamblingLimitSet',
        amount: wanted,
        previousAmount: 500,
      });
      expect(orders.tell(deposit(600))).toBe('FundsDeposited');
      expect(orders.tell(confirm('DEPOSIT', 'WEEK', wanted))).toBe('LIMIT_NOT_SCHEDULED');
    },
  );

  test.each`
    afterMs               | told
    ${dayMs + weekMs}     | ${'GamblingLimitSet'}
    ${dayMs + weekMs + 1} | ${'LIMIT_NOT_SCHEDULED'}
  `('an increase confirmed $afterMs ms later: $told', ({ afterMs, told }) => {
    const orders = opened(monday, 0);
    orders.ask(set('STAKE', 'DAY', 500));
    orders.ask(set('STAKE', 'DAY', 900));
    expect(orders.at(monday + Number(afterMs)).tell(confirm('STAKE', 'DAY', 900))).toBe(told);
  });

  test.each([400, 500])('set to %d meanwhile cancels the increase', (amount) => {
    const orders = opened(monday, 0);
    orders.ask(set('STAKE', 'DAY', 500));
    orders.ask(set('STAKE', 'DAY', 900));
    expect(orders.tell(set('STAKE', 'DAY', amount))).toBe('GamblingLimitSet');
    orders.at(monday + dayMs);
    expect(orders.tell(confirm('STAKE', 'DAY', 900))).toBe('LIMIT_NOT_SCHEDULED');
  });

  test('only the bettor confirms', () => {
    const orders = opened(monday, 0);
    orders.ask(set('STAKE', 'DAY', 500));
    orders.ask(set('STAKE', 'DAY', 900));
    const actor = { kind: 'OPERATOR', id: 'subject-o' } as const;
    const byOperator = (key: string, ms: number) =>
      commands.confirmLimit(key, ms, ['STAKE', 'DAY', 900], { actor });
    expect(orders.at(monday + dayMs).tell(byOperator)).toBe('LIMIT_NOT_SCHEDULED');
  });

  test.each<{ terms: Terms; told: string }>([
    { terms: ['LOSS', 'DAY', null], told: 'LIMIT_INVALID' },
    { terms: ['LOSS', 'DAY', 1_000_000_000_000_001], told: 'LIMIT_INVALID 1000000000000000' },
    { terms: ['SESSION', 'DAY', 1_441], told: 'LIMIT_INVALID 1440' },
    { terms: ['SESSION', 'WEEK', 10_081], told: 'LIMIT_INVALID 10080' },
    { terms: ['SESSION', 'MONTH', 44_640], told: 'GamblingLimitSet' },
    { terms: ['STAKE', 'MONTH', 0], told: 'GamblingLimitSet' },
  ])('$terms: $told', ({ terms, told }) => {
    expect(opened(monday, 0).tell(set(...terms))).toBe(told);
  });

  test('an unknown account has no limits', () => {
    const orders = new Orders(new Desk().after(monday), facts.heartbeat);
    expect(orders.tell(set('STAKE', 'DAY', 1))).toBe('ACCOUNT_UNKNOWN');
    expect(orders.tell(confirm('STAKE', 'DAY', 1))).toBe('ACCOUNT_UNKNOWN');
  });
});

describe('periods', () => {
  test.each<{ period: GamblingLimitPeriod; startMs: number; endMs: number; name: string }>([
    { name: 'a day', period: 'DAY', startMs: monday, endMs: monday + dayMs },
    { name: 'Monday to Sunday', period: 'WEEK', startMs: monday, endMs: monday + weekMs },
    { name: 'February', period: 'MONTH', startMs: february, endMs: february + 28 * dayMs },
    {
      name: 'February of a leap year',
      period: 'MONTH',
      startMs: leapFebruary,
      endMs: leapFebruary + 29 * dayMs,
    },
  ])('$name counts to its last millisecond, and then begins anew', (row) => {
    const { period, startMs, endMs } = row;
    const orders = opened(startMs - 1, 0);
    orders.tell(deposit(700));
    orders.at(startMs).tell(set('DEPOSIT', period, 1_000));
    expect(orders.tell(deposit(600))).toBe('FundsDeposited');
    expect(orders.at(endMs - 1).tell(deposit(401))).toBe('DEPOSIT_LIMIT_REACHED 400');
    expect(orders.tell(deposit(400))).toBe('FundsDeposited');
    expect(orders.at(endMs).tell(deposit(1_000))).toBe('FundsDeposited');
  });

  test('of several limits the lowest room binds', () => {
    const orders = opened(monday, 0);
    orders.tell(set('DEPOSIT', 'DAY', 500));
    orders.tell(set('DEPOSIT', 'WEEK', 800));
    orders.tell(set('DEPOSIT', 'MONTH', 2_000));
    expect(orders.tell(deposit(500))).toBe('FundsDeposited');
    orders.at(monday + dayMs);
    expect(orders.tell(deposit(400))).toBe('DEPOSIT_LIMIT_REACHED 300');
  });

  test('a limit set late binds what was staked before it in its period', () => {
    const orders = opened(monday);
    expect(orders.tell(bet(900))).toBe('BetAccepted');
    orders.tell(set('STAKE', 'DAY', 1_000));
    expect(orders.tell(bet(101))).toBe('STAKE_LIMIT_REACHED 100');
    expect(orders.tell(bet(100))).toBe('BetAccepted');
  });
});
