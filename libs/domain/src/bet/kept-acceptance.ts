import type { BetAccepted, Posting } from '@stakelog/contracts';
import { stakeSource } from '../account/funding';
import { postings } from '../ledger/ledger';

/** An acceptance as a kept bet has it: its postings follow from the rest and from what its ticket's hold kept. */
export type KeptAcceptance = Omit<BetAccepted, 'postings'>;

/** What many bets have in common. */
export type BetTerms = Omit<
  KeptAcceptance,
  | 'accountId'
  | 'ticketId'
  | 'bet'
  | 'bodyCheck'
  | 'stake'
  | 'potentialReturn'
  | 'acceptedAtMs'
  | 'legs'
>;

/** Field by field, which takes a tenth of the time that leaving out the others does. */
export const termsOf = (accepted: KeptAcceptance): BetTerms => ({
  type: accepted.type,
  quoteId: accepted.quoteId,
  kind: accepted.kind,
  sizes: accepted.sizes,
  positions: accepted.positions,
  eachWay: accepted.eachWay,
  lines: accepted.lines,
  unitStake: accepted.unitStake,
  funding: accepted.funding,
  freeBetId: accepted.freeBetId,
  maxPayout: accepted.maxPayout,
  rounding: accepted.rounding,
  policyVersion: accepted.policyVersion,
  factorBps: accepted.factorBps,
  bonusTerms: accepted.bonusTerms,
});

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
