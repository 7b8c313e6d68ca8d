import { describe, expect, test } from '@jest/globals';
import { decimalOdds, limits, outcomeId } from '@stakelog/contracts';
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
import { stateDump } from '../laws/state-dump';

const now = 1_800_000_000_000;
const hourMs = 3_600_000;
const open = () => Desk.opened(usualStart(now));
const balances = (desk: Desk) => [...desk.state.accounts.values()][0]?.balances;
const otherBody = 'f'.repeat(64);

describe('idempotency', () => {
  test('the same key and body gives the original answer, and moves nothing', () => {
    const desk = open();
    const place = placeBets('t1', now, 0, { bets: [single(100), single(200)] });
    const answer = desk.decide(place);
    const answerOffset = desk.state.nextOffset - 1;
    const before = balances(desk)?.cash;
    expect(desk.after(5_000).decide(place)).toEqual([
      {
        type: 'CommandRepeated',
        accountId: place.accountId,
        commandId: 't1',
        idempotencyKey: 't1',
        held: false,
        answeredAtMs: now,
        answerOffset,
        answers: answer,
      },
    ]);
    expect(balances(desk)?.cash).toBe(before);
  });

  test('a repeat in the same batch is one as well', () => {
    const deposit = commands.deposit('d1', now, 500);
    expect(open().decide(deposit, deposit)).toMatchObject([
      { type: 'FundsDeposited' },
      { type: 'CommandRepeated', answers: [{ type: 'FundsDeposited', amount: 500 }] },
    ]);
  });

  test('a refusal is repeated too, though it would pass now', () => {
    const desk = open();
    const place = placeBets('t1', now, 200_000);
    const refused = desk.decide(place);
    desk.decide(commands.deposit('d1', now, 500_000));
    expect(desk.decide(place)).toMatchObject([{ type: 'CommandRepeated', answers: refused }]);
  });

  test('another body, or another account, is a conflict and leaves the first answer', () => {
    const desk = open();
    const deposit = commands.deposit('d1', now, 500);
    desk.decide(deposit);
    expect(desk.decide({ ...deposit, bodyHash: otherBody })).toMatchObject([
      { type: 'CommandRejected', code: 'IDEMPOTENCY_CONFLICT' },
    ]);
    expect(desk.decide(deposit)).toMatchObject([{ type: 'CommandRepeated' }]);
  });

  test('a key protects for 25 hours of decided time', () => {
    const deposit = commands.deposit('d1', now, 500);
    const again = (ms: number, requestedAtMs: number) => {
      const desk = open();
      desk.decide(deposit);
      return desk
        .after(ms)
        .decide({ ...deposit, ...commands.deposit('d1', requestedAtMs, 500) })[0];
    };
    expect(again(23 * hourMs, now)).toMatchObject({ type: 'CommandRepeated' });
    expect(again(23 * hourMs, now + 23 * hourMs)).toMatchObject({ type: 'CommandRepeated' });
    expect(again(25 * hourMs, now)).toMatchObject({ type: 'CommandRepeated' });
    expect(again(25 * hourMs + 1, now)).toMatchObject({ code: 'REQUEST_STALE' });
    expect(again(25 * hourMs + 1, now + 25 * hourMs)).toMatchObject({ type: 'FundsDeposited' });
    expect(again(49 * hourMs, now)).toMatchObject({ code: 'REQUEST_STALE' });
    expect(again(49 * hourMs, now + 49 * hourMs)).toMatchObject({ type: 'FundsDeposited' });
  });

  test('a kept bet answers for a forgotten key', () => {
    const desk = open();
    const place = placeBets('t1', now, 100);
    const answer = desk.decide(place);
    desk.after(26 * hourMs);
    expect(desk.decide({ ...place, requestedAtMs: desk.nowMs })).toMatchObject([
      { type: 'CommandRepeated', answers: answer },
    ]);
  });

  test('it answers as long as any bet of the ticket is open', () => {
    const desk = open();
    const place = placeBets('t1', now, 100, {
      selections: [
        selection(),
        selection({ outcomeId: outcomeId('away'), odds: decimalOdds(29_000) }),
      ],
    });
    const answer = desk.decide(place);
    desk.adopt(facts.resulted([ended('home')])).decide();
    desk.after(8 * 24 * hourMs).decide();
    const again = { ...place, requestedAtMs: desk.nowMs, expiresAtMs: desk.nowMs };
    expect(desk.decide(again)).toMatchObject([{ type: 'CommandRepeated', answers: answer }]);
    desk.adopt(facts.resulted([ended('away')], { resultVersion: 2 })).decide();
    desk.after(8 * 24 * hourMs).decide();
    expect(stateDump(desk.state)).toMatchObject({ bets: [], betsByMarket: [], settled: [] });
    expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
  });

  test.each([
    [-24 * hourMs, 'FundsDeposited'],
    [-24 * hourMs - 1, 'REQUEST_STALE'],
    [60_000, 'FundsDeposited'],
    [60_001, 'REQUEST_IN_FUTURE'],
  ])('a command requested at %i ms: %s', (ms, answer) => {
    const [event] = open().decide(commands.deposit('d1', now + ms, 500));
    expect(event?.type === 'CommandRejected' ? event.code : event?.type).toBe(answer);
  });

  test('money that has moved does not lapse with the request; a price does', () => {
    const desk = open()
      .after(16_000)
      .adopt(facts.heartbeat(now + 16_000));
    expect(desk.decide(commands.deposit('d1', now, 500))).toMatchObject([
      { type: 'FundsDeposited' },
    ]);
    expect(desk.decide(placeBets('t1', now, 500))).toMatchObject([
      { reasons: [{ code: 'REQUEST_STALE' }] },
    ]);
  });

  test('a command that nobody can read is told, and no more', () => {
    const desk = open();
    expect(
      desk.decide({ offset: 0, code: 'TRUNCATED' }, commands.deposit('d1', now, 5)),
    ).toMatchObject([
      { type: 'CommandUndecodable', offset: 2, code: 'TRUNCATED' },
      { type: 'FundsDeposited' },
    ]);
  });
});

