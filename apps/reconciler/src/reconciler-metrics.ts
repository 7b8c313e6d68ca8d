import type { ConservationCopy } from '@stakelog/contracts';
import type { Clock, Metrics } from '@stakelog/runtime';
import type { RoundResult } from './round/round';

/** What the reconciler shows of its rounds. */
export class ReconcilerMetrics {
  readonly #imbalance;
  readonly #differences;
  readonly #checked;
  readonly #withdrawn;
  readonly #gap;
  readonly #roundSeconds;
  readonly #comparedAtMs = new Map<ConservationCopy, number>();

  constructor(
    metrics: Metrics,
    private readonly copies: readonly ConservationCopy[],
    private readonly clock: Clock,
  ) {
    this.#imbalance = metrics.gauge(
      'ledger_imbalance_minor_units',
      'What all postings come to; not 0 is an incident.',
      ['currency'],
    );
    this.#differences = metrics.gauge(
      'reconciliation_differences',
      'Where a copy differs from the log, seen twice.',
      ['copy'],
    );
    this.#checked = metrics.counter(
      'reconciliation_checked_total',
      'Wallets, positions, rows and events compared.',
      ['copy'],
    );
    this.#withdrawn = metrics.counter(
      'reconciliation_withdrawn_total',
      'Read models taken out of service because they differed from the log.',
    );
    this.#gap = metrics.gauge(
      'recorder_completeness_gap_rows',
      'Ranges of rows in ClickHouse that differ from the log.',
    );
    this.#roundSeconds = metrics.latency('reconciliation_round_seconds', 'One round.');
    const startedAtMs = clock.monotonicMs();
    metrics.gauge(
      'reconciliation_age_seconds',
      'Since all of a copy was compared.',
      ['copy'],
      (gauge) => {
        for (const copy of copies) {
          const atMs = this.#comparedAtMs.get(copy) ?? startedAtMs;
          gauge.set({ copy }, (clock.monotonicMs() - atMs) / 1_000);
        }
      },
    );
    for (const copy of copies) this.#differences.set({ copy }, 0);
    this.#gap.set(0);
  }

  take({ comparisons, swept, ledger, confirmed, withdrawn }: RoundResult, tookMs: number): void {
    for (const copy of this.copies) {
      const found = confirmed.filter((difference) => difference.copy === copy).length;
      this.#differences.set({ copy }, found);
      if (copy === 'CLICKHOUSE') this.#gap.set(found);
      const of = comparisons.filter((comparison) => comparison.copy === copy);
      for (const { checked } of [...of, ...(copy === 'REDIS' ? swept : [])])
        this.#checked.inc({ copy }, checked);
      const compared = copy === 'LEDGER' || of.length > 0;
      if (compared && of.every(({ nextOffset }) => nextOffset !== undefined))
        this.#comparedAtMs.set(copy, this.clock.monotonicMs());
    }
    for (const [currency, total] of ledger.imbalances)
      this.#imbalance.set({ currency }, Number(total));
    this.#withdrawn.inc(withdrawn.length);
    this.#roundSeconds.observe(tookMs / 1_000);
  }
}
