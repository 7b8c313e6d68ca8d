import { describe, expect, test } from '@jest/globals';
import {
  betId,
  decimalOdds,
  fixtureId,
  marketId,
  minorUnits,
  outcomeId,
  ticketId,
  type TicketBet,
} from '@stakelog/contracts';
import {
  betCommands,
  ended,
  facts,
  multiple,
  offered,
  placeBets,
  selection,
  single,
  system,
  usualStart,
  wideLimits,
} from '@stakelog/testing';
import * as fc from 'fast-check';
import { Desk } from '../laws/desk';

const now = 1_800_000_000_000;
const bet = betId(ticketId('t1'), 0);

/** Home, draw and away of market `m<n>` on a fixture of its own, at these odds. */
const shown = (n: number, odds: readonly number[], probPpb: number | null = null) => {
  const ids = { marketId: marketId(`m${n}`), fixtureId: fixtureId(`f${n}`) };
  const outcomes = ['home', 'draw', 'away'].map((id, index) => ({
    ...offered(id, odds[index] ?? 10_100),
    probPpb: id === 'home' ? probPpb : null,
  }));
  return [
    facts.fixtureDefined({ fixtureId: ids.fixtureId }),
    facts.marketDefined(ids),
    facts.snapshot({ marketId: ids.marketId, cashOut: 'AVAILABLE', outcomes }),
  ];
};

/** A desk without other margin than this, and a ticket on the home wins of these markets at these odds. */
function deskWith(marginBps: number, odds: readonly number[], bets?: readonly TicketBet[]): Desk {
  const desk = Desk.opened(usualStart(now));
  desk.adopt(facts.policy({ policyVersion: 2, cashOutMarginBps: marginBps }));
  for (const [index, price] of odds.entries())
    for (const fact of shown(index, [price, 40_000, 40_000]))
      desk.adoptPlaced({ partition: 0, key: `f${index}`, fact });
  const selections = odds.map((price, index) =>
    selection({
      marketId: marketId(`m${index}`),
      outcomeId: outcomeId('home'),
      odds: decimalOdds(price),
    }),
  );
  const placed = placeBets('t1', now, 1_000, { selections, ...(bets && { bets }) });
  expect(desk.decide(placed)).toMatchObject([{ type: 'BetAccepted' }]);
  return desk;
}

const nowShown = (
  desk: Desk,
  n: number,
  odds: readonly number[],
  probPpb: number | null = null,
) => {
  for (const fact of shown(n, odds, probPpb))
    desk.adoptPlaced({ partition: 0, key: `f${n}`, fact });
};

const offer = (desk: Desk, toShareBps = 10_000, key = 'q1') => {
  const [quoted] = desk.decide(betCommands.quoteCashOut(key, desk.nowMs, bet, toShareBps));
  return quoted?.type === 'CashOutQuoted' ? quoted.amount : quoted;
};

