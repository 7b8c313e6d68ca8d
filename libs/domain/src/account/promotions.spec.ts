import { describe, expect, test } from '@jest/globals';
import {
  limits,
  marketId,
  minorUnits,
  utcMs,
  type BetCommand,
  type TicketBet,
} from '@stakelog/contracts';
import {
  commands,
  ended,
  facts,
  placeBets,
  selection,
  single,
  usualStart,
} from '@stakelog/testing';
import { Desk } from '../laws/desk';
import { Orders } from '../laws/orders';

const dayMs = 86_400_000;
const now = 1_773_014_400_000;
const m2 = marketId('m2');

const opened = (balance = 1_000) =>
  new Orders(Desk.opened(usualStart(now, balance)), facts.heartbeat);

type Ask = (key: string, ms: number) => BetCommand;
const grant =
  (freeBetId: string, over: Parameters<typeof commands.grantFreeBet>[3] = {}): Ask =>
  (key, ms) =>
    commands.grantFreeBet(key, ms, 100, { freeBetId, ...over });
const bonus =
  (amount: number, over: Parameters<typeof commands.grantBonus>[3] = {}): Ask =>
  (key, ms) =>
    commands.grantBonus(key, ms, amount, over);
const tokenBet = (freeBetId: string, over: Partial<TicketBet> = {}) =>
  single(100, 0, { funding: 'FREE_BET', freeBetId, ...over });
const place =
  (...bets: readonly TicketBet[]): Ask =>
  (key, ms) =>
    placeBets(key, ms, 0, { bets, selections: [selection()] });
const use = (freeBetId: string) => place(tokenBet(freeBetId));
const bonusBet = (stake: number) => place(single(stake, 0, { funding: 'BONUS' }));

const account = ({ desk }: Orders) => [...desk.state.accounts.values()][0];
const house = ({ desk }: Orders) => desk.state.houses.get('EUR');
const token = (orders: Orders, id = 'f') => account(orders)?.freeBets.get(id);

/** The result of `m1` for the home win, decided at once. */
const result = (orders: Orders, home: 'won' | 'lost' | 'void', resultVersion = 1) => {
  const shares = {
    won: ended('home'),
    lost: ended('home', [0, 1]),
    void: ended('home', [0, 1], [1, 1]),
  };
  const outcomes = [shares[home], ended('draw', [0, 1]), ended('away', [0, 1])];
  orders.desk.adopt(facts.resulted(outcomes, { resultVersion }));
  orders.desk.decide();
};
const rollback = ({ desk }: Orders) => desk.adopt(facts.rolledBack(1)).decide();

/** A bet of the token `f` is open. */
const betting = () => {
  const orders = opened();
  orders.tell(grant('f'));
  expect(orders.tell(use('f'))).toBe('BetAccepted');
  return orders;
};

/** Tokens `f`, `old` that lapsed, and `used`. */
const tokens = () => {
  const orders = opened();
  orders.tell(grant('f'));
  orders.tell(grant('old', { tokenExpiresAtMs: utcMs(now + 1_000) }));
  orders.tell(grant('used'));
  orders.tell(use('used'));
  return orders.at(now + 1_000);
};

describe('a grant', () => {
  test.each<{ what: string; ask: Ask; told: string }>([
    { what: 'a token', ask: grant('f'), told: 'FreeBetGranted' },
    {
      what: 'an expired token',
      ask: grant('f', { tokenExpiresAtMs: utcMs(now) }),
      told: 'FREE_BET_INVALID',
    },
    {
      what: 'a token of nothing',
      ask: grant('f', { amount: minorUnits(0) }),
      told: 'FREE_BET_INVALID',
    },
    { what: 'a known token', ask: grant('known'), told: 'FREE_BET_INVALID' },
    { what: 'bonus money', ask: bonus(500), told: 'BonusGranted' },
    {
      what: 'a lapsed bonus',
      ask: bonus(500, { bonusExpiresAtMs: utcMs(now) }),
      told: 'LIMIT_INVALID',
    },
    { what: 'no bonus', ask: bonus(0), told: 'LIMIT_INVALID' },
    { what: 'too much', ask: bonus(limits.balanceMax + 1), told: 'BALANCE_LIMIT_REACHED' },
  ])('of $what: $told', ({ ask, told }) => {
    const orders = opened();
    orders.tell(grant('known'));
    expect(orders.tell(ask)).toBe(told);
  });

  test('of more tokens than an account may have is refused, until old ones lapse', () => {
    const orders = opened();
    for (let each = 0; each < limits.freeBetsPerAccountMax; each++)
      orders.tell(grant(`f${each}`, { tokenExpiresAtMs: utcMs(now + dayMs + each) }));
    expect(orders.tell(grant('more'))).toBe(`FREE_BET_INVALID ${limits.freeBetsPerAccountMax}`);
  });
});

