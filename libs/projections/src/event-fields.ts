import {
  betId,
  positionToken,
  type BetEvent,
  type FactPosition,
  type QuotedLeg,
} from '@stakelog/contracts';
import { withoutNulls } from './without-nulls';

/** Events that concern one account, hence may be shown to its owner. */
export type AccountEvent = Extract<BetEvent, { readonly accountId: unknown }>;

/** Decisions that answer a ticket; they have bodies of their own. */
export type TicketEvent = Extract<
  AccountEvent,
  { type: 'BetAccepted' | 'BetHeld' | 'BetRejected' }
>;

type ShownEvent = Exclude<AccountEvent, TicketEvent | { type: 'CommandRepeated' }>;

type Fields = {
  readonly [Type in ShownEvent['type']]: (event: Extract<ShownEvent, { type: Type }>) => object;
};

/** `o5:99120` */
export const factToken = ({ partition, offset }: FactPosition): string =>
  positionToken({ topic: 'odds.events', partition, offset });

/** What the owner of an account sees of each event beside its type and time, field by field, in this order. */
const fields: Fields = {
  AccountExcluded: ({ kind, untilMs, effectiveAtMs, reason }) => ({
    kind,
    untilMs,
    effectiveAtMs,
    reason,
  }),
  AccountOpened: ({ accountId, currency, jurisdiction }) => ({ accountId, currency, jurisdiction }),
  AccountStatusChanged: (event) => ({
    accountStatus: event.status,
    verification: event.verification,
    location: event.location,
    previousStatus: event.previousStatus,
    previousVerification: event.previousVerification,
    previousLocation: event.previousLocation,
    effectiveAtMs: event.effectiveAtMs,
    reason: event.reason,
  }),
  BalanceAdjusted: ({ amount, reason }) => ({ amount, reason }),
  BetCashedOut: (event) => ({
    betId: betId(event.ticketId, event.bet),
    quoteId: event.quoteId,
    toShareBps: event.toShareBps,
    previousShareBps: event.previousShareBps,
    amount: event.amount,
    stakeClosed: event.stakeClosed,
  }),
  BetQuoted: ({ quoteId, bets, legs, quoteExpiresAtMs, policyVersion }) => ({
    quoteId,
    bets: bets.map(({ odds, stake }) => ({ odds, stake })),
    legs: legs.map(quotedLeg),
    expiresAtMs: quoteExpiresAtMs,
    policyVersion,
  }),
  BetReopened: (event) => ({
    betId: betId(event.ticketId, event.bet),
    version: event.version,
    previousPayout: event.previousPayout,
    delta: event.delta,
    cause: event.cause && factToken(event.cause),
  }),
  BetSettled: (event) => ({
    betId: betId(event.ticketId, event.bet),
    version: event.version,
    payout: event.payout,
    bonus: event.bonus > 0 ? event.bonus : null,
    previousPayout: event.previousPayout,
    delta: event.delta,
    reason: event.reason,
  }),
  BettorFactorChanged: (event) => ({
    factorBps: event.factorBps,
    previousFactorBps: event.previousFactorBps,
    delayOffsetMs: event.delayOffsetMs,
    previousDelayOffsetMs: event.previousDelayOffsetMs,
    effectiveAtMs: event.effectiveAtMs,
    reason: event.reason,
  }),
  BonusGranted: ({ amount, bonusExpiresAtMs, terms }) => ({
    amount,
    expiresAtMs: bonusExpiresAtMs,
    terms,
  }),
  CashOutHeld: ({ quoteId, deadlineMs }) => ({ quoteId, deadlineMs }),
  CashOutQuoted: (event) => ({
    quoteId: event.quoteId,
    betId: betId(event.ticketId, event.bet),
    toShareBps: event.toShareBps,
    amount: event.amount,
    expiresAtMs: event.quoteExpiresAtMs,
    legs: event.legs.map(quotedLeg),
    marginBps: event.marginBps,
    policyVersion: event.policyVersion,
  }),
  CashOutRejected: (event) => ({ betId: event.betId, quoteId: event.quoteId, ...refusal(event) }),
  CommandRejected: (event) => refusal(event),
  FreeBetGranted: ({ freeBetId, amount, tokenExpiresAtMs, stakeReturned, terms }) => ({
    freeBetId,
    amount,
    expiresAtMs: tokenExpiresAtMs,
    stakeReturned,
    terms,
  }),
  FundsDeposited: ({ amount, paymentRef }) => ({ amount, paymentRef }),
  GamblingLimitSet: ({ kind, period, amount, previousAmount, effectiveAtMs }) => ({
    kind,
    period,
    amount,
    previousAmount,
    effectiveAtMs,
  }),
  LegOverridden: (event) => ({
    betId: betId(event.ticketId, event.bet),
    leg: event.leg,
    result: event.result,
    previousResult: event.previousResult,
    reason: event.reason,
  }),
  LimitIncreaseScheduled: ({
    kind,
    period,
    amount,
    previousAmount,
    effectiveAtMs,
    confirmByMs,
  }) => ({
    kind,
    period,
    amount,
    previousAmount,
    effectiveAtMs,
    confirmByMs,
  }),
  QuoteExpired: ({ quoteId }) => ({ quoteId }),
  SessionEnded: ({ sessionId, endedAtMs }) => ({ sessionId, endedAtMs }),
  SessionStarted: ({ sessionId, startedAtMs }) => ({ sessionId, startedAtMs }),
  WithdrawalCompleted: ({ withdrawalId, amount }) => ({ withdrawalId, amount }),
  WithdrawalFailed: ({ withdrawalId, amount }) => ({ withdrawalId, amount }),
  WithdrawalRequested: ({ withdrawalId, amount }) => ({ withdrawalId, amount }),
};

/** The fact and versions that a quote holds for, and the probability it was valued at. */
const quotedLeg = ({ at, marketVersion, scoreVersion, fraction, probPpb }: QuotedLeg) =>
  withoutNulls({
    oddsAt: factToken(at),
    marketVersion,
    scoreVersion,
    fraction: fraction && { num: fraction.num, den: fraction.den },
    probPpb,
  });

function refusal(event: { readonly code: string; readonly detail?: string | null }) {
  const { code, detail = null } = event;
  return { reasons: [withoutNulls({ code, detail, type: `/problems/${code}` })] };
}

/** The public fields of an event that is no ticket's answer, in a fixed order, nulls left out. */
export function eventFields(event: ShownEvent): object {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table has one entry per type, for that type
  return withoutNulls((fields[event.type] as (event: ShownEvent) => object)(event));
}

export type { ShownEvent };
