import {
  type AccountId,
  type BetCashedOut,
  type BetReopened,
  type BetSettled,
  type LedgerCode,
  type Posting,
} from '@stakelog/contracts';
import type { Decision, PartitionState } from '../partition/partition-state';
import { countIn, type PeriodSums } from './period-sums';

/**
 * Counts deposits, cash stakes and what they return in the periods of their decision, whatever event moved
 * them. Session time is counted where a session ends (account/evolve-account.ts).
 */
export function countForLimits(state: PartitionState, event: Decision): void {
  if (event.type === 'BetAccepted') {
    if (event.funding !== 'CASH') return;
    changeHeldCash(state, event, posted(event.postings, 'held'));
    count(state, event, { staked: event.stake });
  } else if (event.type === 'BetSettled' || event.type === 'BetReopened') {
    countReturn(state, event, event.delta);
  } else if (event.type === 'BetCashedOut') countReturn(state, event, event.amount);
  else if (event.type === 'FundsDeposited') count(state, event, { deposited: event.amount });
  else if (event.type === 'BetHeld' || event.type === 'BetRejected')
    changeHeldCash(state, event, -posted(event.postings, 'cash'));
}

type OfAccount = { readonly accountId: AccountId };

/** A return counts against losses where its stake did: bonus money and free bets are no losses. */
function countReturn(
  state: PartitionState,
  event: BetSettled | BetReopened | BetCashedOut,
  returned: number,
): void {
  const bet = state.bets.of(event.ticketId, event.bet);
  if (bet?.accepted.funding === 'CASH') count(state, event, { returned });
}

function count(state: PartitionState, { accountId }: OfAccount, counted: Partial<PeriodSums>) {
  const account = state.accounts.get(accountId);
  if (account !== undefined) countIn(account.counters, state.decidedAtMs, counted);
}

function changeHeldCash(state: PartitionState, { accountId }: OfAccount, change: number): void {
  const account = state.accounts.get(accountId);
  if (account !== undefined && change !== 0) account.heldCash += change;
}

const posted = (postings: readonly Posting[], wanted: LedgerCode): number =>
  postings.find(({ code }) => code === wanted)?.amount ?? 0;
