import {
  assert,
  defined,
  type AccountId,
  type AccountOpened,
  type InputsAdopted,
  type InputsRewound,
  type Posting,
  type UtcMs,
} from '@stakelog/contracts';
import { newAccount, type Account } from '../account/account';
import { evolveAccount } from '../account/evolve-account';
import { foldFreeBet } from '../account/fold-free-bet';
import { acceptBet, holdTicket, reopenBet, settleBet } from '../bet/evolve-bet';
import { closeShare, endCashOut, holdCashOut, openCashOutQuote } from '../cash-out/evolve-cash-out';
import { countForLimits } from '../gambling/counters';
import { post } from '../ledger/ledger';
import { applyOverride } from '../override/override-leg';
import { expireQuote, openQuote } from '../quote/evolve-quote';
import { forgetExpired } from './expiry';
import { rememberAnswer } from './keys';
import type { Decision, PartitionState } from './partition-state';
import { adoptFacts, trimWork } from './settlement-work';

/** Folds a counted batch that someone decided: its opening, its decisions, its end. In place. */
export function foldBatch(
  state: PartitionState,
  baseOffset: number,
  opening: InputsAdopted,
  decisions: readonly Decision[],
): void {
  state.nextOffset = baseOffset + 1;
  openBatch(state, opening.decidedAtMs);
  const rewinds = decisions.findIndex(({ type }) => type !== 'InputsRewound');
  const decided = rewinds < 0 ? decisions.length : rewinds;
  for (const rewound of decisions.slice(0, decided)) evolve(state, rewound);
  adoptFacts(state, opening.oddsNext);
  for (const decision of decisions.slice(decided)) evolve(state, decision);
  closeBatch(state, opening);
}

/** A batch begins: the clock moves, and what it makes old is forgotten. */
export function openBatch(state: PartitionState, decidedAtMs: UtcMs): void {
  assert(decidedAtMs >= state.decidedAtMs, 'decided time never goes back');
  state.decidedAtMs = decidedAtMs;
  forgetExpired(state);
}

/** A batch ends: its commands are decided, and so much settlement work is left as its opening says. */
export function closeBatch(state: PartitionState, opening: InputsAdopted): void {
  state.commandsNext = opening.commandsNext;
  state.commandsCrc = opening.commandsCrc;
  trimWork(state, opening.workOpen);
}

/** Folds one decision into the state, in place. Asserts what no decision may break. */
export function evolve(state: PartitionState, event: Decision): void {
  apply(state, event);
  countForLimits(state, event);
  foldFreeBet(state, event);
  rememberAnswer(state, event);
  state.nextOffset++;
}

/** Decisions that change nothing but balances and keys. */
const withoutMore = [
  'BalanceAdjusted',
  'CommandRejected',
  'CommandRepeated',
  'CommandUndecodable',
  'FactUndecodable',
  'FundsDeposited',
] as const satisfies readonly Decision['type'][];
type WithoutMore = Extract<Decision, { type: (typeof withoutMore)[number] }>;

const unmoved: ReadonlySet<Decision['type']> = new Set(withoutMore);
const isWithoutMore = (event: Decision): event is WithoutMore => unmoved.has(event.type);

function apply(state: PartitionState, event: Decision): void {
  if ('postings' in event) move(state, event.accountId, event.postings);
  if (isWithoutMore(event)) return;
  switch (event.type) {
    case 'AccountOpened':
      return addAccount(state, event);
    case 'BetHeld':
      return holdTicket(state, event);
    case 'BetAccepted':
      return acceptBet(state, event);
    case 'BetRejected':
      state.holds.delete(event.ticketId);
      return;
    case 'BetSettled':
      return settleBet(state, event);
    case 'BetReopened':
      return reopenBet(state, event);
    case 'BetQuoted':
      return openQuote(state, event);
    case 'QuoteExpired':
      return expireQuote(state, event);
    case 'CashOutQuoted':
      return openCashOutQuote(state, event);
    case 'CashOutHeld':
      return holdCashOut(state, event);
    case 'BetCashedOut':
      return closeShare(state, event);
    case 'CashOutRejected':
      return endCashOut(state, event);
    case 'LegOverridden':
      return applyOverride(state, event);
    case 'AccountExcluded':
    case 'AccountStatusChanged':
    case 'BettorFactorChanged':
    case 'BonusGranted':
    case 'FreeBetGranted':
    case 'GamblingLimitSet':
    case 'LimitIncreaseScheduled':
    case 'SessionEnded':
    case 'SessionStarted':
    case 'WithdrawalCompleted':
    case 'WithdrawalFailed':
    case 'WithdrawalRequested':
      return evolveAccount(state, event);
    case 'InputsRewound':
      return rewind(state, event);
  }
}

function addAccount(state: PartitionState, { accountId, currency, jurisdiction }: AccountOpened) {
  assert(!state.accounts.has(accountId), 'an account is opened once');
  state.accounts.set(accountId, newAccount(accountId, currency, jurisdiction));
}

/** An input went back, and an operator accepted it: what comes from there on is new. */
function rewind(state: PartitionState, { topic, partition, toOffset }: InputsRewound): void {
  if (topic === 'bet.commands') state.commandsNext = toOffset;
  else state.oddsNext[partition] = toOffset;
}

const account = (state: PartitionState, accountId: AccountId): Account =>
  defined(state.accounts.get(accountId), 'money moves only in an open account');

function move(state: PartitionState, accountId: AccountId, lines: readonly Posting[]): void {
  if (lines.length === 0) return;
  const owner = account(state, accountId);
  post(owner, state.house(owner.currency), lines);
}
