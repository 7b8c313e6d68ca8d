import { describe, expect, test } from '@jest/globals';
import { dayOf, monthOf, monthsLater, periodOf, periodStartMs, weekOf } from './calendar';

const dayMs = 86_400_000;

const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Years, months and weekdays by counting days one at a time: slow, and obviously right. */
function* counted(untilYear: number) {
  const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  let day = 0;
  for (let year = 1970; year < untilYear; year++)
    for (const [month, length] of lengths.entries()) {
      const days = month === 1 && isLeap(year) ? 29 : length;
      for (let dayOfMonth = 0; dayOfMonth < days; dayOfMonth++)
        yield { day: day++, year, month, dayOfMonth, days };
    }
}

describe('calendar', () => {
  test('says the month of every day until 2500, and when it began', () => {
    const wrong = [...counted(2_500)].filter(
      ({ day, year, month, dayOfMonth }) =>
        monthOf(day) !== year * 12 + month ||
        periodStartMs('MONTH', day * dayMs + 5) !== (day - dayOfMonth) * dayMs,
    );
    expect(wrong).toEqual([]);
  });

  test('weeks begin on Monday, after 7 days each', () => {
    for (const { day } of counted(1_973)) {
      // 1970-01-01, day 0, was a Thursday: Mondays are 4, 11, 18 …
      expect(weekOf(day) - weekOf(day - 1)).toBe(day % 7 === 4 ? 1 : 0);
      expect(periodStartMs('WEEK', day * dayMs)).toBe((day - ((day + 3) % 7)) * dayMs);
    }
  });

  test.each([
    { what: 'Sunday, last ms', ms: 1_773_014_399_999, in: [20_520, 2_931, 24_314] },
    { what: 'Monday, first ms', ms: 1_773_014_400_000, in: [20_521, 2_932, 24_314] },
    { what: '31 January, last', ms: 1_769_903_999_999, in: [20_484, 2_926, 24_312] },
    { what: '1 February', ms: 1_769_904_000_000, in: [20_485, 2_926, 24_313] },
    { what: '29 February, last', ms: 1_709_251_199_999, in: [19_782, 2_826, 24_289] },
    { what: '1 March, leap year', ms: 1_709_251_200_000, in: [19_783, 2_826, 24_290] },
    { what: 'New Year', ms: 1_798_761_600_000, in: [20_819, 2_974, 24_324] },
    { what: 'before 1970', ms: -1, in: [-1, 0, 23_639] },
  ])('$what: day, week, month $in', ({ ms, in: expected }) => {
    const periods = ['DAY', 'WEEK', 'MONTH'] as const;
    expect(periods.map((period) => periodOf(period, dayOf(ms)))).toEqual(expected);
  });

  test('six months later is the same day of the month, or its last', () => {
    const days = [...counted(2_110)];
    const firsts = days.filter(({ dayOfMonth }) => dayOfMonth === 0);
    const wrong = days.slice(0, -365).filter(({ day, year, month, dayOfMonth }) => {
      const target = firsts[(year - 1970) * 12 + month + 6];
      const expected = (target?.day ?? 0) + Math.min(dayOfMonth, (target?.days ?? 0) - 1);
      return monthsLater(day * dayMs + 7, 6) !== expected * dayMs + 7;
    });
    expect(wrong).toEqual([]);
  });
});
