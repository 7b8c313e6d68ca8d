import { describe, expect, test } from '@jest/globals';
import { accountId, betId, limits, ticketId, utcMs, type OddsEvent } from '@stakelog/contracts';
import {
  betCommands,
  commands,
  ended,
  envelope,
  facts,
  offered,
  placeBets,
  usualStart,
} from '@stakelog/testing';
import { Desk } from '../laws/desk';
import { stateDump } from '../laws/state-dump';

const now = 1_800_000_000_000;
const bet = betId(ticketId('t1'), 0);
const available = facts.snapshot({ cashOut: 'AVAILABLE' });
const withoutDraw = facts.snapshot({
  cashOut: 'AVAILABLE',
  outcomes: [offered('home', 25_000), offered('draw', 32_000, 'INACTIVE'), offered('away', 29_000)],
});
const delayMs = 4_000;
const inPlay = facts.status('OPEN', { marketVersion: 2, inPlay: true, betDelayMs: delayMs });
const won = facts.resulted([ended('home')]);

/** £10 at 2.5 on the home win, on a market that lets bets be cashed out: worth 9.45, at 5 % 8.98. */
function deskWithBet(...adopted: readonly OddsEvent[]): Desk {
  const desk = Desk.opened(usualStart(now)).adopt(available);
  desk.decide(placeBets('t1', now, 1_000));
  return desk.adopt(...adopted);
}

const quote = (desk: Desk, key = 'q1', toShareBps = 10_000, id: string = bet) =>
  desk.decide(betCommands.quoteCashOut(key, desk.nowMs, id, toShareBps)).at(-1);
const take = (desk: Desk, key = 'c1', quoteId = 'q1') =>
  desk.decide(betCommands.cashOut(key, desk.nowMs, quoteId)).at(-1);
const balances = (desk: Desk) => [...desk.state.accounts.values()][0]?.balances;

describe('a quote', () => {
  test('promises an amount for a while, and says what it was made from', () => {
    const desk = deskWithBet(facts.score(3));
    expect(quote(desk)).toMatchObject({
      type: 'CashOutQuoted',
      quoteId: 'q1',
      bet: 0,
      toShareBps: 10_000,
      amount: 898,
      marginBps: 500,
      policyVersion: 1,
      quoteExpiresAtMs: now + 5_000,
      legs: [{ marketVersion: 1, scoreVersion: 3, probPpb: 378_312_271 }],
    });
    expect(balances(desk)).toMatchObject({ cash: 99_000, open: 1_000 });
  });

  test.each<[string, readonly OddsEvent[]]>([
    ['BET_NOT_OPEN', [won]],
    ['CASHOUT_NOT_OFFERED', [facts.snapshot()]],
    ['CASHOUT_NOT_OFFERED', [facts.odds('draw', null)]],
    ['CASHOUT_NOT_OFFERED', [withoutDraw]],
    ['CASHOUT_NOT_OFFERED', [facts.marketDefined({ numberOfWinners: 2 })]],
    ['CASHOUT_NOT_OFFERED', [facts.marketDefined({ settlement: 'ASIAN_HANDICAP' })]],
    ['CASHOUT_SUSPENDED', [facts.snapshot({ cashOut: 'SUSPENDED' })]],
    ['CASHOUT_SUSPENDED', [facts.status('SUSPENDED')]],
    ['CASHOUT_SUSPENDED', [facts.overridden('SUSPENDED')]],
    ['CASHOUT_SUSPENDED', [facts.window(now + 1, null)]],
    ['CASHOUT_SUSPENDED', [facts.fixtureStatus('INTERRUPTED')]],
    ['CASHOUT_SUSPENDED', [facts.down()]],
  ])('is refused: %s (%#)', (code, adopted) => {
    const desk = deskWithBet(...adopted).after(1);
    expect(quote(desk)).toMatchObject({ type: 'CashOutRejected', code, betId: bet });
  });

  test('is refused for bets of others and of nobody', () => {
    const desk = deskWithBet();
    const b = accountId('account-b');
    const other = { accountId: b, commandId: 'open-b' };
    desk.decide(commands.openAccount(now, other));
    expect(
      desk.decide(
        betCommands.quoteCashOut('q1', now, bet, 10_000, { accountId: b }),
        betCommands.quoteCashOut('q2', now, 'nothing-0'),
        betCommands.quoteCashOut('q3', now, bet, 10_000, { accountId: accountId('account-c') }),
      ),
    ).toMatchObject([{ code: 'BET_UNKNOWN' }, { code: 'BET_UNKNOWN' }, { code: 'BET_UNKNOWN' }]);
  });

  test.each([0, -1, 10_001, 9_910])('of a share of %i bps is invalid', (share) => {
    expect(quote(deskWithBet(), 'q1', share)).toMatchObject({ code: 'SHARE_INVALID' });
  });

  test('leaves at least the minimum stake in the bet, or nothing', () => {
    expect(quote(deskWithBet(), 'q1', 9_900)).toMatchObject({ type: 'CashOutQuoted' });
  });

  test('too many of one account: the oldest goes', () => {
    const desk = deskWithBet();
    const most = limits.cashOutQuotesPerAccountMax;
    for (let n = 0; n <= most; n++) quote(desk, `q${n}`);
    expect(desk.state.cashOutQuotes.size).toBe(most);
    expect(take(desk, 'c0', 'q0')).toMatchObject({ code: 'QUOTE_UNKNOWN' });
    expect(take(desk, 'c1', 'q1')).toMatchObject({ type: 'BetCashedOut' });
  });
});

