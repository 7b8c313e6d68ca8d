import {
  accountId,
  betId,
  decimalOdds,
  marketId,
  minorDelta,
  minorUnits,
  outcomeId,
  ticketId,
  utcMs,
  type AccountOpened,
  type BetAccepted,
  type FundsDeposited,
  type WithdrawalRequested,
  type BetEvent,
  type BetHeld,
  type BetRejected,
  type BetReopened,
  type BetSettled,
  type LedgerCode,
} from '@stakelog/contracts';

/** One account and one ticket, and what may become of them. */
export const account = accountId('acct');
export const ticket = ticketId('9b07d2');
export const bet = betId(ticket, 0);
const frac = (num: number, den = 1) => ({ num, den });
const actor = { kind: 'SYSTEM', id: 'x' } as const;

const postings = (...lines: [LedgerCode, number][]) =>
  lines.map(([code, amount]) => ({ code, amount: minorDelta(amount) }));

export const opened: AccountOpened = {
  type: 'AccountOpened',
  accountId: account,
  commandId: 'open',
  bodyCheck: 1,
  currency: 'EUR',
  jurisdiction: 'MT',
};
export const deposited: FundsDeposited = {
  type: 'FundsDeposited',
  accountId: account,
  commandId: 'deposit',
  bodyCheck: 1,
  amount: minorUnits(5_000),
  paymentRef: 'p1',
  postings: postings(['payments', -5_000], ['cash', 5_000]),
};
export const accepted: BetAccepted = {
  type: 'BetAccepted',
  accountId: account,
  ticketId: ticket,
  bodyCheck: 1,
  bet: 0,
  quoteId: null,
  kind: 'SINGLE',
  sizes: [],
  positions: [],
  eachWay: false,
  lines: 1,
  unitStake: null,
  stake: minorUnits(1_000),
  funding: 'CASH',
  freeBetId: null,
  legs: [
    {
      marketId: marketId('bf:1.2147'),
      outcomeId: outcomeId('47999'),
      requestedOdds: decimalOdds(24_000),
      odds: decimalOdds(25_000),
      fraction: null,
      oddsAt: { partition: 5, offset: 99_120 },
      marketVersion: 31,
      scoreVersion: null,
      scoreAtAcceptance: null,
      placeTerms: null,
      reductionMethod: null,
      antePost: false,
      ruleSetId: null,
    },
  ],
  potentialReturn: minorUnits(2_500),
  maxPayout: minorUnits(50_000_000),
  rounding: 'HALF_UP',
  acceptedAtMs: utcMs(1_790_000_000_045),
  policyVersion: 12,
  factorBps: null,
  bonusTerms: [],
  postings: postings(['cash', -1_000], ['open', 1_000]),
};
export const rejected: BetRejected = {
  type: 'BetRejected',
  accountId: account,
  ticketId: ticketId('3f1c9a'),
  bodyCheck: 1,
  reasons: [{ code: 'STAKE_ABOVE_MAX', level: 'bet', bet: 0, leg: null, detail: null }],
  alternative: { stakes: [minorUnits(2_500)], odds: [] },
  policyVersion: 12,
  facts: [{ partition: 5, offset: 99_120 }],
  postings: [],
};
export const settled = (version: number, payout: number, previousPayout = 0): BetSettled => ({
  type: 'BetSettled',
  accountId: account,
  ticketId: ticket,
  bet: 0,
  version,
  legs: [
    {
      win: frac(1),
      void: frac(0),
      effectiveOdds: null,
      place: null,
      cause: { partition: 5, offset: 100_000 },
      rule: 'default/1',
    },
  ],
  exactReturn: { num: String(payout), den: '1' },
  bonus: minorUnits(0),
  payout: minorUnits(payout),
  previousPayout: minorUnits(previousPayout),
  delta: minorDelta(payout - previousPayout),
  reason: version === 1 ? 'RESULT' : 'CORRECTION',
  postings:
    version === 1
      ? postings(['open', -1_000], ['book', 1_000 - payout], ['cash', payout])
      : postings(['book', previousPayout - payout], ['cash', payout - previousPayout]),
});
export const reopened: BetReopened = {
  type: 'BetReopened',
  accountId: account,
  ticketId: ticket,
  bet: 0,
  version: 2,
  previousPayout: minorUnits(2_500),
  delta: minorDelta(-2_500),
  cause: null,
  postings: postings(['open', 1_000], ['book', 1_500], ['cash', -2_500]),
};
export const withdrawn: WithdrawalRequested = {
  type: 'WithdrawalRequested',
  accountId: account,
  commandId: 'withdraw',
  bodyCheck: 1,
  amount: minorUnits(6_000),
  withdrawalId: 'w1',
  postings: postings(['cash', -6_000], ['withdrawing', 6_000]),
};
export const held: BetHeld = {
  type: 'BetHeld',
  accountId: account,
  ticketId: ticket,
  bodyCheck: 1,
  deadlineMs: utcMs(1_790_000_005_000),
  delay: { marketMs: 5_000, accountMs: 0, appliedMs: 5_000 },
  legs: [],
  command: {
    type: 'EndSession',
    commandId: 'stands for the ticket',
    accountId: account,
    idempotencyKey: 'k',
    bodyHash: 'h',
    actor,
    requestedAtMs: utcMs(0),
    expiresAtMs: utcMs(0),
    sessionId: 's',
  },
  postings: postings(['cash', -1_000], ['held', 1_000]),
};
export const repeated = (answers: readonly BetEvent[], answeredAtMs: number | null): BetEvent => ({
  type: 'CommandRepeated',
  accountId: account,
  commandId: ticket,
  idempotencyKey: 'k',
  held: answeredAtMs === null,
  answeredAtMs: answeredAtMs === null ? null : utcMs(answeredAtMs),
  answerOffset: answeredAtMs === null ? null : 7,
  answers,
});
export const conflict: BetEvent = {
  type: 'CommandRejected',
  accountId: account,
  commandId: ticket,
  bodyCheck: 2,
  code: 'IDEMPOTENCY_CONFLICT',
  detail: null,
};
