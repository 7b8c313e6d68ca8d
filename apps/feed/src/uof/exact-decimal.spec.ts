import { describe, expect, it } from '@jest/globals';
import { exactDecimal, factorsOf, probPpb } from './exact-decimal';

describe('a decimal text', () => {
  it.each([
    ['0', 0n, 1n],
    ['0.5', 5n, 10n],
    ['1e2', 100n, 1n],
    ['8.97094E-4', 897_094n, 1_000_000_000n],
  ])('%s is exact', (written, num, den) => expect(exactDecimal(written)).toEqual({ num, den }));

  it.each(['', '-1', '.5', '1.', 'NaN', '1/2', '1e999', '0x1'])('%j is none', (written) =>
    expect(exactDecimal(written)).toBeUndefined(),
  );

  it.each([
    ['0.0000000005', 1],
    ['0.00000000049', 0],
    ['1', 1_000_000_000],
    ['8.97094E-4', 897_094],
    ['1.1', undefined],
    ['?', undefined],
  ])('as a probability, %s is %p ppb', (written, ppb) => expect(probPpb(written)).toBe(ppb));

  it('is no share that is finer than a billionth', () => {
    const [third, one] = [exactDecimal('0.3333333333'), exactDecimal('1')];
    expect(third && one && factorsOf(1, { num: 0n, den: 1n }, third)).toBeUndefined();
  });
});
