import { describe, expect, test } from '@jest/globals';
import {
  accountId,
  decimalOdds,
  minorUnits,
  outcomeId,
  utcMs,
  type OddsEvent,
  type PlaceBets,
  type TradingLimit,
} from '@stakelog/contracts';
import {
  commands,
  facts,
  placeBets,
  selection,
  single,
  usualStart,
  wideLimits,
} from '@stakelog/testing';
import * as fc from 'fast-check';
import { Desk } from '../laws/desk';

const now = 1_800_000_000_000;
const money = minorUnits;

const limited = (over: Partial<TradingLimit>, more: readonly TradingLimit[] = []) =>
  facts.policy({ policyVersion: 2, levels: [{ ...wideLimits, ...over }, ...more] });

const level = (over: Partial<TradingLimit>): TradingLimit => ({
  level: 'GLOBAL',
  id: null,
  stakeMin: null,
  stakeMax: null,
  liabilityMax: null,
  payoutMax: null,
  marketLiabilityMax: null,
  ...over,
});

const deskWith = (...adopted: readonly OddsEvent[]) =>
  Desk.opened(usualStart(now, 1_000_000_000)).adopt(...adopted);

const at = (odds: number) => ({ selections: [selection({ odds: decimalOdds(odds) })] });

function alternative(place: PlaceBets, ...adopted: readonly OddsEvent[]) {
  const [event] = deskWith(...adopted).decide(place);
  return event?.type === 'BetRejected' ? event.alternative?.stakes : event?.type;
}

const bets = (from: readonly number[]) => from.map((stake) => single(stake));

const sterling = (...adopted: readonly OddsEvent[]) =>
  Desk.opened({
    ...usualStart(now),
    commands: [commands.openAccount(now, { currency: 'GBP' }), commands.deposit('d0', now, 50_000)],
  }).adopt(...adopted);

const share = (policyVersion: number, limit: number, effectiveAtMs: number) => ({
  ...limited({ marketLiabilityMax: money(limit) }),
  policyVersion,
  effectiveAtMs: utcMs(effectiveAtMs),
});

describe('limits by level', () => {
  test.each([
    [level({ level: 'SPORT', id: 'football', stakeMax: money(500) }), 500],
    [level({ level: 'SPORT', id: 'tennis', stakeMax: money(500) }), 900],
    [level({ level: 'MARKET_TYPE', id: 'MATCH_ODDS', stakeMax: money(400) }), 400],
    [level({ level: 'MARKET', id: 'm1', stakeMax: money(300) }), 300],
    [level({ level: 'MARKET', id: 'm1', stakeMax: money(3_000) }), 900],
  ])('%j: the smallest that applies binds', (narrower, stakeMax) => {
    const policy = limited({ stakeMax: money(900) }, [narrower]);
    expect(alternative(placeBets('t1', now, 5_000), policy)).toEqual([stakeMax]);
  });

  test('what no level sets is unlimited, and the return is not capped', () => {
    const desk = deskWith(facts.policy({ policyVersion: 2, levels: [] }));
    expect(desk.decide(placeBets('t1', now, 500_000_000))).toMatchObject([
      { type: 'BetAccepted', maxPayout: null },
    ]);
  });
});

describe('the largest stake', () => {
  test('a liability of 500.00 at 6.5 takes 90.90', () => {
    const policy = limited({ liabilityMax: money(50_000) });
    const price = facts.odds('home', 65_000);
    expect(alternative(placeBets('t1', now, 20_000, at(65_000)), policy, price)).toEqual([9_090]);
  });

  test('is not offered below the least stake', () => {
    const policy = limited({ stakeMin: money(100), liabilityMax: money(120) });
    expect(alternative(placeBets('t1', now, 20_000), policy)).toBeUndefined();
  });

  test('counts the bets of the ticket that come before', () => {
    const two = placeBets('t1', now, 0, { bets: [single(400), single(400)] });
    expect(alternative(two, limited({ marketLiabilityMax: money(900) }))).toEqual([400, 200]);
  });

  test('FILL_MAX accepts at it, and books what it accepted', () => {
    const desk = deskWith(limited({ liabilityMax: money(900) }));
    const place = placeBets('t1', now, 1_000, { onStakeLimit: 'FILL_MAX' });
    expect(desk.decide(place)).toMatchObject([
      {
        type: 'BetAccepted',
        stake: 600,
        potentialReturn: 1_500,
        postings: [
          { code: 'cash', amount: -600 },
          { code: 'open', amount: 600 },
        ],
      },
    ]);
  });

  test('FILL_MAX never tops up a stake that is too small', () => {
    const place = placeBets('t1', now, 9, { onStakeLimit: 'FILL_MAX' });
    expect(deskWith().decide(place)).toMatchObject([{ type: 'BetRejected', alternative: null }]);
  });

  test('law 21: it is accepted on the same facts, and one more minor unit is not', () => {
    const seed = 20_260_721;
    const limit = fc.integer({ min: 200, max: 100_000 }).map(money);
    fc.assert(
      fc.property(
        fc.record({
          stakeMax: limit,
          liabilityMax: limit,
          payoutMax: limit,
          marketLiabilityMax: limit,
        }),
        fc.integer({ min: 10_100, max: 200_000 }),
        fc.array(fc.integer({ min: 20, max: 200_000 }), { minLength: 1, maxLength: 3 }),
        fc.constantFrom('EUR', 'GBP', 'USD'),
        (bounds, odds, stakes, currency) => {
          const desk = Desk.opened({
            ...usualStart(now),
            commands: [
              commands.openAccount(now, { currency }),
              commands.deposit('d0', now, 1_000_000_000),
            ],
          }).adopt(limited(bounds), facts.odds('home', odds));
          const ticket = (key: string, from: readonly number[]) =>
            placeBets(key, now, 0, { ...at(odds), bets: bets(from) });
          const [event] = desk.decide(ticket('t1', stakes));
          if (event?.type !== 'BetRejected' || event.alternative === null) return;
          const offered = event.alternative.stakes;
          offered.forEach((stake, index) => {
            if (stake === stakes[index]) return;
            const more = offered.slice(0, index + 1).with(index, money(stake + 1));
            expect(desk.decide(ticket(`more${index}`, more))[0]?.type).toBe('BetRejected');
          });
          expect(desk.decide(ticket('t2', offered))[0]?.type).toBe('BetAccepted');
        },
      ),
      { seed, numRuns: 150 },
    );
  });
});

