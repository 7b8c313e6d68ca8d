import {
  limits,
  utcMs,
  type BetAccepted,
  type BetRejected,
  type BetReopened,
  type BetSettled,
} from '@stakelog/contracts';
import type { KeptAcceptance } from '../bet/kept-acceptance';
import type { Decision, PartitionState } from '../partition/partition-state';
import { withFreeBet, type FreeBet } from './free-bet';

/**
 * A token's life behind its grant: held with its ticket, used at the acceptance, given back when its bet is
 * void throughout, used again when that is undone.
 */
export function foldFreeBet(state: PartitionState, event: Decision): void {
  if (event.type === 'BetHeld') {
    if (event.command.type !== 'PlaceBets') return;
    for (const { freeBetId } of event.command.bets)
      change(state, event, freeBetId, () => ({ heldBy: event.ticketId }));
  } else if (event.type === 'BetRejected') release(state, event);
  else if (event.type === 'BetAccepted')
    change(state, event, event.freeBetId, ({ uses, bets }) => ({
      heldBy: null,
      uses: uses + 1,
      bets: bets + 1,
    }));
  else if (event.type === 'BetSettled' || event.type === 'BetReopened') settle(state, event);
}

/** A bet leaves the state: its token no longer has to answer for it. */
export const forgetFreeBet = (state: PartitionState, accepted: KeptAcceptance): void =>
  change(state, accepted, accepted.freeBetId, ({ bets }) => ({ bets: bets - 1 }));

/** What the bet posts to the promotion says which: its stake goes back there when all its lines are void. */
function settle(state: PartitionState, event: BetSettled | BetReopened): void {
  const { amount } = event.postings.find(({ code }) => code === 'promo') ?? { amount: 0 };
  if (amount === 0) return;
  const bet = state.bets.of(event.ticketId, event.bet);
  if (bet?.accepted.funding !== 'FREE_BET') return;
  const restoredUntilMs = utcMs(state.decidedAtMs + limits.freeBetRestoredMsMin);
  change(state, event, bet.accepted.freeBetId, ({ uses, expiresAtMs }) =>
    amount > 0
      ? {
          uses: uses - 1,
          expiresAtMs: expiresAtMs < restoredUntilMs ? restoredUntilMs : expiresAtMs,
        }
      : { uses: uses + 1 },
  );
}

/** The ticket is refused: what it held is free again. */
function release(state: PartitionState, event: BetRejected): void {
  const tokens = state.accounts.get(event.accountId)?.freeBets ?? [];
  for (const [id, { heldBy }] of tokens)
    if (heldBy === event.ticketId) change(state, event, id, () => ({ heldBy: null }));
}

function change(
  state: PartitionState,
  { accountId }: Pick<BetAccepted, 'accountId'>,
  id: string | null,
  to: (token: FreeBet) => Partial<FreeBet>,
): void {
  if (id === null) return;
  const account = state.accounts.get(accountId);
  const token = account?.freeBets.get(id);
  if (account !== undefined && token !== undefined)
    account.freeBets = withFreeBet(
      account.freeBets,
      id,
      { ...token, ...to(token) },
      state.decidedAtMs,
    );
}
