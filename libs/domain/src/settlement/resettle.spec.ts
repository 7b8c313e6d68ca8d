import { describe, expect, test } from '@jest/globals';
import { marketId, type BetAccepted, type OddsEvent } from '@stakelog/contracts';
import { facts } from '@stakelog/testing';
import { acceptedAtMs, legsAt, Settling, struck, word } from './testing/struck';

const double = () => struck(1_000, legsAt(20_000, 30_000));
const windowOn = (market: string) =>
  facts.window(acceptedAtMs, null, { marketId: marketId(market), windowId: `w-${market}` });
const windowGone = (market: string) => facts.windowRolledBack(null, { marketId: marketId(market) });

/** The ledger after both legs of a won double were corrected, in this order. */
function corrected(...markets: readonly string[]) {
  const settling = new Settling(double()).result('m1').result('m2');
  settling.settle();
  for (const market of markets) {
    settling.result(market, word.halfLost);
    settling.settle();
  }
  return settling.ledger;
}

/** £10 double at 2.0 and 3.0 of which this share was cashed out at nothing. */
function cashed(bps: number) {
  const settling = new Settling(double());
  const [bet] = settling.state.bets.values();
  if (bet !== undefined) bet.cashedBps = bps;
  return settling;
}

describe('when a bet of many legs settles (domain.md §7.5)', () => {
  test('a double waits for its second leg, unless the first has lost', () => {
    const settling = new Settling(double());
    expect(settling.result('m1').settle()).toEqual([]);
    expect(settling.result('m2').settle()).toMatchObject([{ payout: 6_000, version: 1 }]);
    const lost = new Settling(double());
    expect(lost.result('m2', word.lost).settle()).toMatchObject([
      {
        payout: 0,
        legs: [{ rule: 'undecided/1', cause: null }, { rule: 'result/2' }],
        postings: [
          { code: 'open', amount: -1_000 },
          { code: 'book', amount: 1_000 },
        ],
      },
    ]);
    expect(lost.result('m1').settle()).toEqual([]);
    expect(lost.result('m2').settle()).toMatchObject([{ version: 2, delta: 6_000 }]);
  });

  test('an each-way double waits while a place can still pay', () => {
    const terms = { placeTerms: { places: 3, fraction: { num: 1, den: 5 } } };
    const legs = legsAt(50_000, 50_000).map((leg) => ({ ...leg, ...terms }));
    const settling = new Settling(struck(1_000, legs, { eachWay: true }));
    const placed = { ...word.lost, position: { rank: 2, tied: 1 } };
    expect(settling.result('m1', placed).settle()).toEqual([]);
    const unplaced = { ...word.lost, position: { rank: 4, tied: 1 } };
    expect(settling.result('m1', unplaced).settle()).toMatchObject([{ payout: 0 }]);
  });

  test.each<[string, Partial<BetAccepted>, readonly ('won' | 'lost' | 'open')[], boolean]>([
    ['two of three lost: no double is left', { sizes: [2, 3] }, ['lost', 'lost', 'open'], true],
    ['with singles the third still counts', { sizes: [1, 2] }, ['lost', 'lost', 'open'], false],
    ['one of three lost', { sizes: [2] }, ['lost', 'won', 'open'], false],
    ['only the treble', { sizes: [3] }, ['lost', 'open', 'open'], true],
    [
      'a lost banker',
      {
        sizes: [2, 3],
        positions: [0, 1, 2].map((leg) => ({ selections: [leg], banker: leg === 0 })),
      },
      ['lost', 'open', 'open'],
      true,
    ],
    [
      'an open banker with one line alive',
      {
        sizes: [2],
        positions: [0, 1, 2].map((leg) => ({ selections: [leg], banker: leg === 0 })),
      },
      ['open', 'won', 'lost'],
      false,
    ],
    [
      'an open banker with nothing behind it',
      {
        sizes: [2],
        positions: [0, 1, 2].map((leg) => ({ selections: [leg], banker: leg === 0 })),
      },
      ['open', 'lost', 'lost'],
      true,
    ],
    [
      'a lost alternative beside an open one',
      {
        sizes: [2],
        positions: [
          { selections: [0, 1], banker: false },
          { selections: [2], banker: false },
        ],
      },
      ['lost', 'open', 'won'],
      false,
    ],
  ])('%s', (_, over, ends, settles) => {
    const legs = legsAt(20_000, 20_000, 20_000);
    const settling = new Settling(struck(1_200, legs, { kind: 'SYSTEM', ...over }));
    for (const [index, end] of ends.entries())
      if (end !== 'open') settling.result(`m${index + 1}`, word[end]);
    expect(settling.settle()).toHaveLength(settles ? 1 : 0);
  });
});

