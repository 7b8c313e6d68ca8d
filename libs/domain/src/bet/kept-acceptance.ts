import type { BetAccepted, Posting } from '@stakelog/contracts';
import { stakeSource } from '../account/funding';
import { postings } from '../ledger/ledger';

/** An acceptance as a kept bet has it: its postings follow from the rest and from what its ticket's hold kept. */
export type KeptAcceptance = Omit<BetAccepted, 'legs' | 'postings'> & {
  /** Set once more, by whoever keeps the bet: equal ones of other bets stand in for them. */
  legs: BetAccepted['legs'];
};

/** From the hold where there was one, and then what it kept too much goes back to where it came from. */
export function stakePostings(
  { funding, stake }: Pick<BetAccepted, 'funding' | 'stake'>,
  heldExcess: number | null,
): readonly Posting[] {
  const source = stakeSource(funding);
  return heldExcess === null
    ? postings([source, -stake], ['open', stake])
    : postings(['held', -stake - heldExcess], ['open', stake], [source, heldExcess]);
}

/** What the ticket's hold kept too much and this bet, its first, gives back; null: there was no hold. */
export function heldExcessOf({ postings: lines, stake }: BetAccepted): number | null {
  const held = lines.find(({ code }) => code === 'held');
  return held === undefined ? null : -held.amount - stake;
}

/**
 * Without what a million bets need not keep each: postings, room to grow, lists that are empty. Objects that live
 * are what the collector copies, and it took a third of a decider's time.
 */
export function keptAcceptance(accepted: BetAccepted): KeptAcceptance {
  const kept: BetAccepted = {
    ...accepted,
    sizes: shared(accepted.sizes),
    positions: shared(accepted.positions),
    bonusTerms: shared(accepted.bonusTerms),
    postings: none,
  };
  return kept;
}

const none: readonly never[] = [];

const shared = <Value>(values: readonly Value[]): readonly Value[] =>
  values.length === 0 ? none : values;
