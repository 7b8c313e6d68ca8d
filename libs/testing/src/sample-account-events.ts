import {
  minorDelta,
  minorUnits,
  ticketId,
  utcMs,
  type AccountExcluded,
  type AccountStatusChanged,
  type BetAccepted,
  type BetCashedOut,
  type BetSettled,
  type BettorFactorChanged,
  type BonusGranted,
  type FreeBetGranted,
  type GamblingLimitSet,
  type LegOverridden,
  type LimitIncreaseScheduled,
  type SessionEnded,
  type SessionStarted,
} from '@stakelog/contracts';
import { accepted, account, settled, ticket } from './sample-events';

/** What may become of one account's limits, promotions and standing, and of a bet by cash-out or by hand. */
const actor = { kind: 'OPERATOR', id: 'olga' } as const;
const head = (commandId: string) => ({ accountId: account, commandId, bodyCheck: 1 });
const at = (offsetMs: number) => utcMs(1_790_000_000_000 + offsetMs);

export const excluded = (untilMs: number | null): AccountExcluded => ({
  type: 'AccountExcluded',
  ...head('exclude'),
  kind: 'OPERATOR',
  untilMs: untilMs === null ? null : at(untilMs),
  effectiveAtMs: at(10),
  actor,
  reason: 'chargeback',
});
export const statusChanged: AccountStatusChanged = {
  type: 'AccountStatusChanged',
  ...head('status'),
  status: 'SUSPENDED',
  verification: 'VERIFIED',
  location: 'ALLOWED',
  previousStatus: 'ACTIVE',
  previousVerification: 'UNVERIFIED',
  previousLocation: 'UNKNOWN',
  effectiveAtMs: at(10),
  actor,
  reason: 'identity check',
};
export const factorChanged: BettorFactorChanged = {
  type: 'BettorFactorChanged',
  ...head('factor'),
  factorBps: 5_000,
  previousFactorBps: 10_000,
  delayOffsetMs: 1_000,
  previousDelayOffsetMs: 0,
  effectiveAtMs: at(10),
  actor,
  reason: 'late bets',
};
export const limitSet = (amount: number | null): GamblingLimitSet => ({
  type: 'GamblingLimitSet',
  ...head('limit'),
  kind: 'STAKE',
  period: 'DAY',
  amount: amount === null ? null : minorUnits(amount),
  previousAmount: null,
  effectiveAtMs: at(10),
  actor,
});
export const increaseScheduled: LimitIncreaseScheduled = {
  type: 'LimitIncreaseScheduled',
  ...head('increase'),
  kind: 'STAKE',
  period: 'DAY',
  amount: minorUnits(9_000),
  previousAmount: minorUnits(5_000),
  effectiveAtMs: at(86_400_000),
  confirmByMs: at(7 * 86_400_000),
  actor,
};
export const sessionStarted: SessionStarted = {
  type: 'SessionStarted',
  ...head('session'),
  sessionId: 's1',
  startedAtMs: at(10),
};
export const sessionEnded: SessionEnded = {
  type: 'SessionEnded',
  ...head('session-end'),
  sessionId: 's1',
  endedAtMs: at(20),
};
export const freeBetGranted: FreeBetGranted = {
  type: 'FreeBetGranted',
  ...head('free-bet'),
  freeBetId: 'f1',
  amount: minorUnits(1_000),
  tokenExpiresAtMs: at(1_000),
  stakeReturned: false,
  terms: 'welcome',
  actor,
};
export const bonusGranted: BonusGranted = {
  type: 'BonusGranted',
  ...head('bonus'),
  amount: minorUnits(2_000),
  bonusExpiresAtMs: at(1_000),
  terms: 'welcome',
  actor,
  postings: [
    { code: 'promo', amount: minorDelta(-2_000) },
    { code: 'bonus', amount: minorDelta(2_000) },
  ],
};
export const freeBetAccepted: BetAccepted = {
  ...accepted,
  ticketId: ticketId('free'),
  funding: 'FREE_BET',
  freeBetId: 'f1',
  postings: [
    { code: 'promo', amount: minorDelta(-1_000) },
    { code: 'open', amount: minorDelta(1_000) },
  ],
};
/** All lines of the free bet are void: its token comes back. */
export const freeBetVoided: BetSettled = {
  ...settled(1, 0),
  ticketId: ticketId('free'),
  legs: [
    {
      win: { num: 0, den: 1 },
      void: { num: 1, den: 1 },
      effectiveOdds: null,
      place: null,
      cause: { partition: 5, offset: 100_000 },
      rule: 'default/1',
    },
  ],
  reason: 'WINDOW',
  postings: [
    { code: 'open', amount: minorDelta(-1_000) },
    { code: 'promo', amount: minorDelta(1_000) },
  ],
};
export const cashedOut = (toShareBps: number, previousShareBps: number): BetCashedOut => {
  const stakeClosed = (1_000 * (toShareBps - previousShareBps)) / 10_000;
  return {
    type: 'BetCashedOut',
    ...head(`cash-out-${toShareBps}`),
    ticketId: ticket,
    bet: 0,
    quoteId: 'q1',
    toShareBps,
    previousShareBps,
    amount: minorUnits(stakeClosed * 2),
    stakeClosed: minorUnits(stakeClosed),
    postings: [
      { code: 'open', amount: minorDelta(-stakeClosed) },
      { code: 'book', amount: minorDelta(-stakeClosed) },
      { code: 'cash', amount: minorDelta(stakeClosed * 2) },
    ],
  };
};
export const overridden = (result: LegOverridden['result']): LegOverridden => ({
  type: 'LegOverridden',
  ...head('override'),
  ticketId: ticket,
  bet: 0,
  leg: 0,
  result,
  previousResult: 'NONE',
  actor,
  reason: 'palpable error',
});
