import {
  decimalOdds,
  limits,
  minorDelta,
  minorUnits,
  ticketId,
  utcMs,
  type BetCommand,
  type BetEvent,
  type PlaceBets,
  type QuoteBets,
  type QuoteCashOut,
} from '@stakelog/contracts';
import { bodyCheck } from '@stakelog/domain';
import type { DecisionEvent } from '@stakelog/kafka';

/** A decision by the look of the command, for specs of the edge alone. */
export function firstAnswer(command: BetCommand, nowMs: number): readonly DecisionEvent[] {
  const { accountId, commandId } = command;
  const head = { accountId, commandId, bodyCheck: bodyCheck(command) };
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- specs of the edge send few commands
  switch (command.type) {
    case 'OpenAccount': {
      const { currency, jurisdiction } = command;
      return [{ type: 'AccountOpened', ...head, currency, jurisdiction }];
    }
    case 'Deposit': {
      const { amount, paymentRef } = command;
      return [{ type: 'FundsDeposited', ...head, amount, paymentRef, postings: [] }];
    }
    case 'Withdraw': {
      const { amount, withdrawalId } = command;
      return [{ type: 'WithdrawalRequested', ...head, amount, withdrawalId, postings: [] }];
    }
    case 'CompleteWithdrawal':
      return [{ type: 'CommandRejected', ...head, code: 'WITHDRAWAL_UNKNOWN', detail: null }];
    case 'PlaceBets':
      return ticket(command, nowMs);
    case 'QuoteBets':
      return [quoted(command, nowMs)];
    case 'QuoteCashOut':
      return [cashOutQuoted(command, nowMs)];
    case 'CashOut': {
      const { quoteId } = command;
      const deadlineMs = utcMs(nowMs + 5_000);
      return [{ type: 'CashOutHeld', ...head, quoteId, deadlineMs }];
    }
    case 'SetGamblingLimit': {
      const { kind, period, amount, actor } = command;
      const change = { previousAmount: null, effectiveAtMs: utcMs(nowMs), actor };
      return [{ type: 'GamblingLimitSet', ...head, kind, period, amount, ...change }];
    }
    default:
      return [{ type: 'CommandRejected', ...head, code: 'NOT_SUPPORTED', detail: null }];
  }
}

function ticket(command: PlaceBets, nowMs: number): readonly DecisionEvent[] {
  const { accountId, ticketId: id, bets, selections } = command;
  if (nowMs > command.expiresAtMs) return [refusal(command, 'REQUEST_STALE')];
  if (bets.some(({ stake }) => stake > 1_000)) return [refusal(command, 'STAKE_ABOVE_MAX')];
  if (!selections.some(({ marketId }) => marketId.startsWith('late:')))
    return acceptance(command, nowMs);
  return [
    {
      type: 'BetHeld',
      bodyCheck: bodyCheck(command),
      accountId,
      ticketId: id,
      deadlineMs: utcMs(nowMs + limits.betDelayMsMax),
      delay: { marketMs: 5_000, accountMs: 0, appliedMs: 5_000 },
      legs: [],
      command,
      postings: [],
    },
  ];
}

const refusal = (command: PlaceBets, code: 'STAKE_ABOVE_MAX' | 'REQUEST_STALE'): DecisionEvent => ({
  type: 'BetRejected',
  accountId: command.accountId,
  ticketId: command.ticketId,
  bodyCheck: bodyCheck(command),
  reasons: [{ code, level: 'bet', bet: 0, leg: null, detail: null }],
  alternative: { stakes: [minorUnits(1_000)], odds: [] },
  policyVersion: 1,
  facts: [{ partition: 5, offset: 99 }],
  postings: [],
});

function acceptance(command: PlaceBets, nowMs: number): readonly DecisionEvent[] {
  const { accountId, ticketId: id, bets, selections } = command;
  return bets.map((bet, index) => ({
    type: 'BetAccepted',
    bodyCheck: bodyCheck(command),
    accountId,
    ticketId: id,
    bet: index,
    quoteId: null,
    kind: bet.kind,
    sizes: bet.sizes,
    positions: [],
    eachWay: bet.eachWay,
    lines: bet.lines,
    unitStake: null,
    stake: bet.stake,
    funding: bet.funding,
    freeBetId: null,
    legs: selections.map(({ marketId, outcomeId, odds }) => ({
      marketId,
      outcomeId,
      requestedOdds: null,
      odds: decimalOdds(odds),
      fraction: null,
      oddsAt: { partition: 5, offset: 99 },
      marketVersion: 3,
      scoreVersion: null,
      scoreAtAcceptance: null,
      placeTerms: null,
      reductionMethod: null,
      antePost: false,
      ruleSetId: null,
    })),
    potentialReturn: minorUnits(bet.stake * 2),
    maxPayout: null,
    rounding: 'HALF_UP',
    acceptedAtMs: utcMs(nowMs),
    policyVersion: 1,
    factorBps: null,
    bonusTerms: [],
    postings: [{ code: 'cash', amount: minorDelta(-bet.stake) }],
  }));
}

const seenLeg = {
  at: { partition: 5, offset: 99 },
  marketVersion: 3,
  scoreVersion: null,
  probPpb: null,
  fraction: null,
};

function quoted(command: QuoteBets, nowMs: number): DecisionEvent {
  const { accountId, commandId, quoteId, bets, selections } = command;
  return {
    type: 'BetQuoted',
    accountId,
    commandId,
    bodyCheck: bodyCheck(command),
    quoteId,
    bets: bets.map(({ stake }) => ({
      odds: selections.map(({ odds }) => odds),
      stake,
      liability: [],
    })),
    legs: selections.map(() => seenLeg),
    ticketHash: 'h',
    quoteExpiresAtMs: utcMs(nowMs + 5_000),
    policyVersion: 1,
    command,
  };
}

function cashOutQuoted(command: QuoteCashOut, nowMs: number): DecisionEvent {
  const { accountId, commandId, betId: id, toShareBps } = command;
  const [ofTicket = '', bet] = id.split('-');
  return {
    type: 'CashOutQuoted',
    accountId,
    commandId,
    bodyCheck: bodyCheck(command),
    ticketId: ticketId(ofTicket),
    bet: Number(bet),
    quoteId: commandId,
    toShareBps,
    amount: minorUnits(1_583),
    quoteExpiresAtMs: utcMs(nowMs + 5_000),
    legs: [seenLeg],
    marginBps: 500,
    policyVersion: 1,
  };
}

/** What a hold becomes when its time has come. */
export function afterHold(first: BetEvent, nowMs: number): readonly DecisionEvent[] {
  if (first.type === 'BetHeld' && first.command.type === 'PlaceBets')
    return acceptance(first.command, nowMs);
  if (first.type !== 'CashOutHeld') throw new Error('no hold');
  const { accountId, commandId, bodyCheck: check, quoteId } = first;
  return [
    {
      type: 'BetCashedOut',
      accountId,
      commandId,
      bodyCheck: check,
      ticketId: ticketId('t'),
      bet: 0,
      quoteId,
      toShareBps: 10_000,
      previousShareBps: 0,
      amount: minorUnits(1_583),
      stakeClosed: minorUnits(1_000),
      postings: [],
    },
  ];
}
