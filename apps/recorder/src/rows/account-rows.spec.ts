import { minorUnits, ticketId, utcMs } from '@stakelog/contracts';
import { sampleEvents } from '@stakelog/testing';
import type { DecisionEvent } from '@stakelog/kafka';
import { expect, it } from '@jest/globals';
import { eventRowsAt } from '../testing/recorded-sql';
import { byTable, type Table } from './tables';

const at = utcMs(1_700_000_000_000);
const text = '2023-11-14 22:13:20.000';
const head = { accountId: sampleEvents.account, commandId: 'c', bodyCheck: 1 };
const actor = { kind: 'OPERATOR', id: 'op' } as const;
const who = { actor_kind: 'OPERATOR', actor_id: 'op' };
const bet = { ticketId: ticketId('t'), bet: 2 };

const events: readonly (readonly [DecisionEvent, Table, readonly object[]])[] = [
  [
    {
      type: 'AccountStatusChanged',
      ...head,
      status: 'SUSPENDED',
      verification: 'VERIFIED',
      location: 'ALLOWED',
      previousStatus: 'ACTIVE',
      previousVerification: 'VERIFIED',
      previousLocation: 'UNKNOWN',
      effectiveAtMs: at,
      actor,
      reason: 'r',
    },
    'account_changes',
    [
      { field: 'status', value: 'SUSPENDED', previous_value: 'ACTIVE', ...who, reason: 'r' },
      { field: 'location', value: 'ALLOWED', previous_value: 'UNKNOWN', effective_at: text },
    ],
  ],
  [
    {
      type: 'BettorFactorChanged',
      ...head,
      factorBps: 500,
      previousFactorBps: 10_000,
      delayOffsetMs: 0,
      previousDelayOffsetMs: 0,
      effectiveAtMs: at,
      actor,
      reason: 'r',
    },
    'account_changes',
    [{ field: 'factor_bps', value: '500', previous_value: '10000' }],
  ],
  [
    {
      type: 'FreeBetGranted',
      ...head,
      freeBetId: 'f1',
      amount: minorUnits(500),
      tokenExpiresAtMs: at,
      stakeReturned: true,
      terms: 'welcome',
      actor,
    },
    'promotions',
    [{ free_bet_id: 'f1', amount_minor: 500, expires_at: text, stake_returned: true, ...who }],
  ],
  [
    {
      type: 'BonusGranted',
      ...head,
      amount: minorUnits(500),
      bonusExpiresAtMs: at,
      terms: 'welcome',
      actor,
      postings: [],
    },
    'promotions',
    [{ free_bet_id: '', amount_minor: 500, stake_returned: false }],
  ],
  [
    { type: 'SessionStarted', ...head, sessionId: 's', startedAtMs: at },
    'sessions',
    [{ type: 'SessionStarted', session_id: 's', changed_at: text }],
  ],
  [
    {
      type: 'LegOverridden',
      ...head,
      ...bet,
      leg: 1,
      result: 'VOID',
      previousResult: 'NONE',
      actor,
      reason: 'typo',
    },
    'overrides',
    [{ bet_id: 't-2', leg: 1, result: 'VOID', previous_result: 'NONE', ...who, reason: 'typo' }],
  ],
  [
    {
      type: 'BetQuoted',
      ...head,
      quoteId: 'q',
      bets: [
        { odds: [], stake: minorUnits(100), liability: [minorUnits(50), minorUnits(70)] },
        { odds: [], stake: minorUnits(300), liability: [minorUnits(5)] },
      ],
      legs: [],
      ticketHash: 'h',
      quoteExpiresAtMs: at,
      policyVersion: 3,
      command: null,
    },
    'quotes',
    [{ quote_id: 'q', bets: 2, stake_minor: 400, liability_minor: 125, expires_at: text }],
  ],
  [
    { type: 'QuoteExpired', accountId: sampleEvents.account, quoteId: 'q' },
    'quotes',
    [{ quote_id: 'q', command_id: '', expires_at: null }],
  ],
  [
    sampleEvents.held,
    'holds',
    [{ command_id: sampleEvents.ticket, market_ms: 5_000, applied_ms: 5_000, stake_minor: 1_000 }],
  ],
  [
    { type: 'CashOutHeld', ...head, quoteId: 'q', deadlineMs: utcMs(at + 4_000) },
    'holds',
    [{ command_id: 'c', market_ms: null, applied_ms: 4_000, stake_minor: null }],
  ],
  [
    {
      type: 'CashOutRejected',
      ...head,
      betId: 't-2',
      quoteId: 'q',
      code: 'QUOTE_EXPIRED',
    },
    'rejections',
    [{ code: 'QUOTE_EXPIRED', bet_id: 't-2', quote_id: 'q' }],
  ],
];

it.each(events.map(([event, table, rows]) => ({ type: event.type, event, table, rows })))(
  '$type stands in $table',
  ({ event, table, rows }) => {
    const found = byTable(eventRowsAt(event, 2, at)).get(table);
    expect(found).toMatchObject(rows);
    expect(found).toHaveLength(rows.length);
    expect(found?.[0]).toMatchObject({ partition: 3, offset: 2, decided_at: text });
  },
);