describe('what a cash-out is worth (domain.md §8)', () => {
  test.each([
    [0, 1_666],
    [500, 1_583],
  ])('£10 at 5.0 with p = 1/3, margin %i bps: %i', (marginBps, amount) => {
    const desk = deskWith(marginBps, [50_000]);
    nowShown(desk, 0, [30_000, 30_000, 30_000]);
    expect(offer(desk)).toBe(amount);
  });

  test('prices 2.0, 3.5 and 4.0 make p = 14/29: £10 at 2.5 is worth 12.06', () => {
    const desk = deskWith(0, [25_000]);
    nowShown(desk, 0, [20_000, 35_000, 40_000]);
    expect(offer(desk)).toBe(1_206);
    expect(desk.events.at(-1)).toMatchObject({ legs: [{ probPpb: 482_758_621 }] });
  });

  test('the feed’s word stands above its prices', () => {
    const desk = deskWith(0, [25_000]);
    nowShown(desk, 0, [20_000, 35_000, 40_000], 400_000_000);
    expect(offer(desk)).toBe(1_000);
    nowShown(desk, 0, [20_000, 35_000, 40_000], 1_000_000_000);
    expect(offer(desk, 10_000, 'q2')).toBe(2_500);
  });

  test('law 25: at p = 0 a single is worth nothing', () => {
    const desk = deskWith(0, [25_000]);
    nowShown(desk, 0, [20_000, 35_000, 40_000], 0);
    expect(offer(desk)).toMatchObject({ code: 'VALUE_TOO_LOW' });
  });

  test('a double with a leg won is worth the rest: 24.00, at 5 % 22.80, 40 % of it 9.12', () => {
    for (const [marginBps, share, amount] of [
      [0, 10_000, 2_400],
      [500, 10_000, 2_280],
      [500, 4_000, 912],
    ] as const) {
      const desk = deskWith(marginBps, [20_000, 30_000], [multiple(1_000, 2)]);
      desk.adoptPlaced({
        partition: 0,
        key: 'f0',
        fact: facts.resulted([ended('home')], { marketId: marketId('m0') }),
      });
      nowShown(desk, 1, [30_000, 40_000, 40_000], 400_000_000);
      expect(offer(desk, share)).toBe(amount);
    }
  });

  test('of 40 % cashed out, the rest that wins settles at 36.00', () => {
    const desk = deskWith(500, [20_000, 30_000], [multiple(1_000, 2)]);
    nowShown(desk, 1, [30_000, 40_000, 40_000], 400_000_000);
    offer(desk, 4_000);
    desk.decide(betCommands.cashOut('c1', now, 'q1'));
    const wins = [0, 1].map((n) =>
      facts.resulted([ended('home')], { marketId: marketId(`m${n}`) }),
    );
    for (const fact of wins) desk.adoptPlaced({ partition: 0, key: 'f0', fact });
    expect(desk.decide()).toMatchObject([{ type: 'BetSettled', payout: 3_600 }]);
  });

  test('a Trixie at p = ½ and evens is worth its stake', () => {
    const desk = deskWith(0, [20_000, 20_000, 20_000], [system(400, 3, [2, 3])]);
    for (const n of [0, 1, 2]) nowShown(desk, n, [20_000, 40_000, 40_000], 500_000_000);
    expect(offer(desk)).toBe(400);
  });

  test('a withdrawn runner leaves the rest of a market complete, at reduced odds', () => {
    const desk = deskWith(0, [40_000]);
    desk.adopt(
      facts.withdrawn({ marketId: marketId('m0'), outcomeId: outcomeId('away'), deductionPpm: 0 }),
    );
    expect(offer(desk)).toBe(2_000);
  });

  test('the most a bet may pay is the most that is offered', () => {
    const desk = Desk.opened(usualStart(now));
    const levels = [{ ...wideLimits, payoutMax: minorUnits(1_500) }];
    desk.adopt(facts.policy({ policyVersion: 2, cashOutMarginBps: 0, levels }));
    for (const fact of shown(0, [25_000, 40_000, 40_000])) desk.adopt(fact);
    const selections = [selection({ marketId: marketId('m0') })];
    desk.decide(placeBets('t1', now, 1_000, { selections, acceptPayoutCap: true }));
    nowShown(desk, 0, [25_000, 40_000, 40_000], 1_000_000_000);
    expect(offer(desk, 5_000, 'q1')).toBe(750);
    expect(offer(desk, 10_000, 'q2')).toBe(1_500);
  });

  test('law 25: with p = 1 for the later result and no margin, the value is the return', () => {
    const prices = fc.array(fc.integer({ min: 10_100, max: 60_000 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(prices, fc.integer({ min: 100, max: 5_000 }), (odds, stake) => {
        const sizes = odds.map((_, index) => index + 1);
        const played = odds.length === 1 ? single(stake) : system(stake, odds.length, sizes);
        const desk = deskWith(0, odds, [played]);
        for (const [n, price] of odds.entries())
          nowShown(desk, n, [price, 40_000, 40_000], 1_000_000_000);
        const promised = offer(desk);
        for (const n of odds.keys()) {
          const won = facts.resulted([ended('home')], { marketId: marketId(`m${n}`) });
          desk.adoptPlaced({ partition: 0, key: `f${n}`, fact: won });
        }
        const [settled] = desk.decide();
        const exact = settled?.type === 'BetSettled' ? settled.exactReturn : { num: '0', den: '1' };
        expect(BigInt(exact.num) / BigInt(exact.den)).toBe(BigInt(Number(promised)));
      }),
      { seed: 20_260_727, numRuns: 60 },
    );
  });
});
