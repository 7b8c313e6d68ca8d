import { limits } from '@stakelog/contracts';
import { forgetFreeBet } from '../account/fold-free-bet';
import type { Bet } from '../bet/bet';
import { WHOLE_BPS } from '../cash-out/closed-stake';
import { forgetOldQuotes } from '../cash-out/evolve-cash-out';
import { forgetOldKeys } from './keys';
import type { PartitionState } from './partition-state';

/** Forgets what can no longer matter: a function of decided time alone, so that redecide forgets the same. */
export function forgetExpired(state: PartitionState): void {
  forgetOldKeys(state);
  forgetOldQuotes(state);
  for (let bet = state.settled.oldest(); bet !== undefined; bet = state.settled.oldest()) {
    if (!isExpired(state, bet)) return;
    state.settled.delete(bet);
    // Whole tickets leave, with their last bet: until then they answer for their key.
    const { ticketId } = bet.accepted;
    const ticket = state.bets.ofTicket(ticketId);
    if (!ticket.every((each) => isExpired(state, each))) continue;
    for (const each of ticket) forgetBet(state, each);
    state.bets.forget(ticketId);
  }
}

/** Settled, or cashed out whole, so long ago that its corrections can no longer arrive. */
const isExpired = (
  { decidedAtMs }: PartitionState,
  { settlement, cashedBps, settledAtMs }: Bet,
): boolean =>
  (settlement !== undefined || cashedBps === WHOLE_BPS) &&
  decidedAtMs - settledAtMs > limits.correctionWindowMs;

function forgetBet(state: PartitionState, bet: Bet): void {
  state.settled.delete(bet);
  state.work.delete(bet);
  forgetFreeBet(state, bet.accepted);
  for (const { marketId } of bet.accepted.legs) {
    const bets = state.betsByMarket.get(marketId);
    bets?.delete(bet);
    if (bets?.size === 0) state.betsByMarket.delete(marketId);
  }
}
