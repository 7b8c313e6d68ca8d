import { limits } from '@stakelog/contracts';
import type { Metrics } from '@stakelog/runtime';
import type { Tenure, Turned } from './partition/tenure';

/** Everything a decider tells about itself (reliability.md §7). */
export class DeciderMetrics {
  private readonly decisions;
  private readonly batches;
  private readonly appendSeconds;
  private readonly decisionSeconds;
  private readonly unknown;
  private readonly epochs;
  private readonly drops;
  private readonly stops;
  private readonly recoverySeconds;
  private readonly stoppedBy = new Map<number, string>();
  /** Since when appends of a partition have had no answer, by the monotonic clock. */
  private readonly retryingSinceMs = new Map<number, number>();

  constructor(
    metrics: Metrics,
    tenures: () => readonly Tenure[],
    adoptionLagMs: () => number,
    /** Undefined in a process that writes no snapshots. */
    snapshotAgeMs?: () => number,
  ) {
    this.decisions = metrics.counter('decisions_total', 'Decisions by type.', ['type']);
    this.batches = metrics.counter('batches_total', 'Batches appended.', ['partition']);
    this.appendSeconds = metrics.latency('append_duration_seconds', 'Of appends to bet.events.');
    this.decisionSeconds = metrics.latency(
      'decision_latency_seconds',
      'Command appended to decision appended, by the broker’s clock.',
    );
    this.unknown = metrics.counter('append_unknown_total', 'Tenures lost, by cause.', ['cause']);
    this.epochs = metrics.counter('epoch_opened_total', 'Epochs opened.', ['partition']);
    this.drops = metrics.counter('fence_dropped_batches_total', 'Batches without effect.', [
      'reason',
    ]);
    this.stops = metrics.gauge('partition_stopped', '1: an operator is needed.', [
      'partition',
      'cause',
    ]);
    this.recoverySeconds = metrics.gauge('recovery_duration_seconds', 'Of the newest recovery.', [
      'partition',
    ]);
    metrics.gauge('commands_lag_records', 'Commands not yet decided.', ['partition'], (gauge) => {
      for (const { partition, state, commands } of tenures())
        gauge.set({ partition }, commands.lag(state.commandsNext));
    });
    tellAges(metrics, adoptionLagMs, snapshotAgeMs);
    this.tellRetries(metrics);
    metrics.gauge(
      'broker_clock_difference_seconds',
      'This clock minus the broker’s.',
      ['partition'],
      (gauge) => {
        for (const { partition, clock } of tenures())
          gauge.set({ partition }, clock.aheadMs() / 1_000);
      },
    );
    metrics.gauge('state_map_used_ratio', 'Fullest partition, by map.', ['map'], (gauge) => {
      for (const [map, ratio] of usedRatios(tenures())) gauge.set({ map }, ratio);
    });
  }

  private tellRetries(metrics: Metrics): void {
    metrics.gauge(
      'append_retrying_seconds',
      'For how long no append of the partition was answered.',
      ['partition'],
      (gauge) => {
        gauge.reset();
        for (const [partition, sinceMs] of this.retryingSinceMs)
          gauge.set({ partition }, (performance.now() - sinceMs) / 1_000);
      },
    );
  }

  turned({ partition }: Tenure, { decisions, commands, appendedAtMs, appendSeconds }: Turned) {
    this.batches.inc({ partition });
    this.retryingSinceMs.delete(partition);
    this.appendSeconds.observe(appendSeconds);
    for (const [type, count] of countedByType(decisions)) this.decisions.inc({ type }, count);
    if (appendedAtMs === undefined) return;
    for (const { record } of commands)
      this.decisionSeconds.observe(Math.max(0, appendedAtMs - record.appendedAtMs) / 1_000);
  }

  lost(partition: number, cause: string): void {
    this.unknown.inc({ cause });
    if (cause === 'outcome_unknown' && !this.retryingSinceMs.has(partition))
      this.retryingSinceMs.set(partition, performance.now());
  }

  epochOpened(partition: number): void {
    this.epochs.inc({ partition });
  }

  dropped(_partition: number, reason: string): void {
    this.drops.inc({ reason });
  }

  stopped(partition: number, cause: string): void {
    this.stoppedBy.set(partition, cause);
    this.stops.set({ partition, cause }, 1);
  }

  /** What stopped the partition does so no more. */
  recovered(partition: number, seconds: number): void {
    const cause = this.stoppedBy.get(partition);
    if (cause !== undefined) this.stops.set({ partition, cause }, 0);
    this.recoverySeconds.set({ partition }, seconds);
  }
}

function tellAges(
  metrics: Metrics,
  adoptionLagMs: () => number,
  snapshotAgeMs: (() => number) | undefined,
): void {
  metrics.gauge('odds_adoption_lag_seconds', 'Age of the newest fact adopted.', [], (gauge) =>
    gauge.set(adoptionLagMs() / 1_000),
  );
  metrics.gauge(
    'snapshot_age_seconds',
    'Of the partition whose newest is the oldest.',
    [],
    (gauge) => gauge.set((snapshotAgeMs?.() ?? 0) / 1_000),
  );
}

/** A counter finds its labels anew at each call: once per batch and type. */
function countedByType(decisions: Turned['decisions']): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of decisions) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

function usedRatios(tenures: readonly Tenure[]): ReadonlyMap<string, number> {
  const fullest = (size: (tenure: Tenure) => number) => Math.max(0, ...tenures.map(size));
  return new Map([
    ['accounts', fullest(({ state }) => state.accounts.size) / limits.accountsPerPartitionMax],
    ['bets', fullest(({ state }) => state.bets.size) / limits.betsPerPartitionMax],
    ['keys', fullest(({ state }) => state.keys.size) / limits.keysPerPartitionMax],
    ['markets', fullest(({ state }) => state.table.markets.size) / limits.marketsMax],
  ]);
}
