import { expect, it } from '@jest/globals';
import { clockOffsetMs } from './clock';

it.each([
  [{}, 0],
  [{ CLOCK_OFFSET_MS: '-3600000' }, -3_600_000],
  [{ NODE_ENV: 'production', CLOCK_OFFSET_MS: '0' }, 0],
])('a clock of %j is %d ms wrong', (environment, offsetMs) => {
  expect(clockOffsetMs(environment)).toBe(offsetMs);
});

it('is never wrong on purpose in production', () => {
  const environment = { NODE_ENV: 'production', CLOCK_OFFSET_MS: '1' };
  expect(() => clockOffsetMs(environment)).toThrow('production');
});

it('refuses what is no number', () => {
  expect(() => clockOffsetMs({ CLOCK_OFFSET_MS: 'noon' })).toThrow('whole number');
});