describe('row 30', () => {
  test.each<{ what: string; bets: readonly TicketBet[]; told: string }>([
    { what: 'used whole', bets: [tokenBet('f')], told: 'BetAccepted' },
    { what: 'unknown', bets: [tokenBet('none')], told: 'FREE_BET_INVALID unknown' },
    {
      what: 'not named',
      bets: [single(100, 0, { funding: 'FREE_BET' })],
      told: 'FREE_BET_INVALID unknown',
    },
    { what: 'used', bets: [tokenBet('used')], told: 'FREE_BET_INVALID used' },
    { what: 'expired', bets: [tokenBet('old')], told: 'FREE_BET_INVALID expired' },
    {
      what: 'of another amount',
      bets: [tokenBet('f', { stake: minorUnits(99) })],
      told: 'FREE_BET_INVALID 100',
    },
    {
      what: 'twice in a ticket',
      bets: [tokenBet('f'), tokenBet('f')],
      told: 'FREE_BET_INVALID used',
    },
  ])('a token $what: $told', ({ bets, told }) => {
    expect(tokens().tell(place(...bets))).toBe(told);
  });

  test('names the bet', () => {
    const answer = tokens().ask(place(tokenBet('f'), tokenBet('used')));
    expect(answer).toMatchObject({
      reasons: [{ code: 'FREE_BET_INVALID', level: 'bet', bet: 1, detail: 'used' }],
    });
  });
});

describe('a free bet', () => {
  test('is staked by the promotion, and counts for no limit', () => {
    const orders = betting();
    expect(account(orders)).toMatchObject({ balances: { cash: 1_000, open: 100 } });
    expect(account(orders)?.counters.sums.DAY).toMatchObject({ staked: 0 });
    expect(house(orders)).toMatchObject({ promo: -100 });
  });

  test.each([
    { home: 'won', cash: 1_150, book: -50, promo: -100 },
    { home: 'lost', cash: 1_000, book: 100, promo: -100 },
    { home: 'void', cash: 1_000, book: 0, promo: 0 },
  ] as const)('$home: cash $cash, book $book, promotion $promo', ({ home, cash, book, promo }) => {
    const orders = betting();
    result(orders, home);
    expect(account(orders)?.balances).toMatchObject({ cash, open: 0 });
    expect(house(orders)).toMatchObject({ book, promo });
    expect(account(orders)?.counters.sums.DAY).toMatchObject({ returned: 0 });
  });

  test('law 27: all void leaves every balance as before, and the token can be used again', () => {
    const orders = opened();
    orders.tell(grant('f'));
    const before = structuredClone([account(orders)?.balances, house(orders)]);
    orders.tell(use('f'));
    expect(token(orders)).toMatchObject({ uses: 1, bets: 1 });
    result(orders, 'void');
    expect([account(orders)?.balances, house(orders)]).toEqual(before);
    expect(token(orders)).toMatchObject({ uses: 0, bets: 1 });
    rollback(orders);
    expect(token(orders)).toMatchObject({ uses: 1, bets: 1 });
    orders.desk.adopt(facts.snapshot());
    expect(orders.tell(use('f'))).toBe('FREE_BET_INVALID used');
  });

  test('a token that two bets came to stand on is free again when both are void', () => {
    const orders = betting();
    result(orders, 'void');
    orders.desk.adopt(facts.marketDefined({ marketId: m2 }), facts.snapshot({ marketId: m2 }));
    const second = [selection({ marketId: m2 })];
    const other: Ask = (key, ms) =>
      placeBets(key, ms, 0, { bets: [tokenBet('f')], selections: second });
    expect(orders.tell(other)).toBe('BetAccepted');
    rollback(orders);
    expect(token(orders)).toMatchObject({ uses: 2, bets: 2 });
    result(orders, 'void', 2);
    expect(token(orders)).toMatchObject({ uses: 1, bets: 2 });
    orders.desk.adopt(facts.resulted([ended('home', [0, 1], [1, 1])], { marketId: m2 })).decide();
    expect(token(orders)).toMatchObject({ uses: 0, bets: 2 });
  });

  test.each([
    { aheadMs: 3 * dayMs, keptMs: 3 * dayMs },
    { aheadMs: 1_000, keptMs: dayMs },
  ])('given back $aheadMs ms before its expiry, it lasts $keptMs ms', ({ aheadMs, keptMs }) => {
    const orders = betting();
    const expiresAtMs = token(orders)?.expiresAtMs ?? 0;
    orders.at(expiresAtMs - aheadMs);
    result(orders, 'void');
    expect(token(orders)?.expiresAtMs).toBe(expiresAtMs - aheadMs + keptMs);
  });

  test('a held ticket has the token alone, and gives it back when refused', () => {
    const orders = opened();
    orders.tell(grant('f'));
    orders.desk.adopt(facts.snapshot({ betDelayMs: 5_000 }));
    expect(orders.tell(use('f'))).toBe('BetHeld');
    expect(orders.tell(use('f'))).toBe('FREE_BET_INVALID used');
    orders.desk.adopt(facts.odds('home', 20_000));
    expect(orders.at(now + 5_000).desk.decide()).toMatchObject([{ type: 'BetRejected' }]);
    expect(token(orders)).toMatchObject({ heldBy: null, uses: 0 });
    orders.desk.adopt(facts.odds('home', 25_000));
    expect(orders.tell(use('f'))).toBe('BetHeld');
    expect(orders.at(now + 10_000).desk.decide()).toMatchObject([{ type: 'BetAccepted' }]);
    expect(token(orders)).toMatchObject({ heldBy: null, uses: 1, bets: 1 });
  });

  test('its token answers for it until it leaves the state', () => {
    const orders = betting();
    result(orders, 'lost');
    orders.at(now + limits.correctionWindowMs).desk.decide();
    expect(token(orders)).toBeDefined();
    orders.at(now + limits.correctionWindowMs + 1).desk.decide();
    expect(token(orders)).toBeUndefined();
  });
});

