import { describe, expect, test } from '@jest/globals';
import { commands, facts, placeBets, usualStart } from '@stakelog/testing';
import { Desk } from '../laws/desk';
import { Orders } from '../laws/orders';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Monday, 2026-03-09 00:00 UTC. */
const monday = 1_773_014_400_000;

const opened = (ms = monday) => new Orders(Desk.opened(usualStart(ms)), facts.heartbeat);
const start = (id: string) => (key: string, ms: number) =>
  commands.session('StartSession', key, ms, id);
const end = (id: string) => (key: string, ms: number) =>
  commands.session('EndSession', key, ms, id);
const limit =
  (minutes: number, period: 'DAY' | 'WEEK' | 'MONTH' = 'DAY') =>
  (key: string, ms: number) =>
    commands.setLimit(key, ms, ['SESSION', period, minutes]);
const bet = (key: string, ms: number) => placeBets(key, ms, 100);

describe('sessions', () => {
  test('one runs at a time, and ends by its name', () => {
    const orders = opened();
    expect(orders.ask(start('s1'))).toMatchObject({ sessionId: 's1', startedAtMs: monday });
    expect(orders.tell(start('s2'))).toBe('SESSION_RUNNING s1');
    expect(orders.tell(end('s2'))).toBe('SESSION_UNKNOWN');
    expect(orders.at(monday + 5).ask(end('s1'))).toMatchObject({ endedAtMs: monday + 5 });
    expect(orders.tell(end('s1'))).toBe('SESSION_UNKNOWN');
    expect(orders.tell(start('s1'))).toBe('SessionStarted');
  });

  test('without a limit a bet needs none; with one it needs one that runs', () => {
    const orders = opened();
    expect(orders.tell(bet)).toBe('BetAccepted');
    orders.tell(limit(30));
    expect(orders.tell(bet)).toBe('SESSION_LIMIT_REACHED StartSession');
    orders.tell(start('s1'));
    expect(orders.tell(bet)).toBe('BetAccepted');
  });

  test('all sessions of the period count, to the millisecond', () => {
    const orders = opened();
    orders.tell(limit(30));
    orders.tell(start('s1'));
    orders.at(monday + 20 * minuteMs).tell(end('s1'));
    orders.at(monday + hourMs).tell(start('s2'));
    expect(orders.at(monday + 70 * minuteMs - 1).tell(bet)).toBe('BetAccepted');
    expect(orders.at(monday + 70 * minuteMs).tell(bet)).toBe('SESSION_LIMIT_REACHED 0');
  });

  test('a session over midnight counts in each day what lies in it', () => {
    const orders = opened(monday - hourMs);
    orders.tell(limit(30));
    orders.tell(limit(90, 'WEEK'));
    orders.tell(start('s1'));
    expect(orders.at(monday - 1).tell(bet)).toBe('SESSION_LIMIT_REACHED 0');
    expect(orders.at(monday + 29 * minuteMs).tell(bet)).toBe('BetAccepted');
    orders.tell(end('s1'));
    orders.tell(start('s2'));
    expect(orders.at(monday + 30 * minuteMs).tell(bet)).toBe('SESSION_LIMIT_REACHED 0');
    const { counters } = [...orders.desk.state.accounts.values()][0] ?? {};
    expect(counters?.sums).toMatchObject({
      DAY: { sessionMs: 29 * minuteMs },
      WEEK: { sessionMs: 29 * minuteMs },
      MONTH: { sessionMs: 89 * minuteMs },
    });
  });
});
