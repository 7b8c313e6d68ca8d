import { utcMs, type GamblingLimitPeriod, type UtcMs } from '@stakelog/contracts';

/**
 * Calendar periods in UTC, by integer arithmetic alone (domain.md §9). Days count from 1970-01-01, weeks from the
 * Monday before it, months from January of the year 0.
 */
const dayMs = 86_400_000;
/** 1970-01-01 was a Thursday: the third day of its week, counted from 0. */
const thursday = 3;

export const dayOf = (ms: number): number => Math.floor(ms / dayMs);

export const weekOf = (day: number): number => Math.floor((day + thursday) / 7);

export const monthOf = (day: number): number => {
  const { year, month } = civil(day);
  return year * 12 + month;
};

/** Which period of its kind a day lies in. */
export function periodOf(period: GamblingLimitPeriod, day: number): number {
  switch (period) {
    case 'DAY':
      return day;
    case 'WEEK':
      return weekOf(day);
    case 'MONTH':
      return monthOf(day);
  }
}

/** When the period that a moment lies in began, in UTC milliseconds. */
export function periodStartMs(period: GamblingLimitPeriod, ms: number): number {
  const day = dayOf(ms);
  switch (period) {
    case 'DAY':
      return day * dayMs;
    case 'WEEK':
      return (weekOf(day) * 7 - thursday) * dayMs;
    case 'MONTH':
      return firstDayOf(monthOf(day)) * dayMs;
  }
}

/** The same time of day so many months later; the last day of the month where it has fewer days. */
export function monthsLater(ms: number, months: number): UtcMs {
  const day = dayOf(ms);
  const { dayOfMonth } = civil(day);
  const month = monthOf(day) + months;
  const first = firstDayOf(month);
  const lastOfMonth = firstDayOf(month + 1) - first - 1;
  return utcMs((first + Math.min(dayOfMonth, lastOfMonth)) * dayMs + (ms - day * dayMs));
}

/** Days of 400 years: the Gregorian calendar repeats after them. */
const eraDays = 146_097;
/** Days from 0000-03-01 to 1970-01-01. Years begin in March here, so that a leap day is their last. */
const epochDay = 719_468;

/** Year, month from 0 and day of the month from 0. */
function civil(day: number): { year: number; month: number; dayOfMonth: number } {
  const shifted = day + epochDay;
  const era = Math.floor(shifted / eraDays);
  const inEra = shifted - era * eraDays;
  const leapDays =
    Math.floor(inEra / 1_460) - Math.floor(inEra / 36_524) + Math.floor(inEra / 146_096);
  const yearOfEra = Math.floor((inEra - leapDays) / 365);
  const inYear = inEra - daysBeforeYear(yearOfEra);
  const fromMarch = Math.floor((5 * inYear + 2) / 153);
  const month = (fromMarch + 2) % 12;
  return {
    year: yearOfEra + era * 400 + (month < 2 ? 1 : 0),
    month,
    dayOfMonth: inYear - daysBeforeMonth(fromMarch),
  };
}

/** The first day of a month. */
function firstDayOf(month: number): number {
  const fromMarch = (month + 10) % 12;
  const year = Math.floor((month - 2) / 12);
  const era = Math.floor(year / 400);
  return era * eraDays + daysBeforeYear(year - era * 400) + daysBeforeMonth(fromMarch) - epochDay;
}

const daysBeforeYear = (yearOfEra: number) =>
  365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);

/** Of a year that begins in March: 31, 30, 31, 30, 31 days, again and again. */
const daysBeforeMonth = (fromMarch: number) => Math.floor((153 * fromMarch + 2) / 5);
