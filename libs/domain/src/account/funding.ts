import type { Funding, LedgerCode } from '@stakelog/contracts';

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
