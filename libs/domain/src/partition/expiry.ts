import { betId, limits } from '@stakelog/contracts';
import type { Bet } from '../bet/bet';
import { forgetOldKeys } from './keys';
import type { PartitionState } from './partition-state';

/** Forgets what can no longer matter: a function of decided time alone, so that redecide forgets the same. */
export function forgetExpired(state: PartitionState): void {
  forgetOldKeys(state);
  for (const bet of state.settled) {
    if (state.decidedAtMs - bet.settledAtMs <= limits.correctionWindowMs) return;
    forgetBet(state, bet);
  }
}

function forgetBet(state: PartitionState, bet: Bet): void {
  state.settled.delete(bet);
  state.work.delete(bet);
  state.bets.delete(betId(bet.accepted.ticketId, bet.accepted.bet));
  for (const { marketId } of bet.accepted.legs) {
    const bets = state.betsByMarket.get(marketId);
    bets?.delete(bet);
    if (bets?.size === 0) state.betsByMarket.delete(marketId);
  }
}
