import { describe, expect, test } from '@jest/globals';
import {
  decimalOdds,
  outcomeId,
  type Frac,
  type OddsEvent,
  type PriceChange,
} from '@stakelog/contracts';
import { facts, placeBets, selection, usualStart } from '@stakelog/testing';
import { Desk } from '../laws/desk';

const now = 1_800_000_000_000;

const priced = (odds: number, fraction: Frac | null = null): OddsEvent => ({
  ...facts.odds('home', odds),
  outcomes: [{ outcomeId: outcomeId('home'), odds: decimalOdds(odds), fraction, probPpb: null }],
});

function takes(
  requested: readonly [odds: number, fraction?: Frac],
  current: readonly [odds: number, fraction?: Frac],
  change: Partial<PriceChange>,
) {
  const desk = Desk.opened(usualStart(now)).adopt(priced(...current));
  const [event] = desk.decide(
    placeBets('t1', now, 1_000, {
      selections: [selection({ odds: decimalOdds(requested[0]), fraction: requested[1] ?? null })],
      priceChange: { policy: 'NONE', toleranceBps: null, minOdds: null, ...change },
    }),
  );
  expect(event).toMatchObject(
    event?.type === 'BetAccepted'
      ? { legs: [{ odds: current[0] }] }
      : { type: 'BetRejected', reasons: [{ code: 'ODDS_CHANGED' }] },
  );
  return event?.type === 'BetAccepted';
}

describe('price changes', () => {
  test.each([
    { policy: 'NONE', worse: false, same: true, better: false },
    { policy: 'BETTER', worse: false, same: true, better: true },
    { policy: 'ANY', worse: true, same: true, better: true },
  ] as const)('$policy', ({ policy, worse, same, better }) => {
    expect(takes([20_000], [19_999], { policy })).toBe(worse);
    expect(takes([20_000], [20_000], { policy })).toBe(same);
    expect(takes([20_000], [20_001], { policy })).toBe(better);
  });

  test('a drop from 1.91 to 1.77 is refused at 732 and taken at 733 ten-thousandths', () => {
    expect(takes([19_100], [17_700], { policy: 'TOLERANCE', toleranceBps: 732 })).toBe(false);
    expect(takes([19_100], [17_700], { policy: 'TOLERANCE', toleranceBps: 733 })).toBe(true);
  });

  test('a tolerance takes the same price and every better one', () => {
    expect(takes([20_000], [20_000], { policy: 'TOLERANCE', toleranceBps: 0 })).toBe(true);
    expect(takes([20_000], [90_000], { policy: 'TOLERANCE', toleranceBps: 0 })).toBe(true);
    expect(takes([20_000], [19_999], { policy: 'TOLERANCE', toleranceBps: null })).toBe(false);
  });

  test('exact prices compare: 1/3 is more than 1.3333', () => {
    const third = { num: 1, den: 3 };
    expect(takes([13_333, third], [13_333, third], { policy: 'NONE' })).toBe(true);
    expect(takes([13_333, third], [13_333], { policy: 'BETTER' })).toBe(false);
    expect(takes([13_333], [13_333, third], { policy: 'BETTER' })).toBe(true);
    expect(takes([13_333], [13_333, third], { policy: 'NONE' })).toBe(false);
    expect(takes([13_333, { num: 2, den: 6 }], [13_333, third], { policy: 'NONE' })).toBe(true);
  });

  test('the least odds stand on top of every policy', () => {
    const minOdds = decimalOdds(19_000);
    expect(takes([20_000], [19_000], { policy: 'ANY', minOdds })).toBe(true);
    expect(takes([20_000], [18_999], { policy: 'ANY', minOdds })).toBe(false);
    expect(takes([18_000], [18_000], { policy: 'NONE', minOdds })).toBe(false);
  });

  test('what was requested and what was used both stand on the leg', () => {
    const desk = Desk.opened(usualStart(now)).adopt(priced(26_000));
    const place = placeBets('t1', now, 1_000, {
      priceChange: { policy: 'BETTER', toleranceBps: null, minOdds: null },
    });
    expect(desk.decide(place)).toMatchObject([
      { legs: [{ requestedOdds: 25_000, odds: 26_000, oddsAt: { offset: 5 } }] },
    ]);
  });
});