describe('corrections of many legs (domain.md §7.6)', () => {
  test('law 12: two legs corrected in either order give the same money', () => {
    expect(corrected('m1', 'm2')).toEqual(corrected('m2', 'm1'));
  });

  const acts: readonly [string, OddsEvent | 'm1' | 'm2', string][] = [
    ['window on m1', windowOn('m1'), 'WINDOW'],
    ['window on m2', windowOn('m2'), 'WINDOW'],
    ['correction of m1', 'm1', 'CORRECTION'],
    ['correction of m2', 'm2', 'CORRECTION'],
  ];
  test.each(acts)('%s gives its reason, and only the difference moves', (_, act, reason) => {
    const settling = new Settling(double()).result('m1').result('m2');
    settling.settle();
    if (typeof act === 'string') settling.result(act, word.void);
    else settling.adopt(act);
    const [event] = settling.settle();
    expect(event).toMatchObject({ type: 'BetSettled', version: 2, reason, previousPayout: 6_000 });
    expect(event?.delta).toBe((event?.type === 'BetSettled' ? event.payout : 0) - 6_000);
    expect(settling.settle()).toEqual([]);
  });

  test('law 10: settlement and rollback, window and its rollback, leave every balance as it was', () => {
    for (const accepted of [
      double(),
      struck(1_100, legsAt(20_000, 30_000, 15_000, 90_000), { kind: 'SYSTEM', sizes: [2, 3, 4] }),
      struck(900, legsAt(20_000, 30_000), { funding: 'FREE_BET', freeBetId: 'f' }),
      struck(900, legsAt(20_000, 30_000), { funding: 'BONUS' }),
    ]) {
      const settling = new Settling(accepted);
      const before = settling.ledger;
      const markets = accepted.legs.map((leg) => leg.marketId);
      for (const market of markets) settling.result(market);
      settling.settle();
      const won = settling.ledger;
      for (const market of markets) {
        settling.adopt(windowOn(market));
        expect(settling.settle()).toMatchObject([{ reason: 'WINDOW' }]);
      }
      for (const market of markets) settling.adopt(windowGone(market));
      settling.settle();
      expect(settling.ledger).toEqual(won);
      for (const market of markets) settling.rollBack(market);
      expect(settling.settle()).toMatchObject([{ type: 'BetReopened', cause: { partition: 0 } }]);
      expect(settling.ledger).toEqual(before);
    }
  });

  test('a rollback names the fact that took the leg back, an abandonment the status', () => {
    const settling = new Settling(double()).result('m1').result('m2');
    settling.settle();
    const offset = settling.facts;
    expect(settling.rollBack('m2').settle()).toMatchObject([{ cause: { partition: 0, offset } }]);
    settling.adopt(facts.fixtureStatus('ABANDONED'));
    expect(settling.settle()).toMatchObject([
      { version: 2, payout: 2_000, legs: [{ rule: 'result/2' }, { rule: 'abandoned/1' }] },
    ]);
    settling.adopt(facts.fixtureStatus('LIVE'));
    expect(settling.settle()).toMatchObject([
      { type: 'BetReopened', cause: { offset: offset + 2 } },
    ]);
  });

  test('legs that changed without moving money are a new version of delta 0', () => {
    const settling = new Settling(double()).result('m1', word.lost).result('m2', word.lost);
    settling.settle();
    expect(settling.result('m2', word.won).settle()).toMatchObject([
      { version: 2, delta: 0, postings: [] },
    ]);
    expect(settling.rollBack('m2').settle()).toMatchObject([
      { version: 3, delta: 0, legs: [{ rule: 'result/2' }, { rule: 'undecided/1' }] },
    ]);
  });
});

describe('partial cash-out (domain.md §8)', () => {
  test('40 % cashed out: the rest pays 60.00 · 0.6 = 36.00, and its stake leaves open', () => {
    const settling = cashed(4_000).result('m1').result('m2');
    expect(settling.settle()).toMatchObject([
      {
        payout: 3_600,
        exactReturn: { num: '6000', den: '1' },
        postings: [
          { code: 'open', amount: -600 },
          { code: 'book', amount: -3_000 },
          { code: 'cash', amount: 3_600 },
        ],
      },
    ]);
    expect(settling.rollBack('m1').settle()).toMatchObject([
      { postings: [{ code: 'open', amount: 600 }, { code: 'book' }, { code: 'cash' }] },
    ]);
  });

  test('100 % is final: no later fact has an effect', () => {
    const settling = cashed(10_000).result('m1').result('m2');
    expect(settling.settle()).toEqual([]);
    expect(settling.adopt(windowOn('m1')).rollBack('m2').settle()).toEqual([]);
  });
});
