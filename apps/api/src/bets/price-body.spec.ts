import { describe, expect, it } from '@jest/globals';
import { TicketBody } from './ticket-body';

const ticket = (price: object) => ({
  selections: [{ marketId: 'm', outcomeId: 'o', ...price }],
  bets: [{ selections: [0], stake: 100 }],
});

describe('the odds that a bettor saw', () => {
  it.each<{ price: object; odds: number; fraction: object | null }>([
    { price: { odds: 25_000 }, odds: 25_000, fraction: null },
    {
      price: { odds: 13_333, fraction: { num: 1, den: 3 } },
      odds: 13_333,
      fraction: { num: 1, den: 3 },
    },
    { price: { fraction: { num: 1, den: 3 } }, odds: 13_333, fraction: { num: 1, den: 3 } },
    {
      price: { odds: { notation: 'FRACTIONAL', value: '22/16' } },
      odds: 23_750,
      fraction: { num: 11, den: 8 },
    },
    { price: { odds: { notation: 'DECIMAL', value: '2.375' } }, odds: 23_750, fraction: null },
    {
      price: { odds: { notation: 'AMERICAN', value: '-300' } },
      odds: 13_333,
      fraction: { num: 1, den: 3 },
    },
  ])('$price', ({ price, odds, fraction }) => {
    const [selection] = TicketBody.parse(ticket(price)).selections;
    expect(selection).toMatchObject({ odds, fraction });
  });

  it.each<{ price: object; path: string }>`
    price                                                | path
    ${{}}                                                | ${'odds'}
    ${{ odds: { notation: 'DECIMAL', value: '1.001' } }} | ${'odds'}
    ${{ odds: { notation: 'DECIMAL', value: '5/2' } }}   | ${'odds'}
    ${{ odds: { notation: 'ROMAN', value: 'II' } }}      | ${'odds'}
    ${{ odds: 10_099 }}                                  | ${'odds'}
    ${{ odds: 2.5 }}                                     | ${'odds'}
    ${{ fraction: { num: 1, den: 1_000 } }}              | ${'fraction'}
    ${{ fraction: { num: 1, den: 0 } }}                  | ${'fraction.den'}
  `('refuses $price at $path', ({ price, path }) => {
    const { error } = TicketBody.safeParse(ticket(price));
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([`selections.0.${path}`]);
  });
});