describe('a cash-out', () => {
  test('pays the quoted amount, closes the stake, and is final', () => {
    const desk = deskWithBet();
    quote(desk);
    desk.adopt(facts.odds('home', 12_000));
    expect(take(desk)).toMatchObject({
      type: 'BetCashedOut',
      amount: 898,
      previousShareBps: 0,
      toShareBps: 10_000,
      stakeClosed: 1_000,
      postings: [
        { code: 'open', amount: -1_000 },
        { code: 'book', amount: 102 },
        { code: 'cash', amount: 898 },
      ],
    });
    expect(balances(desk)).toMatchObject({ cash: 99_898, open: 0 });
    expect(desk.state.exposure.size).toBe(0);
    for (const fact of [won, facts.rolledBack(1), facts.window(null, null)])
      expect(desk.adopt(fact).decide()).toEqual([]);
    expect(take(desk, 'c2')).toMatchObject({ code: 'QUOTE_UNKNOWN' });
    expect(quote(desk, 'q2')).toMatchObject({ code: 'BET_NOT_OPEN' });
    expect(desk.state.work.size).toBe(0);
    desk.after(limits.correctionWindowMs + 1).decide();
    expect(desk.state.bets.size).toBe(0);
    expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
  });

  test('law 24: shares are cumulative, and each is paid at its own value', () => {
    const desk = deskWithBet();
    expect(quote(desk, 'q1', 4_000)).toMatchObject({ amount: 359 });
    expect(take(desk)).toMatchObject({ stakeClosed: 400, previousShareBps: 0 });
    expect([...desk.state.exposure.values()]).toMatchObject([
      { stakes: 600, returns: new Map([['home', 1_500]]) },
    ]);
    expect(quote(desk, 'q2', 4_000)).toMatchObject({ code: 'SHARE_INVALID' });
    desk.adopt(facts.odds('home', 15_000));
    const second = quote(desk, 'q3', 7_000);
    expect(second).toMatchObject({ amount: 358 });
    expect(take(desk, 'c3', 'q3')).toMatchObject({ stakeClosed: 300, previousShareBps: 4_000 });
    expect(balances(desk)?.open).toBe(300);
    expect(desk.adopt(won).decide()).toMatchObject([{ payout: 750 }]);
    expect(balances(desk)?.open).toBe(0);
    expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
  });

  test('one quote pays once, and no other of the same share after it', () => {
    const desk = deskWithBet();
    quote(desk, 'q1', 5_000);
    quote(desk, 'q2', 8_000);
    take(desk);
    expect(take(desk, 'c2', 'q1')).toMatchObject({ code: 'QUOTE_UNKNOWN' });
    expect(take(desk, 'c3', 'q2')).toMatchObject({ code: 'QUOTE_UNKNOWN', betId: bet });
  });

  test.each<[string, number, readonly OddsEvent[]]>([
    ['BET_NOT_OPEN', 0, [won]],
    ['CASHOUT_NOT_OFFERED', 0, [facts.snapshot()]],
    ['CASHOUT_SUSPENDED', 0, [facts.status('SUSPENDED')]],
    ['QUOTE_EXPIRED', 5_000, []],
    [
      'QUOTE_EXPIRED',
      limits.cashOutQuoteKeptMs,
      [facts.heartbeat(now + limits.cashOutQuoteKeptMs)],
    ],
    ['QUOTE_UNKNOWN', limits.cashOutQuoteKeptMs + 1, []],
    ['MARKET_CHANGED', 0, [facts.status('OPEN', { marketVersion: 2 })]],
    ['SCORE_CHANGED', 0, [facts.score(1)]],
  ])('is refused: %s', (code, ms, adopted) => {
    const desk = deskWithBet();
    quote(desk);
    desk.adopt(...adopted).after(ms);
    expect(desk.decide(betCommands.cashOut('c1', desk.nowMs, 'q1')).at(-1)).toMatchObject({
      type: 'CashOutRejected',
      code,
      quoteId: 'q1',
    });
  });

  test('is refused for quotes of others and of nobody', () => {
    const desk = deskWithBet();
    quote(desk);
    const b = accountId('account-b');
    desk.decide(commands.openAccount(now, { accountId: b, commandId: 'open-b' }));
    expect(
      desk.decide(
        betCommands.cashOut('c1', now, 'q1', { accountId: b }),
        betCommands.cashOut('c2', now, 'q9'),
      ),
    ).toMatchObject([{ code: 'QUOTE_UNKNOWN' }, { code: 'QUOTE_UNKNOWN' }]);
    expect(take(desk, 'c3')).toMatchObject({ type: 'BetCashedOut' });
  });

  test('comes behind what the bet still waits for: no cash-out of a known result', () => {
    const desk = deskWithBet();
    quote(desk);
    desk.adopt(won);
    desk.receive([betCommands.cashOut('c1', now, 'q1')]);
    expect(desk.decideUpTo()).toMatchObject([{ type: 'BetSettled' }, { code: 'BET_NOT_OPEN' }]);
  });
});

