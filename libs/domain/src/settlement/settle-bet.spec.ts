import { describe, expect, test } from '@jest/globals';
import {
  decimalOdds,
  limits,
  outcomeId,
  ticketId,
  utcMs,
  type OddsEvent,
} from '@stakelog/contracts';
import {
  ended,
  facts,
  commands,
  placeBets,
  selection,
  single,
  usualStart,
} from '@stakelog/testing';
import { Desk } from '../laws/desk';

const now = 1_800_000_000_000;
const cash = (desk: Desk) => [...desk.state.accounts.values()][0]?.balances;

/** £10 on home at 2.5, accepted at `now`. */
function deskWithBet(...before: readonly OddsEvent[]) {
  const desk = Desk.opened(usualStart(now)).adopt(...before);
  expect(desk.decide(placeBets('t1', now, 1_000))).toMatchObject([{ type: 'BetAccepted' }]);
  return desk;
}

const won = facts.resulted([ended('home')]);
const lost = facts.resulted([ended('home', [0, 1])], { resultVersion: 2 });

describe('resettlement (domain.md §7.6)', () => {
  test('won, corrected, voided by a window, all rolled back: only differences move', () => {
    const desk = deskWithBet();
    const settle = (fact: OddsEvent) => desk.adopt(fact).after(1_000).decide();
    expect(settle(won)).toMatchObject([
      {
        type: 'BetSettled',
        version: 1,
        payout: 2_500,
        previousPayout: 0,
        delta: 2_500,
        reason: 'RESULT',
        postings: [
          { code: 'open', amount: -1_000 },
          { code: 'book', amount: -1_500 },
          { code: 'cash', amount: 2_500 },
        ],
      },
    ]);
    expect(settle(lost)).toMatchObject([
      { version: 2, payout: 0, previousPayout: 2_500, delta: -2_500, reason: 'CORRECTION' },
    ]);
    expect(settle(facts.window(now, now + 1))).toMatchObject([
      { version: 3, payout: 1_000, delta: 1_000, reason: 'WINDOW', legs: [{ rule: 'window/1' }] },
    ]);
    desk.adopt(facts.rolledBack(2));
    expect(settle(facts.windowRolledBack())).toMatchObject([
      { type: 'BetReopened', version: 3, previousPayout: 1_000, delta: -1_000 },
    ]);
    expect(cash(desk)).toMatchObject({ cash: 99_000, open: 1_000 });
    expect(settle(facts.resulted([ended('home')], { resultVersion: 3 }))).toMatchObject([
      { type: 'BetSettled', version: 4, previousPayout: 0, delta: 2_500 },
    ]);
  });

  test('a correction after a withdrawal may leave less than nothing, and then no bet is taken', () => {
    const desk = deskWithBet();
    desk.adopt(won).decide(commands.withdraw('w1', now, 101_500));
    desk.adopt(lost).decide();
    expect(cash(desk)).toMatchObject({ cash: -2_500, withdrawing: 101_500 });
    const refused = [{ reasons: [{ code: 'INSUFFICIENT_FUNDS' }] }];
    const away = placeBets('t2', now, 10, {
      selections: [selection({ outcomeId: outcomeId('away'), odds: decimalOdds(29_000) })],
    });
    expect(desk.decide(away)).toMatchObject(refused);
    expect(desk.decide(commands.withdraw('w2', now, 1))).toMatchObject([
      { type: 'CommandRejected' },
    ]);
    desk.decide(commands.deposit('d1', now, 2_509));
    expect(desk.decide({ ...away, commandId: 't3', ticketId: ticketId('t3') })).toMatchObject(
      refused,
    );
    desk.decide(commands.deposit('d2', now, 1));
    expect(desk.decide({ ...away, commandId: 't4', ticketId: ticketId('t4') })).toMatchObject([
      { type: 'BetAccepted' },
    ]);
  });

  test('a provisional result settles nothing', () => {
    const desk = deskWithBet();
    const provisional = facts.resulted([ended('home')], { certainty: 1 });
    expect(desk.adopt(provisional).decide()).toEqual([]);
    expect(desk.adopt({ ...won, resultVersion: 2 }).decide()).toMatchObject([{ payout: 2_500 }]);
  });

  test('a result of another outcome settles nothing; the same result again neither', () => {
    const desk = deskWithBet();
    expect(desk.adopt(facts.resulted([ended('away')])).decide()).toEqual([]);
    desk.adopt(facts.resulted([ended('home')], { resultVersion: 2 })).decide();
    const again = facts.resulted([ended('home')], { resultVersion: 3 });
    expect(desk.adopt(again).decide()).toEqual([]);
  });

  test('a withdrawn runner is void; ante-post it has lost', () => {
    expect(deskWithBet().adopt(facts.withdrawn()).decide()).toMatchObject([
      { payout: 1_000, reason: 'WITHDRAWAL' },
    ]);
    const antePost = deskWithBet(facts.marketDefined({ antePost: true }));
    expect(antePost.adopt(facts.withdrawn()).decide()).toMatchObject([
      { payout: 0, reason: 'WITHDRAWAL' },
    ]);
  });

  test('a withdrawal reduces the bets accepted before it, and a reinstatement undoes that', () => {
    const away = facts.withdrawn({
      outcomeId: outcomeId('away'),
      deductionPpm: 200_000,
      removedAtMs: utcMs(now + 1),
    });
    const desk = deskWithBet(facts.marketDefined({ reductionMethod: 'RULE4' }));
    expect(desk.adopt(away, won).decide()).toMatchObject([
      { payout: 2_200, legs: [{ effectiveOdds: { num: '11', den: '5' } }] },
    ]);
    const back = facts.reinstated({ outcomeId: outcomeId('away') });
    expect(desk.adopt(back).decide()).toMatchObject([{ payout: 2_500, delta: 300 }]);
    const later = deskWithBet(facts.marketDefined({ reductionMethod: 'RULE4' }));
    const atOnce = { ...away, removedAtMs: utcMs(now) };
    expect(later.adopt(atOnce, won).decide()).toMatchObject([{ payout: 2_500 }]);
  });
});