describe('caps and currencies', () => {
  test('a return above the cap is accepted where the bettor takes the cap', () => {
    const desk = deskWith(limited({ payoutMax: money(2_000) }));
    const place = placeBets('t1', now, 1_000, { acceptPayoutCap: true });
    expect(desk.decide(place)).toMatchObject([
      { type: 'BetAccepted', potentialReturn: 2_000, maxPayout: 2_000 },
    ]);
  });

  test('the cap of an account in pounds is in pounds', () => {
    const desk = sterling(limited({ payoutMax: money(2_000) }));
    const place = placeBets('t1', now, 1_000, { acceptPayoutCap: true });
    expect(desk.decide(place)).toMatchObject([
      { type: 'BetAccepted', potentialReturn: 1_700, maxPayout: 1_700 },
    ]);
  });

  test('the least stake that would pass is told in pounds', () => {
    const desk = sterling(limited({ stakeMin: money(100) }));
    expect(desk.decide(placeBets('t1', now, 84))).toMatchObject([
      { type: 'BetRejected', reasons: [{ code: 'STAKE_BELOW_MIN', detail: '85' }] },
    ]);
    expect(desk.decide(placeBets('t2', now, 85))).toMatchObject([{ type: 'BetAccepted' }]);
  });

  test('a currency without a rate takes no bets', () => {
    const desk = Desk.opened({
      ...usualStart(now),
      commands: [
        commands.openAccount(now, { currency: 'SEK' }),
        commands.deposit('d0', now, 50_000),
      ],
    });
    expect(desk.decide(placeBets('t1', now, 100))).toMatchObject([
      { type: 'BetRejected', reasons: [{ code: 'STAKE_ABOVE_MAX', detail: null }] },
    ]);
  });
});

describe('the quota of a market', () => {
  const away = {
    selections: [selection({ outcomeId: outcomeId('away'), odds: decimalOdds(29_000) })],
  };

  test('a bet that lowers the worst case is taken above the quota', () => {
    const desk = deskWith(limited({ marketLiabilityMax: money(1_500) }));
    expect(desk.decide(placeBets('t1', now, 1_000))).toMatchObject([{ type: 'BetAccepted' }]);
    expect(desk.decide(placeBets('t2', now, 100))).toMatchObject([
      { type: 'BetRejected', reasons: [{ code: 'LIABILITY_EXCEEDED' }] },
    ]);
    desk.adopt({ ...limited({ marketLiabilityMax: money(100) }), policyVersion: 3 });
    expect(desk.decide(placeBets('t3', now, 300, away))).toMatchObject([{ type: 'BetAccepted' }]);
  });

  test('is the partition’s share alone', () => {
    const policy = limited({ marketLiabilityMax: money(3_000) });
    for (const partition of [0, 1, 2]) {
      const desk = new Desk({ partition, partitions: 3 }).after(now);
      desk.adopt(...usualStart(now).facts, policy);
      desk.decide(...usualStart(now).commands);
      expect(desk.decide(placeBets('t1', now, 700))).toMatchObject([
        { type: 'BetRejected', alternative: { stakes: [666] } },
      ]);
    }
  });

  test('a share that rises counts from its time on, one that falls at once', () => {
    const desk = deskWith(share(2, 150, now), share(3, 900, now + 10_000));
    expect(desk.decide(placeBets('t1', now, 600))).toMatchObject([{ type: 'BetRejected' }]);
    desk.after(9_999);
    expect(desk.decide(placeBets('t2', now, 600))).toMatchObject([{ type: 'BetRejected' }]);
    desk.after(1);
    expect(desk.decide(placeBets('t3', now, 600))).toMatchObject([{ type: 'BetAccepted' }]);
    desk.adopt(share(4, 910, now + 60_000), share(5, 100, now + 60_000));
    const [event] = desk.decide(placeBets('t4', now, 10, away));
    expect(event).toMatchObject({ type: 'BetAccepted' });
    expect(desk.decide(placeBets('t5', now, 10))).toMatchObject([{ type: 'BetRejected' }]);
  });

  test('the bets of other accounts count, settled ones no more', () => {
    const other = { accountId: accountId('account-b'), commandId: 'b' };
    const desk = deskWith(limited({ marketLiabilityMax: money(1_500) }));
    desk.decide(
      commands.openAccount(now, other),
      commands.deposit('db', now, 5_000, { accountId: other.accountId }),
    );
    desk.decide(placeBets('t1', now, 1_000));
    const again = placeBets('t2', now, 100, { accountId: other.accountId });
    expect(desk.decide(again)).toMatchObject([{ type: 'BetRejected' }]);
    desk
      .adopt(facts.window(now, now + 1))
      .after(1)
      .decide();
    expect(desk.decide({ ...again, commandId: 't3', ticketId: again.ticketId })).toMatchObject([
      { type: 'BetAccepted' },
    ]);
  });
});
