import type { Difference } from '../difference';
import { imbalances, LedgerSums, type LedgerSum } from '../fold/ledger-sums';
import type { PartitionBooks } from '../fold/partition-books';

export type LedgerComparison = {
  readonly sums: readonly LedgerSum[];
  readonly imbalances: ReadonlyMap<string, bigint>;
  readonly events: number;
  readonly differences: readonly Difference[];
};

/** I1: every event's postings sum to zero, and so does the whole ledger, per currency. */
export function compareLedger(books: readonly PartitionBooks[]): LedgerComparison {
  const sums = LedgerSums.over(books.map((of) => of.sums));
  const totals = imbalances(sums);
  const differences: Difference[] = books.flatMap((of) => of.unbalanced);
  for (const [currency, total] of totals)
    if (total !== 0n)
      differences.push({
        copy: 'LEDGER',
        where: `all postings in ${currency || 'no currency'}`,
        held: String(total),
        expected: '0',
        at: differences[0]?.at ?? null,
      });
  const events = books.reduce((sum, of) => sum + of.events, 0);
  return { sums, imbalances: totals, events, differences };
}
