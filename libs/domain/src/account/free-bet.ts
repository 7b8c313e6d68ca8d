import type { MinorUnits, TicketId, UtcMs } from '@stakelog/contracts';

/** A promotional stake, used whole. */
export type FreeBet = {
  readonly amount: MinorUnits;
  readonly expiresAtMs: UtcMs;
  /** True: the stake is part of the return. */
  readonly stakeReturned: boolean;
  /** The held ticket that would use it. */
  readonly heldBy: TicketId | null;
  /** Bets that stand on it. A void one gives it back, so that another may use it, and may take it again. */
  readonly uses: number;
  /** Kept bets that name it, void or not. */
  readonly bets: number;
};

export const newFreeBet = (
  token: Pick<FreeBet, 'amount' | 'expiresAtMs' | 'stakeReturned'>,
): FreeBet => ({ ...token, heldBy: null, uses: 0, bets: 0 });

/** Whether a bet, or another ticket than this one, has the token. */
export const isUsed = ({ uses, heldBy }: FreeBet, by: TicketId): boolean =>
  uses > 0 || (heldBy !== null && heldBy !== by);

/**
 * Puts a token in its place. What can matter no more goes at the same time: tokens that lapsed, and used ones
 * whose last bet has left the state.
 */
export function withFreeBet(
  before: ReadonlyMap<string, FreeBet>,
  id: string,
  token: FreeBet,
  decidedAtMs: number,
): ReadonlyMap<string, FreeBet> {
  const tokens = new Map(before).set(id, token);
  for (const [each, { bets, uses, heldBy, expiresAtMs }] of tokens)
    if (bets === 0 && heldBy === null && (uses > 0 || expiresAtMs <= decidedAtMs))
      tokens.delete(each);
  return tokens;
}
