import { describe, expect, test } from '@jest/globals';
import {
  marketId,
  minorUnits,
  ticketId,
  type OddsEvent,
  type PlaceBets,
  type QuoteBets,
  type TradingLimit,
} from '@stakelog/contracts';
import {
  betCommands,
  commands,
  facts,
  multiple,
  placeBets,
  single,
  wideLimits,
} from '@stakelog/testing';
import { adopt, deskOf, home, now, type Match } from '../bet/testing/matches';
import type { Desk } from '../laws/desk';
import { stateDump } from '../laws/state-dump';

const odds = [15_000, 65_000, 30_000];
const matches = odds.map((each): Match => ({ odds: each }));
const delayMs = 2_000;
const inPlay = odds.map((each): Match => ({ odds: each, betDelayMs: delayMs }));
const ttlMs = 5_000;
const treble = { selections: home(odds), bets: [multiple(1_000, 3)] };

const quote = (key: string, over: Partial<QuoteBets> = {}) =>
  betCommands.quoteBets(key, now, 0, { ...treble, ...over });
const taking = (quoteId: string, key: string, over: Partial<PlaceBets> = {}) =>
  placeBets(key, now, 0, { ...treble, quoteId, ...over });

/** The price of home falls in one of the matches. */
const fallen = (desk: Desk, index: number, to: number) =>
  adopt(desk, [index, facts.odds('home', to, { marketId: marketId(`m${index + 1}`) })]);

const status = (state: Parameters<typeof facts.status>[0], marketVersion: number) =>
  facts.status(state, { marketId: marketId('m1'), marketVersion });

/** What stands on each market: stakes, and the return of home. */
const standing = ({ state }: Desk) =>
  [...state.exposure].map(([id, { stakes, returns }]) => [id, stakes, [...returns.values()][0]]);

const limited = (over: Partial<TradingLimit>) => ({ levels: [{ ...wideLimits, ...over }] });

