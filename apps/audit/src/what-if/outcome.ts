import type { BetAccepted, BetQuoted, CashOutQuoted } from '@stakelog/contracts';
import type { Decision } from '@stakelog/domain';

/** What a command came to, as far as a policy decides it. Amounts in minor units. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly bets: readonly OutcomeBet[] }
  | { readonly kind: 'held' }
  | { readonly kind: 'quoted'; readonly stakes: readonly number[] }
  | { readonly kind: 'cash-out quoted'; readonly amount: number }
  | { readonly kind: 'refused'; readonly codes: readonly string[] };

type OutcomeBet = {
  readonly stake: number;
  readonly odds: readonly number[];
  readonly maxPayout: number | null;
  readonly bonusTerms: number;
};

const betOf = ({ stake, legs, maxPayout, bonusTerms }: BetAccepted): OutcomeBet => ({
  stake,
  odds: legs.map((leg) => leg.odds),
  maxPayout,
  bonusTerms: bonusTerms.length,
});

const quotedStakes = ({ bets }: BetQuoted) => bets.map(({ stake }) => stake);
const quotedAmount = ({ amount }: CashOutQuoted) => amount;

/** Of the whole answer to one command; undefined where a policy has no part in it. */
export function outcomeOf(answer: readonly Decision[]): Outcome | undefined {
  const [first] = answer;
  if (first === undefined) return undefined;
  if (isAccepted(first)) return { kind: 'accepted', bets: answer.filter(isAccepted).map(betOf) };
  if (first.type === 'BetHeld') return { kind: 'held' };
  if (first.type === 'BetQuoted') return { kind: 'quoted', stakes: quotedStakes(first) };
  if (first.type === 'CashOutQuoted')
    return { kind: 'cash-out quoted', amount: quotedAmount(first) };
  if (first.type === 'BetRejected')
    return { kind: 'refused', codes: [...new Set(first.reasons.map(({ code }) => code))] };
  if (first.type === 'CashOutRejected' || first.type === 'CommandRejected')
    return { kind: 'refused', codes: [first.code] };
  return undefined;
}

export const isAccepted = (decision: Decision): decision is BetAccepted =>
  decision.type === 'BetAccepted';

export const isSame = (was: Outcome, wouldBe: Outcome): boolean =>
  JSON.stringify(was) === JSON.stringify(wouldBe);

/** One line for people. */
export function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'accepted':
      return `accepted ${outcome.bets.map(({ stake, odds }) => `${stake} at ${odds.join('×')}`).join(', ')}`;
    case 'held':
      return 'held';
    case 'quoted':
      return `quoted ${outcome.stakes.join(', ')}`;
    case 'cash-out quoted':
      return `cash-out quoted ${outcome.amount}`;
    case 'refused':
      return `refused ${outcome.codes.join(' ')}`;
  }
}