describe('money', () => {
  test('an account is opened once, and says what it is', () => {
    expect(
      open().decide(commands.openAccount(now, { commandId: 'again', currency: 'GBP' })),
    ).toMatchObject([{ type: 'CommandRejected', code: 'ACCOUNT_EXISTS', detail: 'EUR/MT' }]);
  });

  test.each([
    ['CompleteWithdrawal', { cash: 60_000, withdrawing: 0 }, { code: 'payments', amount: 40_000 }],
    ['FailWithdrawal', { cash: 100_000, withdrawing: 0 }, { code: 'cash', amount: 40_000 }],
  ] as const)('a withdrawal and its %s', (ends, after, posting) => {
    const desk = open();
    expect(desk.decide(commands.withdraw('w1', now, 100_001))).toMatchObject([
      { code: 'INSUFFICIENT_FUNDS' },
    ]);
    desk.decide(commands.withdraw('w2', now, 40_000));
    expect(balances(desk)).toMatchObject({ cash: 60_000, withdrawing: 40_000 });
    expect(desk.decide(commands.withdraw('w3', now, 1))).toMatchObject([
      { code: 'WITHDRAWAL_EXISTS' },
    ]);
    expect(desk.decide(commands.endWithdrawal(ends, 'e1', now, 39_999))).toMatchObject([
      { code: 'WITHDRAWAL_UNKNOWN' },
    ]);
    expect(desk.decide(commands.endWithdrawal(ends, 'e2', now, 40_000))).toMatchObject([
      { postings: [{ code: 'withdrawing', amount: -40_000 }, posting] },
    ]);
    expect(balances(desk)).toMatchObject(after);
    expect(desk.decide(commands.endWithdrawal(ends, 'e3', now, 40_000))).toMatchObject([
      { code: 'WITHDRAWAL_UNKNOWN' },
    ]);
  });

  test('nothing moves without an account, nor beyond the limit of a balance', () => {
    const stranger = new Desk().after(now);
    expect(
      stranger.decide(commands.deposit('d1', now, 5), commands.withdraw('w1', now, 5)),
    ).toMatchObject([{ code: 'ACCOUNT_UNKNOWN' }, { code: 'ACCOUNT_UNKNOWN' }]);
    expect(open().decide(commands.deposit('d1', now, limits.balanceMax - 99_999))).toMatchObject([
      { code: 'BALANCE_LIMIT_REACHED' },
    ]);
  });

  test('a win on top of the largest balance is paid', () => {
    const desk = open();
    desk.decide(
      commands.deposit('d1', now, limits.balanceMax - 100_000),
      placeBets('t1', now, 1_000),
    );
    expect(desk.adopt(facts.resulted([ended('home')])).decide()).toMatchObject([{ payout: 2_500 }]);
    expect(balances(desk)?.cash).toBe(limits.balanceMax + 1_500);
  });

  test('a refused deposit leaves no trace but its answer', () => {
    const desk = Desk.opened(usualStart(now, 0));
    desk.decide(commands.deposit('d1', now, 0, { accountId: placeBets('x', now, 1).accountId }));
    desk.decide(commands.withdraw('w1', now, 5));
    expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
  });

  test('an operator may correct below zero', () => {
    const desk = open();
    expect(desk.decide(commands.adjust('a1', now, -100_001))).toMatchObject([
      { type: 'BalanceAdjusted', amount: -100_001 },
    ]);
    expect(desk.decide(placeBets('t1', now, 10))).toMatchObject([
      { reasons: [{ code: 'INSUFFICIENT_FUNDS' }] },
    ]);
  });
});