describe('a reserved quote', () => {
  test('promises odds and stakes, and reserves what the bet would put on its markets', () => {
    const desk = deskOf(matches);
    expect(desk.decide(quote('q1'))).toMatchObject([
      {
        type: 'BetQuoted',
        quoteId: 'q1',
        bets: [{ odds, stake: 1_000, liability: [3_393, 15_664, 9_193] }],
        legs: [{ marketVersion: 1 }, { marketVersion: 1 }, { marketVersion: 1 }],
        ticketHash: quote('q1').bodyHash,
        quoteExpiresAtMs: now + ttlMs,
        policyVersion: 1,
        command: { type: 'QuoteBets' },
      },
    ]);
    const reserved = standing(desk);
    expect(reserved).toEqual([
      ['m1', 120, 3_513],
      ['m2', 555, 16_219],
      ['m3', 325, 9_518],
    ]);
    expect([...desk.state.accounts.values()][0]?.balances.held).toBe(0);
    expect(desk.decide(quote('q1'))).toMatchObject([
      { type: 'CommandRepeated', answers: [{ type: 'BetQuoted' }] },
    ]);
    desk.decide(taking('q1', 't1'));
    expect(standing(desk)).toEqual(reserved);
    expect(desk.state.quotes.size).toBe(0);
  });

  test('is taken at its odds and under its policy, whatever moved', () => {
    const desk = deskOf(matches);
    desk.decide(quote('q1'));
    fallen(desk, 0, 14_000);
    desk.adopt(facts.policy({ policyVersion: 2, ...limited({ stakeMax: minorUnits(1) }) }));
    expect(desk.decide(taking('q1', 't1'))).toMatchObject([
      {
        type: 'BetAccepted',
        quoteId: 'q1',
        policyVersion: 1,
        legs: [{ odds: 15_000, requestedOdds: null }, { odds: 65_000 }, { odds: 30_000 }],
        potentialReturn: 29_250,
      },
    ]);
    expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
    expect(desk.redecided()).toEqual(desk.batches.map(({ decisions }) => decisions));
  });

  test('lapses at its time, and releases what it reserved', () => {
    const desk = deskOf(matches);
    desk.decide(quote('q1'));
    expect(desk.after(ttlMs - 1).decide()).toEqual([]);
    expect(desk.after(1).decide()).toMatchObject([{ type: 'QuoteExpired', quoteId: 'q1' }]);
    expect(standing(desk)).toEqual([]);
    expect(desk.decide(taking('q1', 't1'))).toMatchObject([{ type: 'BetAccepted', quoteId: null }]);
    expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
  });

  test('counts against the quotas as an open bet does', () => {
    const desk = deskOf(matches, limited({ marketLiabilityMax: minorUnits(20_000) }));
    desk.decide(quote('q1'));
    expect(desk.decide(placeBets('t1', now, 0, treble))).toMatchObject([
      { type: 'BetRejected', reasons: [{ code: 'LIABILITY_EXCEEDED' }] },
    ]);
    expect(desk.decide(taking('q1', 't2'))).toMatchObject([{ type: 'BetAccepted' }]);
  });

  test('of FILL_MAX promises the stake that fits, and the ticket takes that', () => {
    const desk = deskOf(matches, limited({ stakeMax: minorUnits(700) }));
    const fill = { onStakeLimit: 'FILL_MAX' } as const;
    expect(desk.decide(quote('q1', fill))).toMatchObject([{ bets: [{ stake: 700 }] }]);
    desk.adopt(facts.policy({ policyVersion: 2, ...limited({ stakeMax: minorUnits(10) }) }));
    expect(desk.decide(taking('q1', 't1', fill))).toMatchObject([
      { type: 'BetAccepted', quoteId: 'q1', stake: 700 },
    ]);
  });

  test('each account has at most three', () => {
    const desk = deskOf(matches);
    desk.decide(quote('q1'), quote('q2'), quote('q3'));
    expect(desk.decide(quote('q4'))).toMatchObject([
      { type: 'CommandRejected', code: 'QUOTE_LIMIT_REACHED' },
    ]);
    desk.decide(taking('q2', 't1'));
    expect(desk.decide(quote('q5'))).toMatchObject([{ type: 'BetQuoted' }]);
  });

  test.each<readonly [string, string | null, Partial<QuoteBets>]>([
    ['INVALID_FORMAT', null, { bets: [] }],
    ['LINES_MISMATCH', '1', { bets: [multiple(1_000, 3, { lines: 2 })] }],
    ['ODDS_CHANGED', '15000', { selections: home([14_000, 65_000, 30_000]) }],
    ['STAKE_BELOW_MIN', '10', { bets: [multiple(9, 3)] }],
    ['INSUFFICIENT_FUNDS', null, { bets: [single(1_000), single(1_000_000_000)] }],
    ['ACCOUNT_UNKNOWN', null, { accountId: 'account-z' as QuoteBets['accountId'] }],
  ])('is refused with the first failing row: %s', (code, detail, over) => {
    const policy = code === 'INSUFFICIENT_FUNDS' ? { levels: [] } : {};
    expect(deskOf(matches, policy).decide(quote('q1', over))).toMatchObject([
      { type: 'CommandRejected', code, detail },
    ]);
  });
});

