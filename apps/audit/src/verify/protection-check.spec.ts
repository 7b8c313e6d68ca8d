import { minorDelta, minorUnits, ticketId, utcMs } from '@stakelog/contracts';
import { sampleEvents } from '@stakelog/testing';
import type { DecisionEvent } from '@stakelog/kafka';
import { expect, test } from '@jest/globals';
import type { WalkedBatch } from '../walk/partition-walk';
import { protectionCheck } from './protection-check';

const { accepted, deposited, account, settled, ticket } = sampleEvents;
const actor = { kind: 'BETTOR', id: 'b' } as const;
const head = { accountId: account, commandId: 'c', bodyCheck: 1, actor };
const monday = Date.UTC(2026, 0, 5);
const hours = 3_600_000;

const excluded = (untilMs: number | null): DecisionEvent => ({
  type: 'AccountExcluded',
  ...head,
  kind: 'TIME_OUT',
  untilMs: untilMs === null ? null : utcMs(untilMs),
  effectiveAtMs: utcMs(monday),
  reason: null,
});

const limited = (
  kind: 'STAKE' | 'LOSS' | 'DEPOSIT' | 'SESSION',
  period: 'DAY' | 'WEEK' | 'MONTH',
  amount: number,
): DecisionEvent => ({
  type: 'GamblingLimitSet',
  ...head,
  kind,
  period,
  amount: minorUnits(amount),
  previousAmount: null,
  effectiveAtMs: utcMs(monday),
});

const bet = (id: string): DecisionEvent => ({ ...accepted, ticketId: ticketId(id) });
const started: DecisionEvent = {
  type: 'SessionStarted',
  accountId: account,
  commandId: 's',
  bodyCheck: 1,
  sessionId: 's',
  startedAtMs: utcMs(monday),
};

/** Offsets at which events, each of them decided at an hour, were not allowed. */
function faultsIn(events: readonly (readonly [hour: number, event: DecisionEvent])[]) {
  const check = protectionCheck();
  const faults: number[] = [];
  for (const [offset, [hour, event]] of events.entries()) {
    const batch = {
      opening: { decidedAtMs: monday + hour * hours },
      records: [{ event, offset }],
    };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all that the check looks at
    check.take({ batch } as unknown as WalkedBatch, (_, at) => faults.push(at));
  }
  return faults;
}

const won = { ...settled(1, 0), ticketId: ticket, delta: minorDelta(900) };

test.each<[string, readonly (readonly [number, DecisionEvent])[], readonly number[]]>([
  [
    'a bet while excluded',
    [
      [0, excluded(monday + 5 * hours)],
      [4, bet('a')],
      [5, bet('b')],
    ],
    [1],
  ],
  [
    'a deposit while excluded for good',
    [
      [0, excluded(null)],
      [9_000, deposited],
    ],
    [1],
  ],
  [
    'a lifted exclusion',
    [
      [0, excluded(null)],
      [1, excluded(monday)],
      [2, bet('a')],
    ],
    [],
  ],
  [
    'stakes of a day, and of the next',
    [
      [0, limited('STAKE', 'DAY', 1_500)],
      [1, bet('a')],
      [23, bet('b')],
      [24, bet('c')],
    ],
    [2],
  ],
  [
    'stakes before the limit count, from Monday to Sunday',
    [
      [-1, bet('a')],
      [1, bet('b')],
      [2, limited('STAKE', 'WEEK', 1_999)],
      [160, bet('c')],
    ],
    [3],
  ],
  [
    'what a bet returned is no loss',
    [
      [0, limited('LOSS', 'MONTH', 1_100)],
      [1, bet(ticket)],
      [2, won],
      [3, bet('b')],
      [4, bet('c')],
    ],
    [4],
  ],
  [
    'deposits',
    [
      [0, limited('DEPOSIT', 'DAY', 7_000)],
      [1, deposited],
      [2, deposited],
    ],
    [2],
  ],
  [
    'no session',
    [
      [0, limited('SESSION', 'DAY', 60)],
      [1, bet('a')],
      [2, started],
      [3, bet('b')],
    ],
    [1],
  ],
  [
    'free bets do not count',
    [
      [0, limited('STAKE', 'DAY', 1)],
      [1, { ...accepted, funding: 'FREE_BET' }],
    ],
    [],
  ],
])('%s', (_, events, faults) => {
  expect(faultsIn(events)).toEqual(faults);
});
