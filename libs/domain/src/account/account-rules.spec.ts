import { describe, expect, test } from '@jest/globals';
import type { BetCommand } from '@stakelog/contracts';
import { commands, facts, placeBets, usualStart } from '@stakelog/testing';
import { Desk } from '../laws/desk';
import { Orders } from '../laws/orders';

const dayMs = 86_400_000;
const now = 1_773_014_400_000;

type Ask = (key: string, ms: number) => BetCommand;

const opened = (jurisdiction = 'MT') => {
  const account = commands.openAccount(now, { jurisdiction });
  const desk = Desk.opened({ ...usualStart(now, 0), commands: [account] });
  return new Orders(desk, facts.heartbeat);
};
const deposit: Ask = (key, ms) => commands.deposit(key, ms, 100);
const withdraw =
  (amount: number): Ask =>
  (key, ms) =>
    commands.withdraw(key, ms, amount, { withdrawalId: key });
const status =
  (over: Parameters<typeof commands.setStatus>[2] = {}): Ask =>
  (key, ms) =>
    commands.setStatus(key, ms, over);

describe('deposits and withdrawals', () => {
  /** Each adds a reason that is told before those above it. */
  test('a deposit is refused by the first reason in the order of §9', () => {
    const orders = opened('GB');
    orders.tell(status());
    orders.tell((key, ms) => commands.setLimit(key, ms, ['DEPOSIT', 'DAY', 99]));
    expect(orders.tell(deposit)).toBe('DEPOSIT_LIMIT_REACHED 99');
    orders.tell(status({ verification: 'UNVERIFIED' }));
    expect(orders.tell(deposit)).toBe('VERIFICATION_REQUIRED');
    orders.tell(status({ status: 'CLOSED', verification: 'UNVERIFIED' }));
    expect(orders.tell(deposit)).toBe('ACCOUNT_BLOCKED');
    orders.tell((key, ms) => commands.exclude(key, ms, 'TIME_OUT', now + dayMs));
    expect(orders.tell(deposit)).toBe(`TIME_OUT ${now + dayMs}`);
    orders.tell((key, ms) => commands.exclude(key, ms, 'SELF', null));
    expect(orders.tell(deposit)).toBe('SELF_EXCLUDED');
  });

  test('a withdrawal is refused by the first reason in the order of §9', () => {
    const orders = opened('US-NJ');
    orders.tell(status());
    orders.tell(deposit);
    expect(orders.tell(withdraw(101))).toBe('INSUFFICIENT_FUNDS');
    orders.tell(status({ verification: 'UNVERIFIED' }));
    expect(orders.tell(withdraw(101))).toBe('VERIFICATION_REQUIRED');
    orders.tell(status({ verification: 'UNVERIFIED', status: 'SUSPENDED' }));
    expect(orders.tell(withdraw(101))).toBe('ACCOUNT_BLOCKED');
  });

  test('who closed the account, or is excluded from betting, takes the money out', () => {
    const orders = opened();
    orders.tell(deposit);
    orders.tell(status({ status: 'CLOSED' }));
    for (const kind of ['SELF', 'OPERATOR', 'REGULATOR'] as const)
      orders.tell((key, ms) => commands.exclude(key, ms, kind, null));
    expect(orders.tell(withdraw(100))).toBe('WithdrawalRequested');
  });
});

describe('what operators change', () => {
  test('status, verification and location, with what was before, by whom and why', () => {
    const orders = opened();
    expect(orders.ask(status({ status: 'SUSPENDED', location: 'UNKNOWN' }))).toMatchObject({
      type: 'AccountStatusChanged',
      status: 'SUSPENDED',
      verification: 'VERIFIED',
      location: 'UNKNOWN',
      previousStatus: 'ACTIVE',
      previousVerification: 'UNVERIFIED',
      previousLocation: 'UNKNOWN',
      effectiveAtMs: now,
      actor: { kind: 'OPERATOR' },
      reason: 'checked',
    });
    expect(orders.ask(status())).toMatchObject({
      previousStatus: 'SUSPENDED',
      previousVerification: 'VERIFIED',
    });
  });

  test.each<{ factorBps: number; delayMs: number; told: string }>([
    { factorBps: 0, delayMs: 0, told: 'BettorFactorChanged' },
    { factorBps: 1_000_000, delayMs: 15_000, told: 'BettorFactorChanged' },
    { factorBps: 1_000_001, delayMs: 0, told: 'LIMIT_INVALID' },
    { factorBps: -1, delayMs: 0, told: 'LIMIT_INVALID' },
    { factorBps: 10_000, delayMs: 15_001, told: 'LIMIT_INVALID' },
    { factorBps: 10_000, delayMs: -1, told: 'LIMIT_INVALID' },
  ])('factor $factorBps with $delayMs ms: $told', ({ factorBps, delayMs, told }) => {
    expect(opened().tell((key, ms) => commands.setFactor(key, ms, factorBps, delayMs))).toBe(told);
  });

  test('the delay of a bettor holds where the market has none', () => {
    const orders = opened();
    orders.tell(deposit);
    expect(orders.ask((key, ms) => commands.setFactor(key, ms, 5_000, 3_000))).toMatchObject({
      factorBps: 5_000,
      previousFactorBps: 10_000,
      delayOffsetMs: 3_000,
      previousDelayOffsetMs: 0,
    });
    expect(orders.ask((key, ms) => placeBets(key, ms, 100))).toMatchObject({
      type: 'BetHeld',
      deadlineMs: now + 3_000,
    });
  });
});

test.each<{ name: string; ask: Ask }>([
  { name: 'status', ask: status() },
  { name: 'factor', ask: (key, ms) => commands.setFactor(key, ms, 1, 1) },
  { name: 'exclusion', ask: (key, ms) => commands.exclude(key, ms, 'SELF', null) },
  { name: 'start', ask: (key, ms) => commands.session('StartSession', key, ms, 's') },
  { name: 'end', ask: (key, ms) => commands.session('EndSession', key, ms, 's') },
  { name: 'free bet', ask: (key, ms) => commands.grantFreeBet(key, ms, 1) },
  { name: 'bonus', ask: (key, ms) => commands.grantBonus(key, ms, 1) },
])('$name needs an account', ({ ask }) => {
  expect(new Orders(new Desk().after(now), facts.heartbeat).tell(ask)).toBe('ACCOUNT_UNKNOWN');
});
