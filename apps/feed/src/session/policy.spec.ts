import { expect, it } from '@jest/globals';
import { utcMs } from '@stakelog/contracts';
import { policyAt, policyVersionAfter } from './policy';

const noonMs = utcMs(Date.UTC(2026, 10, 21, 12));
const first = policyAt(1, undefined, noonMs);
if (first?.type !== 'LimitPolicyChanged') throw new Error('a log without a policy gets its first');

it('numbers the first policy 1, and changes nothing where the bounds are the same', () => {
  expect(first.policyVersion).toBe(1);
  expect(policyAt(1, { ...first, session: 1, receivedAtMs: noonMs }, noonMs)).toBeUndefined();
});

it.each([
  ['is the second that it was made in', 1, noonMs, 217_425_600],
  ['is another where the log lost the one before', 1, noonMs + 1_000, 217_425_601],
  ['rises within one second', 217_425_600, noonMs, 217_425_601],
  ['rises under a clock that went back', 217_425_900, noonMs, 217_425_901],
  ['rises under a clock that stands before 2020', 7, 5_000, 8],
])('the number of the next policy %s', (_, policyVersion, nowMs, next) => {
  const inForce = { ...first, session: 1, receivedAtMs: noonMs, policyVersion };
  expect(policyVersionAfter(inForce, utcMs(nowMs))).toBe(next);
});
