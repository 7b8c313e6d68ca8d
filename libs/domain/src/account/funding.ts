import type { Funding, LedgerCode, TicketBet } from '@stakelog/contracts';
import { totalStake } from '../ticket/bet-lines';

/** Where a stake comes from (domain.md §4.4). */
export function stakeSource(funding: Funding): LedgerCode {
  switch (funding) {
    case 'CASH':
      return 'cash';
    case 'BONUS':
      return 'bonus';
    case 'FREE_BET':
      return 'promo';
  }
}

/** Where what a bet pays goes to: the payout of a bonus stake stays bonus money. */
export const payoutTarget = (funding: Funding): LedgerCode =>
  funding === 'BONUS' ? 'bonus' : 'cash';

/** What the bets of a ticket take from this source, in minor units. */
export const stakeOf = (bets: readonly TicketBet[], funding: Funding): number =>
  bets.reduce((sum, bet) => (bet.funding === funding ? sum + totalStake(bet) : sum), 0);
