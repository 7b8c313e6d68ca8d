import { beforeAll, describe, expect, test } from '@jest/globals';
import { words } from '@stakelog/contracts';
import { law } from '@stakelog/testing';
import type { Decision } from '../partition/partition-state';
import { played } from './played';

/** How often each decision was made, by its type; refusals by their code. */
const events = new Map<string, number>();
const rejections = new Map<string, number>();
const refusals = new Map<string, number>();
const cashOutRefusals = new Map<string, number>();
const betKinds = new Map<string, number>();

const count = (counts: Map<string, number>, name: string | undefined) =>
  counts.set(name ?? '', (counts.get(name ?? '') ?? 0) + 1);

function note(event: Decision): void {
  count(events, event.type);
  if (event.type === 'BetRejected') count(rejections, event.reasons[0]?.code);
  if (event.type === 'CommandRejected') count(refusals, event.code);
  if (event.type === 'CashOutRejected') count(cashOutRefusals, event.code);
  if (event.type !== 'BetAccepted') return;
  const { kind, eachWay, funding, positions, bonusTerms, quoteId } = event;
  count(betKinds, kind);
  if (kind === 'SYSTEM' && positions.some(({ banker }) => banker)) count(betKinds, 'banker');
  if (positions.some(({ selections }) => selections.length > 1)) count(betKinds, 'ways');
  if (eachWay) count(betKinds, `each-way ${kind}`);
  if (bonusTerms.length > 0) count(betKinds, 'bonus line');
  if (quoteId !== null) count(betKinds, 'quoted');
  count(betKinds, funding);
}

/** Made only of records that no history writes, or refused at the edge before. */
const outOfReach = ['CommandUndecodable', 'FactUndecodable', 'InputsRewound'];
const reached = (counts: ReadonlyMap<string, number>) => [...counts.keys()].toSorted();

describe('random histories reach', () => {
  beforeAll(() => {
    law((steps) => {
      for (const event of played(steps)[0]?.events ?? []) note(event);
    }, 200);
  }, 120_000);

  test('every decision', () => {
    expect(reached(events)).toEqual(
      expect.arrayContaining([
        'AccountExcluded',
        'AccountOpened',
        'AccountStatusChanged',
        'BalanceAdjusted',
        'BetAccepted',
        'BetCashedOut',
        'BetHeld',
        'BetQuoted',
        'BetRejected',
        'BetReopened',
        'BetSettled',
        'BettorFactorChanged',
        'BonusGranted',
        'CashOutHeld',
        'CashOutQuoted',
        'CashOutRejected',
        'CommandRejected',
        'CommandRepeated',
        'FreeBetGranted',
        'FundsDeposited',
        'GamblingLimitSet',
        'LegOverridden',
        'LimitIncreaseScheduled',
        'QuoteExpired',
        'SessionEnded',
        'SessionStarted',
        'WithdrawalCompleted',
        'WithdrawalFailed',
        'WithdrawalRequested',
      ]),
    );
    for (const type of outOfReach) expect(events.has(type)).toBe(false);
  });

  test('every kind of bet', () => {
    expect(reached(betKinds)).toEqual(
      [
        'BONUS',
        'CASH',
        'FREE_BET',
        'MULTIPLE',
        'SINGLE',
        'SYSTEM',
        'banker',
        'bonus line',
        'each-way MULTIPLE',
        'each-way SINGLE',
        'quoted',
        'ways',
      ].toSorted(),
    );
  });

  test('nearly every row of acceptance', () => {
    // Refused at the edge, or asked of accounts and markets that histories always have.
    const never = [
      'INVALID_FORMAT',
      'IDEMPOTENCY_CONFLICT',
      'REQUEST_IN_FUTURE',
      'ACCOUNT_UNKNOWN',
      'TOO_MANY_BETS',
      'TOO_MANY_LEGS',
      'TOO_MANY_LINES',
      'MARKET_UNKNOWN',
      'OUTCOME_UNKNOWN',
      'VERIFICATION_REQUIRED',
    ];
    const expected = words['reject-code'].filter((code) => !never.includes(code));
    expect(expected.filter((each) => !rejections.has(each))).toEqual([]);
  });

  test('every refusal of a cash-out', () => {
    const expected = words['cash-out-code'].filter((code) => code !== 'REQUEST_IN_FUTURE');
    expect(expected.filter((each) => !cashOutRefusals.has(each))).toEqual([]);
  });

  test('the refusals of account commands', () => {
    const expected = [
      'IDEMPOTENCY_CONFLICT',
      'REQUEST_STALE',
      'TIME_OUT',
      'ACCOUNT_BLOCKED',
      'DEPOSIT_LIMIT_REACHED',
      'INSUFFICIENT_FUNDS',
      'WITHDRAWAL_UNKNOWN',
      'WITHDRAWAL_EXISTS',
      'QUOTE_LIMIT_REACHED',
      'LIMIT_INVALID',
      'LIMIT_NOT_SCHEDULED',
      'SESSION_UNKNOWN',
      'SESSION_RUNNING',
      'BET_UNKNOWN',
      'LEG_UNKNOWN',
    ] as const;
    expect(expected.filter((each) => !refusals.has(each))).toEqual([]);
  });
});
