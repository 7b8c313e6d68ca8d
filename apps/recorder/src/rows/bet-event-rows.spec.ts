import {
  betId,
  minorDelta,
  minorUnits,
  decimalOdds,
  marketId,
  outcomeId,
  accountId,
  ticketId,
  utcMs,
  type BetAccepted,
  type BetEvent,
  type BetSettled,
  type InputsAdopted,
} from '@stakelog/contracts';
import type { CountedBatch, DecisionEvent, LogRecord } from '@stakelog/kafka';
import { describe, expect, it } from '@jest/globals';
import { betEventRows } from './bet-event-rows';
import { byTable } from './tables';

const record = (offset: number, key = 'bf:1'): LogRecord => ({
  partition: 3,
  offset,
  appendedAtMs: 1_700_000_000_123,
  key: Buffer.from(key),
  value: Buffer.from('x'),
  headers: {},
});

const opening: InputsAdopted = {
  type: 'InputsAdopted',
  epoch: 2,
  writer: 'w',
  batch: 7,
  records: 1,
  decidedAtMs: utcMs(1_700_000_000_456),
  commandsNext: 1,
  commandsCrc: 1,
  oddsNext: [],
  workOpen: 0,
  workTaken: 0,
};

const batchOf = (event: DecisionEvent): CountedBatch => ({
  partition: 3,
  opening,
  openingRecord: record(10),
  records: [{ offset: 11, index: 1, eventId: '3-2-7-1', event, record: record(11) }],
  baseOffset: 10,
  nextOffset: 12,
});

const ticket = ticketId('t');
const postings = (
  ...amounts: readonly [code: 'cash' | 'open' | 'book' | 'held', amount: number][]
) => amounts.map(([code, amount]) => ({ code, amount: minorDelta(amount) }));

const accepted: BetAccepted = {
  type: 'BetAccepted',
  accountId: accountId('a'),
  ticketId: ticket,
  bet: 0,
  quoteId: null,
  kind: 'SINGLE',
  sizes: [],
  positions: [{ selections: [0], banker: false }],
  eachWay: false,
  lines: 1,
  unitStake: null,
  stake: minorUnits(1_000),
  funding: 'CASH',
  freeBetId: null,
  legs: [
    {
      marketId: marketId('m'),
      outcomeId: outcomeId('o'),
      requestedOdds: null,
      odds: decimalOdds(25_000),
      fraction: null,
      oddsAt: { partition: 5, offset: 99 },
      marketVersion: 4,
      scoreVersion: null,
      scoreAtAcceptance: null,
      placeTerms: null,
      reductionMethod: null,
      antePost: false,
      ruleSetId: null,
    },
  ],
  potentialReturn: minorUnits(2_500),
  maxPayout: null,
  rounding: 'HALF_UP',
  acceptedAtMs: utcMs(1_700_000_000_456),
  policyVersion: 1,
  factorBps: null,
  bonusTerms: [],
  postings: postings(['held', -1_000], ['open', 1_000]),
  bodyCheck: 0,
};

const settled: BetSettled = {
  type: 'BetSettled',
  accountId: accountId('a'),
  ticketId: ticket,
  bet: 0,
  version: 1,
  legs: [
    {
      win: { num: 1, den: 1 },
      void: { num: 0, den: 1 },
      effectiveOdds: null,
      place: null,
      cause: { partition: 5, offset: 120 },
      rule: 'default',
    },
  ],
  exactReturn: { num: '2500', den: '1' },
  bonus: minorUnits(0),
  payout: minorUnits(2_500),
  previousPayout: minorUnits(0),
  delta: minorDelta(2_500),
  reason: 'RESULT',
  postings: postings(['open', -1_000], ['book', -1_500], ['cash', 2_500]),
};

const rowsOf = (event: DecisionEvent) => byTable(betEventRows(batchOf(event)));

describe('a counted batch', () => {
  it('is its opening record and its decisions, each with its place and cause', () => {
    const rows = rowsOf(accepted).get('decisions');
    expect(rows).toHaveLength(2);
    expect(rows?.[0]).toMatchObject({ offset: 10, event_id: '3-2-7-0', type: 'InputsAdopted' });
    expect(rows?.[1]).toMatchObject({
      partition: 3,
      offset: 11,
      event_id: '3-2-7-1',
      epoch: 2,
      batch: 7,
      decided_at: '2023-11-14 22:13:20.456',
      appended_at: '2023-11-14 22:13:20.123',
      account_id: 'a',
      command_id: 't',
      bet_id: betId(ticket, 0),
    });
  });

  it('makes a bet, its legs and its postings of an acceptance', () => {
    const rows = rowsOf(accepted);
    expect(rows.get('bets')).toMatchObject([
      { stake_minor: 1_000, market_id: 'm', odds_e4: 25_000, held: true, factor_bps: 10_000 },
    ]);
    expect(rows.get('legs')).toMatchObject([
      { leg: 0, requested_odds_e4: 25_000, odds_partition: 5, odds_offset: 99 },
    ]);
    expect(rows.get('ledger_postings')).toMatchObject([
      { posting: 0, code: 'held', amount_minor: -1_000 },
      { posting: 1, code: 'open', amount_minor: 1_000 },
    ]);
  });

  it('makes a settlement of a result, with the stake that is no more at risk', () => {
    expect(rowsOf(settled).get('settlements')).toMatchObject([
      { stake_released_minor: 1_000, delta_minor: 2_500, cause_partition: 5, cause_offset: 120 },
    ]);
  });

  it('makes a negative release of a reopening', () => {
    const reopened: DecisionEvent = {
      type: 'BetReopened',
      accountId: accountId('a'),
      ticketId: ticket,
      bet: 0,
      version: 2,
      previousPayout: minorUnits(2_500),
      delta: minorDelta(-2_500),
      cause: null,
      postings: postings(['open', 1_000], ['book', 1_500], ['cash', -2_500]),
    };
    expect(rowsOf(reopened).get('settlements')).toMatchObject([
      { stake_released_minor: -1_000, delta_minor: -2_500, payout_minor: 0, cause_offset: null },
    ]);
  });

  it('makes one row for each reason of a refusal', () => {
    const rejected: DecisionEvent = {
      type: 'BetRejected',
      accountId: accountId('a'),
      ticketId: ticket,
      reasons: [
        { code: 'MARKET_SUSPENDED', level: 'leg', bet: 0, leg: 0, detail: null },
        { code: 'STAKE_BELOW_MIN', level: 'bet', bet: 0, leg: null, detail: '10' },
      ],
      alternative: null,
      policyVersion: 1,
      facts: [],
      postings: [],
      bodyCheck: 0,
    };
    expect(rowsOf(rejected).get('rejections')).toMatchObject([
      { reason: 0, code: 'MARKET_SUSPENDED', command_id: 't' },
      { reason: 1, code: 'STAKE_BELOW_MIN', detail: '10' },
    ]);
  });

  it('keeps whole events as JSON, repeats within repeats included', () => {
    const repeated: BetEvent = {
      type: 'CommandRepeated',
      accountId: accountId('a'),
      commandId: 't',
      idempotencyKey: 'k',
      held: false,
      answeredAtMs: utcMs(1),
      answerOffset: 11,
      answers: [accepted],
    };
    const row = rowsOf(repeated).get('decisions')?.[1];
    expect(JSON.parse(String(row?.['payload']))).toEqual(repeated);
  });
});
