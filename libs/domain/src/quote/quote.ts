import type { BetQuoted, QuoteBets, TicketId } from '@stakelog/contracts';
import type { LegExposure } from '../bet/exposure';
import type { UsablePrice } from '../bet/usable-price';

/** A reserved quote that lives: odds, stakes and liability are promised until its deadline. */
export type Quote = {
  readonly quoted: BetQuoted;
  readonly command: QuoteBets;
  /** The promised prices, by index of the selections that its bets use. */
  readonly prices: ReadonlyMap<number, UsablePrice>;
  /** While a ticket that takes the quote is held: that ticket's deadline. */
  readonly expiresAtMs: number;
  /** The held ticket that takes it. */
  readonly heldBy: TicketId | undefined;
  /** What stands on the markets of its legs, as if its bets were open. */
  readonly exposed: readonly LegExposure[];
};
