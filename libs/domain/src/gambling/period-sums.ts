import { words, type GamblingLimitPeriod } from '@stakelog/contracts';
import { dayOf, periodOf, periodStartMs } from './calendar';

/** What is counted in one period: minor units, and milliseconds of the sessions that ended. */
export type PeriodSums = {
  readonly deposited: number;
  /** Stakes of bets accepted for cash. */
  readonly staked: number;
  /** What such bets paid, less what was taken back; of bets of earlier periods as well. */
  readonly returned: number;
  readonly sessionMs: number;
};

/** The sums of one day, and of the week and the month that it lies in. */
export type Counters = {
  day: number;
  readonly sums: Record<GamblingLimitPeriod, PeriodSums>;
};

const periods = words['gambling-limit-period'];
const nothing: PeriodSums = { deposited: 0, staked: 0, returned: 0, sessionMs: 0 };

export const newCounters = (): Counters => ({
  day: 0,
  sums: { DAY: nothing, WEEK: nothing, MONTH: nothing },
});

/** The sums of the period that is running: none where the newest counted are of an earlier one. */
export function sumsOf(
  { day, sums }: Counters,
  period: GamblingLimitPeriod,
  decidedAtMs: number,
): PeriodSums {
  const today = dayOf(decidedAtMs);
  const isCurrent = today === day || periodOf(period, today) === periodOf(period, day);
  return isCurrent ? sums[period] : nothing;
}

/** Counts in all periods that are running. */
export function countIn(counters: Counters, decidedAtMs: number, counted: Partial<PeriodSums>) {
  const { deposited = 0, staked = 0, returned = 0, sessionMs = 0 } = counted;
  const today = dayOf(decidedAtMs);
  const { sums } = counters;
  for (const period of periods) {
    const before = today === counters.day ? sums[period] : sumsOf(counters, period, decidedAtMs);
    sums[period] = {
      deposited: before.deposited + deposited,
      staked: before.staked + staked,
      returned: before.returned + returned,
      sessionMs: before.sessionMs + sessionMs,
    };
  }
  counters.day = today;
}

/** Counts a session that ends: of each running period the part that lies in it. */
export function countSession(counters: Counters, startedAtMs: number, endedAtMs: number): void {
  for (const period of periods) {
    const sums = sumsOf(counters, period, endedAtMs);
    const sessionMs = sums.sessionMs + sessionPartMs(period, startedAtMs, endedAtMs);
    counters.sums[period] = { ...sums, sessionMs };
  }
  counters.day = dayOf(endedAtMs);
}

/** How much of a session lies in the period that is running. */
export const sessionPartMs = (
  period: GamblingLimitPeriod,
  startedAtMs: number,
  nowMs: number,
): number => nowMs - Math.max(startedAtMs, periodStartMs(period, nowMs));
