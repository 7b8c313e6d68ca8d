import type { LedgerCode, Posting, SettledLeg } from '@stakelog/contracts';
import { payoutTarget } from '../account/funding';
import type { Bet } from '../bet/bet';
import { closedStake } from '../cash-out/closed-stake';
import { postings } from '../ledger/ledger';
import { restoresToken } from './free-bet';

/** What a settlement is worth to the ledger, in minor units. */
type Worth = {
  readonly legs: readonly SettledLeg[];
  readonly payout: number;
  readonly bonus: number;
};

type Lines = readonly (readonly [LedgerCode, number])[];

/** What stands on the ledger once a bet is settled so, beside an open bet (domain.md §4.4). */
function standing({ accepted, cashedBps }: Bet, { legs, payout, bonus }: Worth): Lines {
  const stake = accepted.stake - closedStake(accepted.stake, cashedBps);
  if (restoresToken(accepted, legs))
    return [
      ['open', -stake],
      ['promo', stake],
    ];
  return [
    ['open', -stake],
    ['book', stake - payout + bonus],
    [payoutTarget(accepted.funding), payout],
    ['promo', -bonus],
  ];
}

/** From what stands to another settlement: only the difference moves. */
export function settlementPostings(bet: Bet, now: Worth): readonly Posting[] {
  const lines = standing(bet, now);
  if (bet.settlement === undefined) return postings(...lines);
  const before = standing(bet, bet.settlement);
  const moved = new Map<LedgerCode, number>(lines);
  for (const [code, amount] of before) moved.set(code, (moved.get(code) ?? 0) - amount);
  return postings(...moved);
}

/** Exactly the inverse of what stands. */
export function reopeningPostings(bet: Bet, stands: Worth): readonly Posting[] {
  return postings(...standing(bet, stands).map(([code, amount]) => [code, -amount] as const));
}
