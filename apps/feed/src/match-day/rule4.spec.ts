import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { rule4Ppm, rule4Scale } from './rule4';

const path = '../shared/data/oracles/rule4-scale.json';
const given = existsSync(path) ? describe : describe.skip;
if (!existsSync(path)) process.stderr.write(`skipped: ${path} is not here\n`);

type Scale = { bands: { deduction: number; shortest: string | null; longest: string | null }[] };
const bands = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Scale).bands : [];

/** The decimal odds of a fraction, rounded as prices are. */
function odds(written: string): number {
  const [num = 0, den = 1] = written.split('/').map(Number);
  return Math.round(10_000 + (num * 10_000) / den);
}

given('the Rule 4 scale', () => {
  it.each(bands.filter(({ longest }) => longest !== null))(
    'takes $deduction pence from $shortest to $longest',
    ({ deduction, shortest, longest }) => {
      const shortestOdds = shortest === null ? 10_100 : odds(shortest);
      expect(rule4Ppm(shortestOdds)).toBe(deduction * 10_000);
      expect(rule4Ppm(odds(longest ?? ''))).toBe(deduction * 10_000);
      // A price between two bands belongs to the shorter one.
      const between = shortest === null ? 1_000_000 : rule4Ppm(shortestOdds - 1);
      expect(between).toBeGreaterThan(deduction * 10_000);
    },
  );

  it('takes nothing beyond 14/1', () => {
    expect([rule4Ppm(150_000), rule4Ppm(150_001), rule4Ppm(1_000_000)]).toEqual([50_000, 0, 0]);
  });

  it('is a version of its own', () => {
    const next = { version: 2, longest: 14, bands: [[0, 1, 50]] } as const;
    expect(rule4Scale.version).toBe(1);
    expect(rule4Ppm(150_000, next)).toBe(500_000);
  });
});
