import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, integer, pre, property, tuple, type Arbitrary } from 'fast-check';
import { formatOdds, oddsNotations, parseOdds, type OddsNotation } from './odds-notation';
import { decimalOdds, oddsMax, oddsMin } from './values';

const frac = (num: number, den: number) => ({ num, den });

describe('a price as people write it', () => {
  it.each([
    ['DECIMAL', '2.5', 25_000, null],
    ['DECIMAL', '1.01', 10_100, null],
    ['DECIMAL', '100000', 1_000_000_000, null],
    ['DECIMAL', '1.33333', 13_333, frac(33_333, 100_000)],
    ['FRACTIONAL', '11/8', 23_750, frac(11, 8)],
    ['FRACTIONAL', '4/6', 16_667, frac(2, 3)],
    ['FRACTIONAL', '1/3', 13_333, frac(1, 3)],
    ['FRACTIONAL', '100/1', 1_010_000, frac(100, 1)],
    ['FRACTIONAL', 'evens', 20_000, frac(1, 1)],
    ['FRACTIONAL', 'EVS', 20_000, frac(1, 1)],
    ['AMERICAN', '+150', 25_000, null],
    ['AMERICAN', '150', 25_000, null],
    ['AMERICAN', '-200', 15_000, null],
    ['AMERICAN', '-110', 19_091, frac(10, 11)],
    ['AMERICAN', '+100', 20_000, null],
    ['AMERICAN', '-100', 20_000, null],
    ['AMERICAN', 'EVEN', 20_000, null],
    ['HONG_KONG', '0.75', 17_500, null],
    ['HONG_KONG', '1.5', 25_000, null],
    ['MALAY', '0.8', 18_000, null],
    ['MALAY', '-0.8', 22_500, null],
    ['MALAY', '-0.35', 38_571, frac(20, 7)],
    ['MALAY', '1', 20_000, null],
    ['MALAY', '-1', 20_000, null],
    ['INDONESIAN', '1.5', 25_000, null],
    ['INDONESIAN', '-1.25', 18_000, null],
    ['INDONESIAN', '-1.5', 16_667, frac(2, 3)],
  ] as const)('%s %s is %i and %j', (notation, text, odds, fraction) =>
    expect(parseOdds(text, notation)).toEqual({ odds, fraction }),
  );

  it.each([
    ['DECIMAL', ''],
    ['DECIMAL', '1'],
    ['DECIMAL', '0.5'],
    ['DECIMAL', '2,5'],
    ['DECIMAL', '-2.5'],
    ['DECIMAL', '2.'],
    ['DECIMAL', '2e1'],
    ['DECIMAL', 'evens'],
    ['DECIMAL', '1.1234567'],
    ['FRACTIONAL', '11/0'],
    ['FRACTIONAL', '0/1'],
    ['FRACTIONAL', '-1/2'],
    ['FRACTIONAL', '1.5/2'],
    ['FRACTIONAL', '5'],
    ['AMERICAN', '+99'],
    ['AMERICAN', '-99.99'],
    ['AMERICAN', '+-150'],
    ['AMERICAN', '0'],
    ['HONG_KONG', '0'],
    ['HONG_KONG', '-0.5'],
    ['MALAY', '1.01'],
    ['MALAY', '-1.01'],
    ['MALAY', '0'],
    ['INDONESIAN', '0.99'],
    ['INDONESIAN', '-0.99'],
  ] as const)('%s has no price %j', (notation, text) =>
    expect(parseOdds(text, notation)).toEqual({ code: 'INVALID_FORMAT' }),
  );

  it.each([
    ['DECIMAL', '1.009999'],
    ['DECIMAL', '100000.0001'],
    ['FRACTIONAL', '1/101'],
    ['AMERICAN', '-10001'],
    ['HONG_KONG', '0.009999'],
    ['HONG_KONG', '100000'],
    ['MALAY', '-0.00001'],
    ['INDONESIAN', '-101'],
  ] as const)('%s %s is none that we take', (notation, text) =>
    expect(parseOdds(text, notation)).toEqual({ code: 'PRICE_OUT_OF_RANGE' }),
  );
});

describe('a price to show', () => {
  it.each([
    [25_000, null, ['2.50', '3/2', '+150', '1.50', '-0.6667', '1.50']],
    [15_000, null, ['1.50', '1/2', '-200', '0.50', '0.50', '-2.00']],
    [20_000, null, ['2.00', '1/1', '+100', '1.00', '1.00', '1.00']],
    [19_091, frac(10, 11), ['1.9091', '10/11', '-110', '0.9091', '0.9091', '-1.10']],
    [13_333, frac(1, 3), ['1.3333', '1/3', '-300', '0.3333', '0.3333', '-3.00']],
    [12_345, null, ['1.2345', '469/2000', '-426.44', '0.2345', '0.2345', '-4.2644']],
    [10_100, null, ['1.01', '1/100', '-10000', '0.01', '0.01', '-100.00']],
    [1_000_000_000, null, ['100000.00', '99999/1', '+9999900', '99999.00', '-0.00001', '99999.00']],
  ] as const)('%i, %j', (odds, fraction, texts) =>
    expect(
      oddsNotations.map((notation) => formatOdds({ odds: decimalOdds(odds), fraction }, notation)),
    ).toEqual(texts),
  );

  const price = integer({ min: oddsMin, max: oddsMax }).map(decimalOdds);
  const seed = 4;

  it.each(['DECIMAL', 'HONG_KONG'] as const)(`says all of it in %s (seed ${seed})`, (notation) =>
    assert(
      property(price, (odds) => {
        const text = formatOdds({ odds, fraction: null }, notation);
        expect(parseOdds(text, notation)).toEqual({ odds, fraction: null });
      }),
      { seed },
    ),
  );

  it(`says all of it as a fraction, whatever it was written in (seed ${seed})`, () =>
    assert(
      property(someText(), ([notation, text]) => {
        const parsed = parseOdds(text, notation);
        pre(!('code' in parsed));
        const again = parseOdds(formatOdds(parsed, 'FRACTIONAL'), 'FRACTIONAL');
        expect(again).toMatchObject({ odds: parsed.odds });
      }),
      { seed },
    ));
});

function someText(): Arbitrary<readonly [OddsNotation, string]> {
  const value = integer({ min: 1, max: 2_000_000 });
  const sign = constantFrom('', '-', '+');
  return tuple(constantFrom(...oddsNotations), sign, value).map(([notation, of, hundredths]) => [
    notation,
    `${of}${hundredths / 100}`,
  ]);
}