describe('a cash-out in play', () => {
  const held = () => {
    const desk = deskWithBet(inPlay, facts.score(1));
    expect(quote(desk)).toMatchObject({ quoteExpiresAtMs: now + 5_000 + delayMs });
    return desk.after(4_999);
  };

  test('waits for the delay, which its quote covers, and then pays', () => {
    const desk = held();
    expect(take(desk)).toMatchObject({
      type: 'CashOutHeld',
      quoteId: 'q1',
      deadlineMs: now + 4_999 + delayMs,
    });
    expect(take(desk)).toMatchObject({ type: 'CommandRepeated', held: true });
    expect(desk.after(delayMs - 1).decide()).toEqual([]);
    expect(desk.after(5_000).decide()).toMatchObject([{ type: 'BetCashedOut', amount: 898 }]);
    expect(take(desk)).toMatchObject({ type: 'CommandRepeated', answers: [{ amount: 898 }] });
    expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
  });

  test('comes too late where the delay would outlive the quote', () => {
    expect(take(held().after(1))).toMatchObject({ code: 'QUOTE_EXPIRED' });
  });

  test.each<[string, readonly OddsEvent[]]>([
    ['BET_NOT_OPEN', [won]],
    ['CASHOUT_SUSPENDED', [facts.status('SUSPENDED', { marketVersion: 2 })]],
    [
      'MARKET_CHANGED',
      [
        facts.status('SUSPENDED', { marketVersion: 3 }),
        facts.status('OPEN', { marketVersion: 4, inPlay: true, betDelayMs: delayMs }),
      ],
    ],
    ['SCORE_CHANGED', [facts.score(2)]],
  ])('is looked at again: %s', (code, adopted) => {
    const desk = held();
    take(desk);
    desk.after(delayMs).adopt(...adopted);
    expect(desk.decide().at(-1)).toMatchObject({ type: 'CashOutRejected', code });
    expect(desk.state.cashOutHolds.size).toBe(0);
    expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
  });

  test('held twice, a quote pays once; its holds keep it when the account asks for more', () => {
    const desk = held();
    take(desk, 'c1');
    take(desk, 'c2');
    for (let n = 2; n < limits.cashOutQuotesPerAccountMax + 2; n++) quote(desk, `q${n}`);
    expect(desk.after(delayMs).decide()).toMatchObject([
      { type: 'BetCashedOut' },
      { type: 'CashOutRejected', code: 'BET_NOT_OPEN' },
    ]);
  });
});

describe('an excluded or suspended account', () => {
  const timeOut = {
    type: 'Exclude',
    ...envelope('x1', now),
    kind: 'TIME_OUT',
    untilMs: utcMs(now + 25 * 3_600_000),
    reason: null,
  } as const;
  const suspended = {
    type: 'SetAccountStatus',
    ...envelope('x2', now),
    status: 'SUSPENDED',
    verification: 'VERIFIED',
    location: 'ALLOWED',
    reason: 'check',
  } as const;

  test.each([timeOut, suspended])('neither asks for a quote nor takes one: $type', (command) => {
    const desk = deskWithBet();
    quote(desk);
    desk.decide(command);
    expect(quote(desk, 'q2')).toMatchObject({ code: 'ACCOUNT_BLOCKED' });
    expect(take(desk)).toMatchObject({ code: 'ACCOUNT_BLOCKED' });
  });

  test.each([timeOut, suspended])('is not paid what was held: $type', (command) => {
    const desk = deskWithBet(inPlay);
    quote(desk);
    expect(take(desk)).toMatchObject({ type: 'CashOutHeld' });
    desk.decide(command);
    expect(desk.after(delayMs).decide()).toMatchObject([
      { type: 'CashOutRejected', code: 'ACCOUNT_BLOCKED', betId: bet },
    ]);
  });
});
