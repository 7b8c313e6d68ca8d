import type { BetAccepted, SettledLeg } from '@stakelog/contracts';
import type { PartitionState } from '../partition/partition-state';

/** Whether the token's stake is part of the return; a token that is no longer known returns none. */
export function stakeReturned(
  { accounts }: PartitionState,
  { accountId, funding, freeBetId }: Pick<BetAccepted, 'accountId' | 'funding' | 'freeBetId'>,
): boolean {
  if (funding !== 'FREE_BET' || freeBetId === null) return false;
  return accounts.get(accountId)?.freeBets.get(freeBetId)?.stakeReturned ?? false;
}

/** A free bet whose every line is void pays nothing and gives its token back (domain.md §7.7). */
export const restoresToken = (
  { funding }: Pick<BetAccepted, 'funding'>,
  legs: readonly SettledLeg[],
): boolean => funding === 'FREE_BET' && legs.every(isVoid);

const isVoid = ({ win, void: refunded, place }: SettledLeg): boolean =>
  win.num === 0 &&
  refunded.num === refunded.den &&
  (place === null || (place.win.num === 0 && place.void.num === place.void.den));