describe('a ticket that names a quote it may not take is decided as if it named none', () => {
  test.each<readonly [string, Partial<PlaceBets>, readonly OddsEvent[]]>([
    ['unknown', { quoteId: 'q9' }, []],
    ['another stake', { bets: [multiple(999, 3)] }, []],
    ['another bet', { bets: [...treble.bets, single(10)] }, []],
    ['other odds asked for', { selections: home([15_001, 65_000, 30_000]) }, []],
    [
      'another price policy',
      { priceChange: { policy: 'ANY', toleranceBps: null, minOdds: null } },
      [],
    ],
    ['suspended in between', {}, [status('SUSPENDED', 2), status('OPEN', 3)]],
  ])('%s', (_, over, adopted) => {
    const desk = deskOf(matches);
    desk.decide(quote('q1'));
    fallen(desk, 0, 14_000);
    adopt(desk, ...adopted.map((fact) => [0, fact] as const));
    const [event] = desk.decide(taking('q1', 't1', over));
    const isAny = over.priceChange !== undefined;
    expect(event).toMatchObject(
      isAny
        ? { type: 'BetAccepted', quoteId: null, legs: [{ odds: 14_000 }, {}, {}] }
        : { type: 'BetRejected', reasons: [{ code: 'ODDS_CHANGED' }] },
    );
  });

  test('another account’s', () => {
    const desk = deskOf(matches);
    desk.decide(quote('q1'));
    const other = { accountId: 'account-b' as QuoteBets['accountId'] };
    desk.decide(
      commands.openAccount(now, { ...other, commandId: 'b' }),
      commands.deposit('db', now, 50_000, other),
    );
    expect(desk.decide(taking('q1', 't1', other))).toMatchObject([{ quoteId: null }]);
  });

  test('stated market versions and the channel do not make it another', () => {
    const desk = deskOf(matches);
    desk.decide(quote('q1'));
    const selections = home(odds, { marketVersion: 1 });
    expect(desk.decide(taking('q1', 't1', { selections, channel: 'shop' }))).toMatchObject([
      { quoteId: 'q1' },
    ]);
  });

  test('rows 18 to 21 and 30 to 31 still decide', () => {
    const desk = deskOf(matches);
    desk.decide(quote('q1'));
    adopt(desk, [0, facts.betStopped(['all'])]);
    expect(desk.decide(taking('q1', 't1'))).toMatchObject([
      { reasons: [{ code: 'MARKET_SUSPENDED' }] },
    ]);
    const poor = deskOf(matches);
    poor.decide(quote('q1'), commands.withdraw('w', now, 999_999_500));
    expect(poor.decide(taking('q1', 't1'))).toMatchObject([
      { reasons: [{ code: 'INSUFFICIENT_FUNDS' }] },
    ]);
  });
});

const quotedInPlay = () => {
  const desk = deskOf(inPlay);
  expect(desk.decide(quote('q1'))).toMatchObject([{ quoteExpiresAtMs: now + ttlMs + delayMs }]);
  return desk;
};

describe('in play', () => {
  test('the ticket is held first, and the quote lives until it is decided', () => {
    const desk = quotedInPlay();
    desk.after(ttlMs + delayMs - 1);
    expect(desk.decide(taking('q1', 't1'))).toMatchObject([{ type: 'BetHeld' }]);
    fallen(desk, 0, 14_000);
    adopt(desk, [0, facts.heartbeat(desk.nowMs)], [0, facts.score(1)]);
    expect(desk.after(delayMs - 1).decide()).toEqual([]);
    const atDeadline = desk.after(1).decide();
    expect(atDeadline).toMatchObject([
      { type: 'BetAccepted', quoteId: 'q1', legs: [{ odds: 15_000 }, {}, {}] },
    ]);
    expect(desk.state.quotes.size).toBe(0);
    expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
    expect(desk.redecided()).toEqual(desk.batches.map(({ decisions }) => decisions));
  });

  test('a market suspended meanwhile: refused, and the quote ends', () => {
    const desk = quotedInPlay();
    desk.decide(taking('q1', 't1'));
    adopt(desk, [0, status('SUSPENDED', 2)], [0, status('OPEN', 3)]);
    expect(desk.after(delayMs).decide()).toMatchObject([
      { type: 'BetRejected', reasons: [{ code: 'MARKET_CHANGED', leg: 0 }] },
      { type: 'QuoteExpired', quoteId: 'q1' },
    ]);
    expect(standing(desk)).toEqual([]);
    expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
  });

  test('one ticket alone takes it', () => {
    const desk = quotedInPlay();
    desk.decide(taking('q1', 't1'), taking('q1', 't2', { ticketId: ticketId('t2') }));
    fallen(desk, 0, 14_000);
    expect(desk.after(delayMs).decide()).toMatchObject([
      { type: 'BetAccepted', ticketId: 't1', quoteId: 'q1' },
      { type: 'BetRejected', ticketId: 't2', reasons: [{ code: 'ODDS_CHANGED' }] },
    ]);
  });
});