describe('bonus money', () => {
  test('is staked and paid as bonus, is not withdrawn, and counts for no limit', () => {
    const orders = opened(50);
    orders.tell((key, ms) => commands.setLimit(key, ms, ['STAKE', 'DAY', 10]));
    orders.tell(bonus(300));
    expect(house(orders)).toMatchObject({ promo: -300 });
    expect(orders.tell(bonusBet(301))).toBe('INSUFFICIENT_FUNDS');
    expect(orders.tell(bonusBet(200))).toBe('BetAccepted');
    expect(account(orders)?.balances).toMatchObject({ cash: 50, bonus: 100, open: 200 });
    result(orders, 'won');
    expect(account(orders)?.balances).toMatchObject({ cash: 50, bonus: 600, open: 0 });
    expect(orders.tell((key, ms) => commands.withdraw(key, ms, 51))).toBe('INSUFFICIENT_FUNDS');
  });

  test('is staked until the latest grant lapses', () => {
    const orders = opened(0);
    orders.tell(bonus(300, { bonusExpiresAtMs: utcMs(now + 2_000) }));
    orders.tell(bonus(300, { bonusExpiresAtMs: utcMs(now + 1_000) }));
    expect(orders.at(now + 1_999).tell(bonusBet(100))).toBe('BetAccepted');
    expect(orders.at(now + 2_000).tell(bonusBet(100))).toBe('INSUFFICIENT_FUNDS');
  });

  test('a correction may take it below zero, and then it is no credit', () => {
    const orders = opened(0);
    orders.tell(bonus(100));
    orders.tell(bonusBet(100));
    result(orders, 'won');
    orders.desk.adopt(facts.marketDefined({ marketId: m2 }), facts.snapshot({ marketId: m2 }));
    const selections = [selection({ marketId: m2 })];
    const again = (key: string, ms: number) =>
      placeBets(key, ms, 0, { bets: [single(200, 0, { funding: 'BONUS' })], selections });
    expect(orders.tell(again)).toBe('BetAccepted');
    rollback(orders);
    expect(account(orders)?.balances).toMatchObject({ cash: 0, bonus: -200 });
    expect(orders.tell(again)).toBe('INSUFFICIENT_FUNDS');
  });

  test('held, it goes back to where it came from', () => {
    const orders = opened(50);
    orders.tell(bonus(300));
    orders.desk.adopt(facts.snapshot({ betDelayMs: 5_000 }));
    expect(orders.tell(bonusBet(300))).toBe('BetHeld');
    expect(account(orders)).toMatchObject({
      heldCash: 0,
      balances: { cash: 50, bonus: 0, held: 300 },
    });
    orders.desk.adopt(facts.odds('home', 20_000));
    expect(orders.at(now + 5_000).desk.decide()).toMatchObject([{ type: 'BetRejected' }]);
    expect(account(orders)).toMatchObject({
      heldCash: 0,
      balances: { cash: 50, bonus: 300, held: 0 },
    });
  });
});
