import { words, type GamblingLimitPeriod } from '@stakelog/contracts';
import { dayOf, periodOf, periodStartMs } from './calendar';

/** What is counted in one period: minor units, and milliseconds of the sessions that ended. Counted up in place. */
export type PeriodSums = {
  deposited: number;
  /** Stakes of bets accepted for cash. */
  staked: number;
  /** What such bets paid, less what was taken back; of bets of earlier periods as well. */
  returned: number;
  sessionMs: number;
};

/** The sums of one day, and of the week and the month that it lies in. */
export type Counters = {
  day: number;
  readonly sums: Record<GamblingLimitPeriod, Readonly<PeriodSums>>;
};

const periods = words['gambling-limit-period'];
/** Shared by the many accounts that counted nothing in a period. */
export const noSums: Readonly<PeriodSums> = { deposited: 0, staked: 0, returned: 0, sessionMs: 0 };

export const newCounters = (): Counters => ({
  day: 0,
  sums: { DAY: noSums, WEEK: noSums, MONTH: noSums },
});

/** The sums of the period that is running: none where the newest counted are of an earlier one. */
export function sumsOf(
  { day, sums }: Counters,
  period: GamblingLimitPeriod,
  decidedAtMs: number,
): Readonly<PeriodSums> {
  const today = dayOf(decidedAtMs);
  const isCurrent = today === day || periodOf(period, today) === periodOf(period, day);
  return isCurrent ? sums[period] : noSums;
}

/** Counts in all periods that are running. */
export function countIn(counters: Counters, decidedAtMs: number, counted: Partial<PeriodSums>) {
  const { deposited = 0, staked = 0, returned = 0, sessionMs = 0 } = counted;
  for (const period of periods) {
    const sums = ownSums(counters, period, decidedAtMs);
    sums.deposited += deposited;
    sums.staked += staked;
    sums.returned += returned;
    sums.sessionMs += sessionMs;
  }
  counters.day = dayOf(decidedAtMs);
}

/** Of the period that is running, the account's own to count up. */
function ownSums(counters: Counters, period: GamblingLimitPeriod, decidedAtMs: number): PeriodSums {
  const sums = sumsOf(counters, period, decidedAtMs);
  const own = sums === noSums ? { ...noSums } : sums;
  counters.sums[period] = own;
  return own;
}

/** Counts a session that ends: of each running period the part that lies in it. */
export function countSession(counters: Counters, startedAtMs: number, endedAtMs: number): void {
  for (const period of periods) {
    const sums = ownSums(counters, period, endedAtMs);
    sums.sessionMs += sessionPartMs(period, startedAtMs, endedAtMs);
  }
  counters.day = dayOf(endedAtMs);
}

/** How much of a session lies in the period that is running. */
export const sessionPartMs = (
  period: GamblingLimitPeriod,
  startedAtMs: number,
  nowMs: number,
): number => nowMs - Math.max(startedAtMs, periodStartMs(period, nowMs));
