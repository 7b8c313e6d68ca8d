import type { BetHeld, LegOverride, MinorUnits, PlaceBets, SettledLeg } from '@stakelog/contracts';
import type { LegExposure } from './exposure';
import type { KeptAcceptance } from './kept-acceptance';

/** What stands of a bet's settlement. */
export type Settlement = {
  readonly legs: readonly SettledLeg[];
  readonly payout: MinorUnits;
  /** The part of the payout that the promotion paid. */
  readonly bonus: MinorUnits;
};

/** An accepted bet, kept until its corrections can no longer arrive. */
export type Bet = {
  readonly accepted: KeptAcceptance;
  /** What its ticket's hold kept too much and it gave back, in minor units; null: there was no hold. */
  readonly heldExcess: number | null;
  /** Where its acceptance stands in the partition. */
  readonly acceptedOffset: number;
  /** Undefined while open. */
  readonly settlement: Settlement | undefined;
  /** Of the newest settlement; 0 before the first. A reopened bet keeps the number. */
  readonly version: number;
  /** decidedAtMs of the newest settlement. */
  readonly settledAtMs: number;
  /** By leg; empty where no operator overrode any. */
  readonly overrides: readonly LegOverride[];
  /** The share cashed out so far, in ten-thousandths; 10 000 is final. */
  readonly cashedBps: number;
  /** What stands on its legs' markets for it; undefined: its own amounts on its one leg, as most have. */
  readonly exposed: readonly LegExposure[] | undefined;
};

/** A ticket that waits for its in-play delay. */
export type Hold = {
  readonly place: PlaceBets;
  readonly deadlineMs: number;
  readonly held: BetHeld;
};

/** Stake of a ticket's bets that `held` keeps, in minor units. */
export const reservedStake = ({ held }: Pick<Hold, 'held'>): number =>
  held.postings.find(({ code }) => code === 'held')?.amount ?? 0;
