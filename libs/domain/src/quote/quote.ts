import type { BetQuoted, QuoteBets } from '@stakelog/contracts';
import type { LegExposure } from '../bet/exposure';

/** A reserved quote that lives: odds, stakes and liability are promised until its deadline. */
export type Quote = {
  readonly quoted: BetQuoted;
  readonly command: QuoteBets;
  readonly expiresAtMs: number;
  /** What stands on the markets of its legs, as if its bets were open. */
  readonly exposed: readonly LegExposure[];
};
