import type { LedgerCode, Posting } from '@stakelog/contracts';

export type LedgerSum = {
  readonly currency: string;
  readonly code: LedgerCode;
  readonly amount: bigint;
};

/** What the postings to each account of the ledger come to, in minor units. BigInt: a whole log's sums pass 2^53. */
export class LedgerSums {
  readonly #sums = new Map<string, Map<LedgerCode, bigint>>();

  add(currency: string, postings: readonly Posting[]): void {
    const codes = this.#sums.get(currency) ?? new Map<LedgerCode, bigint>();
    this.#sums.set(currency, codes);
    for (const { code, amount } of postings)
      codes.set(code, (codes.get(code) ?? 0n) + BigInt(amount));
  }

  /** By currency and code, in a fixed order. */
  static over(all: Iterable<LedgerSums>): readonly LedgerSum[] {
    const total = new Map<string, LedgerSum>();
    for (const sums of all)
      for (const [currency, codes] of sums.#sums)
        for (const [code, amount] of codes) {
          const key = `${currency} ${code}`;
          const before = total.get(key)?.amount ?? 0n;
          total.set(key, { currency, code, amount: before + amount });
        }
    return [...total.keys()].toSorted().flatMap((key) => total.get(key) ?? []);
  }
}

/** What each currency's accounts come to together: zero, or money came out of nowhere (I1). */
export function imbalances(sums: readonly LedgerSum[]): ReadonlyMap<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const { currency, amount } of sums)
    totals.set(currency, (totals.get(currency) ?? 0n) + amount);
  return totals;
}
