import { limits } from '@stakelog/contracts';
import { forgetFreeBet } from '../account/fold-free-bet';
import type { Bet } from '../bet/bet';
import type { KeptBet } from '../bet/kept-bet';
import { WHOLE_BPS } from '../cash-out/closed-stake';
import { forgetOldQuotes } from '../cash-out/evolve-cash-out';
import { forgetOldKeys } from './keys';
import type { PartitionState } from './partition-state';

/** Forgets what can no longer matter: a function of decided time alone, so that redecide forgets the same. */
export function forgetExpired(state: PartitionState): void {
  forgetOldKeys(state);
  forgetOldQuotes(state);
  const { bets, settled } = state;
  for (let place = settled.oldest(); place !== undefined; place = settled.oldest()) {
    const bet = bets.at(place);
    if (!isExpired(state, bet)) return;
    settled.delete(place);
    // Whole tickets leave, with their last bet: until then they answer for their key.
    const { ticketId } = bet.accepted;
    const ticket = bets.ofTicket(ticketId);
    if (!ticket.every((each) => isExpired(state, each))) continue;
    for (const each of ticket) forgetBet(state, each);
    bets.forget(ticketId);
  }
}

/** Settled, or cashed out whole, so long ago that its corrections can no longer arrive. */
const isExpired = (
  { decidedAtMs }: PartitionState,
  { settlement, cashedBps, settledAtMs }: Bet,
): boolean =>
  (settlement !== undefined || cashedBps === WHOLE_BPS) &&
  decidedAtMs - settledAtMs > limits.correctionWindowMs;

function forgetBet(state: PartitionState, { place, accepted }: KeptBet): void {
  state.settled.delete(place);
  state.work.delete(place);
  forgetFreeBet(state, accepted);
  for (const { marketId } of accepted.legs) {
    const places = state.betsByMarket.get(marketId);
    places?.delete(place);
    if (places?.size === 0) state.betsByMarket.delete(marketId);
  }
}
