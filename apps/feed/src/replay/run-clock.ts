import { limits, utcMs, type UtcMs } from '@stakelog/contracts';
import type { Statement } from '../fact';
import type { ReplayRun } from './replay-id';

/** Stands for `max`: nothing waits, and a day of a recording lasts a tenth of a second. */
export const SPEED_MAX = 1_000_000;

/** The one function that takes every time of a source to the clock of its run (domain.md §2). */
export class RunClock {
  constructor(
    private readonly run: Pick<ReplayRun, 'startMs' | 'speed'>,
    /** The first time that the source names: the moment the run began. */
    private readonly originMs: number,
  ) {}

  at(sourceMs: number): UtcMs {
    return utcMs(Math.round(this.run.startMs + (sourceMs - this.originMs) / this.run.speed));
  }

  /** The same statement with its times on this clock, and its bet delay as much shorter. */
  onClock(statement: Statement): Statement {
    const sourceAtMs = this.at(statement.sourceAtMs);
    switch (statement.type) {
      case 'FixtureDefined':
        return { ...statement, sourceAtMs, scheduledStartMs: this.at(statement.scheduledStartMs) };
      case 'FixtureStatusChanged':
        return { ...statement, sourceAtMs, actualStartMs: this.#maybe(statement.actualStartMs) };
      case 'RunnerWithdrawn':
        return { ...statement, sourceAtMs, removedAtMs: this.at(statement.removedAtMs) };
      case 'BetsCancelledInWindow': {
        const { fromMs, toMs } = statement;
        return { ...statement, sourceAtMs, fromMs: this.#maybe(fromMs), toMs: this.#maybe(toMs) };
      }
      case 'MarketSnapshot':
      case 'MarketStatusChanged':
        return { ...statement, sourceAtMs, betDelayMs: this.#delay(statement.betDelayMs) };
      case 'BetStopped':
      case 'BetsCancellationRolledBack':
      case 'LimitPolicyChanged':
      case 'MarketDefined':
      case 'MarketOverridden':
      case 'MarketResulted':
      case 'OddsChanged':
      case 'ProducerDown':
      case 'ProducerHeartbeat':
      case 'ProducerSessionOpened':
      case 'RecoveryCompleted':
      case 'RecoveryStarted':
      case 'ResultRolledBack':
      case 'RunnerReinstated':
      case 'ScoreChanged':
        return { ...statement, sourceAtMs };
    }
  }

  #maybe(sourceMs: UtcMs | null): UtcMs | null {
    return sourceMs === null ? null : this.at(sourceMs);
  }

  #delay(ms: number): number {
    return Math.min(limits.betDelayMsMax, Math.round(ms / this.run.speed));
  }
}