describe('void windows', () => {
  const [t1, t2] = [1_564_597_838_000, 1_564_598_513_000];

  test.each([
    [t1 - 1, false],
    [t1, true],
    [t2 - 1, true],
    [t2, false],
  ])('a bet accepted at %i is void: %s', (acceptedAt, isVoid) => {
    const desk = Desk.opened(usualStart(acceptedAt));
    desk.decide(placeBets('t1', acceptedAt, 1_000));
    const events = desk.adopt(facts.window(t1, t2)).decide();
    expect(events).toMatchObject(isVoid ? [{ payout: 1_000, reason: 'WINDOW' }] : []);
  });

  test.each([
    [null, null, true],
    [null, now, false],
    [null, now + 1, true],
    [now, null, true],
    [now + 1, null, false],
  ])('from %p to %p covers the bet: %s', (from, to, isVoid) => {
    const events = deskWithBet().adopt(facts.window(from, to)).decide();
    expect(events).toHaveLength(isVoid ? 1 : 0);
  });

  test('law 13: no result revives the leg, in any order; the rollback of every window does', () => {
    const other = facts.window(null, null, { windowId: 'w2' });
    const desk = deskWithBet().adopt(facts.window(now, null), other);
    expect(desk.decide()).toMatchObject([{ payout: 1_000 }]);
    expect(desk.adopt(won).decide()).toEqual([]);
    expect(desk.adopt(facts.windowRolledBack('w1')).decide()).toEqual([]);
    expect(desk.adopt(facts.windowRolledBack('w2')).decide()).toMatchObject([{ payout: 2_500 }]);
    desk.adopt(facts.window(now, null), other).decide();
    expect(desk.adopt(facts.windowRolledBack(null)).decide()).toMatchObject([{ payout: 2_500 }]);
  });
});

describe('chunks', () => {
  test('work is done so many settlements at a time, in the order of acceptance', () => {
    const desk = Desk.opened(usualStart(now, 10_000_000));
    const bets = Array.from({ length: 50 }, (_, index) => single(100 + index));
    const tickets = Array.from({ length: 25 }, (_, index) =>
      placeBets(`t${`${index}`.padStart(2, '0')}`, now, 0, { bets }),
    );
    desk.decide(...tickets);
    desk.adopt(won);
    const first = desk.decide();
    expect(first).toHaveLength(limits.settlementsPerBatchMax);
    expect(desk.batches.at(-1)?.opening.workOpen).toBe(1_250 - limits.settlementsPerBatchMax);
    while (desk.state.work.size > 0) desk.decide();
    const settled = desk.events.filter(({ type }) => type === 'BetSettled');
    const order = settled.map((event) =>
      event.type === 'BetSettled' ? [event.ticketId, event.bet] : [],
    );
    const accepted = tickets.flatMap(({ ticketId: id }) => bets.map((_, bet) => [id, bet]));
    expect(order).toEqual(accepted);
    expect(desk.state.work.size).toBe(0);
  });

  test('a bet that waits for work is settled once, by the facts in force then', () => {
    const desk = deskWithBet();
    expect(desk.adopt(won, lost).decide()).toMatchObject([{ version: 1, payout: 0 }]);
  });
});
