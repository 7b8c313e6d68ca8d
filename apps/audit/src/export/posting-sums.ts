import type { Row } from './row';

type Posting = { readonly code: string; readonly amount: number };
type Event = {
  readonly accountId?: string;
  readonly currency?: string;
  readonly postings?: readonly Posting[];
};

/** Minor units, by currency and account of the ledger. */
type Sums = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Adds the postings of one partition's events up, in the currencies that its accounts were opened in. */
export class PostingSums {
  readonly #currencies = new Map<string, string>();
  readonly #sums = new Map<string, Map<string, number>>();

  /** An account keeps its currency for good, so all events from the first on have to come by here. */
  learn({ type, decoded }: Row): void {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema read it
    const { accountId, currency } = (decoded ?? {}) as Event;
    if (type === 'AccountOpened' && accountId !== undefined && currency !== undefined)
      this.#currencies.set(accountId, currency);
  }

  add({ decoded }: Row): void {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema read it
    const { accountId = '', postings = [] } = (decoded ?? {}) as Event;
    if (postings.length === 0) return;
    const currency = this.#currencies.get(accountId) ?? 'unknown';
    const sums = this.#sums.get(currency) ?? new Map<string, number>();
    this.#sums.set(currency, sums);
    for (const { code, amount } of postings) sums.set(code, (sums.get(code) ?? 0) + amount);
  }

  get sums(): Sums {
    return Object.fromEntries(
      sorted(this.#sums).map(([currency, sums]) => [currency, Object.fromEntries(sorted(sums))]),
    );
  }
}

const sorted = <Value>(map: ReadonlyMap<string, Value>) =>
  [...map].toSorted(([left], [right]) => (left < right ? -1 : 1));
