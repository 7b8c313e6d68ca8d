import type { WhatIfDifference } from './difference';
import type { Outcome } from './outcome';

/** Sums in minor units of one currency. */
export type CurrencyTotals = {
  acceptedToRefused: number;
  stakeLost: number;
  refusedToAccepted: number;
  stakeGained: number;
  /** Accepted both times, at another stake, price or cap. */
  acceptedOtherwise: number;
  /** Anything else: other reasons, quotes, values of cash-outs. */
  otherwise: number;
  /** What the house would have more, where both results are known. */
  houseDifference: number;
  /** Decisions whose bets are not settled yet. */
  open: number;
};

export type WhatIfTotals = {
  /** Commands that a policy has a part in. */
  decided: number;
  differing: number;
  readonly currencies: Map<string, CurrencyTotals>;
};

export const newTotals = (decided: number): WhatIfTotals => ({
  decided,
  differing: 0,
  currencies: new Map(),
});

const newCurrency = (): CurrencyTotals => ({
  acceptedToRefused: 0,
  stakeLost: 0,
  refusedToAccepted: 0,
  stakeGained: 0,
  acceptedOtherwise: 0,
  otherwise: 0,
  houseDifference: 0,
  open: 0,
});

function currencyOf({ currencies }: WhatIfTotals, currency: string): CurrencyTotals {
  const known = currencies.get(currency) ?? newCurrency();
  currencies.set(currency, known);
  return known;
}

const stakes = (outcome: Outcome): number =>
  outcome.kind === 'accepted' ? outcome.bets.reduce((sum, { stake }) => sum + stake, 0) : 0;

export function countIn(totals: WhatIfTotals, difference: WhatIfDifference): void {
  const { was, wouldBe, houseHas, houseWouldHave } = difference;
  const of = currencyOf(totals, difference.currency);
  totals.differing++;
  if (was.kind === 'accepted' && wouldBe.kind === 'refused') {
    of.acceptedToRefused++;
    of.stakeLost += stakes(was);
  } else if (was.kind === 'refused' && wouldBe.kind === 'accepted') {
    of.refusedToAccepted++;
    of.stakeGained += stakes(wouldBe);
  } else if (was.kind === 'accepted' && wouldBe.kind === 'accepted') of.acceptedOtherwise++;
  else of.otherwise++;
  if (houseHas === null || houseWouldHave === null) of.open++;
  else of.houseDifference += houseWouldHave - houseHas;
}

/** The totals of several partitions as one. */
export function mergeWhatIf(all: readonly WhatIfTotals[]): WhatIfTotals {
  const merged = newTotals(0);
  for (const { decided, differing, currencies } of all) {
    merged.decided += decided;
    merged.differing += differing;
    for (const [currency, of] of currencies) {
      const into = currencyOf(merged, currency);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of these very totals
      for (const name of Object.keys(of) as (keyof CurrencyTotals)[]) into[name] += of[name];
    }
  }
  return merged;
}
