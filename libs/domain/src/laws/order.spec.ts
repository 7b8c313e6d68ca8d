import { describe, expect, test } from '@jest/globals';
import {
  accountId,
  betId,
  decimalOdds,
  fixtureId,
  marketId,
  ticketId,
  utcMs,
  outcomeId,
  type OddsEvent,
} from '@stakelog/contracts';
import { commands, ended, facts, offered, placeBets, selection } from '@stakelog/testing';
import * as fc from 'fast-check';
import { Desk } from './desk';
import { stateDump } from './state-dump';

const now = 1_800_000_000_000;
const seed = 20_260_726;
const fixtures = ['f0', 'f1', 'f2'] as const;
type Fixture = (typeof fixtures)[number];

/** A book with bets on every outcome of three fixtures, accepted a second apart. */
function book(): Desk {
  const desk = new Desk().after(now);
  desk.adopt(facts.policy(), facts.heartbeat(now));
  for (const fixture of fixtures) {
    const ids = { marketId: marketId(fixture), fixtureId: fixtureId(fixture) };
    const outcomes = [offered('home', 25_000), offered('draw', 32_000), offered('away', 29_000)];
    place(desk, fixture, facts.marketDefined({ ...ids, reductionMethod: 'RULE4' }));
    place(desk, fixture, facts.snapshot({ marketId: ids.marketId, outcomes }));
  }
  desk.decide(commands.openAccount(now), commands.deposit('d1', now, 100_000));
  for (const [round, stake] of [700, 1_100].entries()) {
    desk.after(1_000);
    for (const fixture of fixtures)
      for (const [outcome, odds] of [
        ['home', 25_000],
        ['draw', 32_000],
        ['away', 29_000],
      ] as const)
        desk.decide(
          placeBets(`${fixture}-${outcome}-${round}`, desk.nowMs, stake, {
            selections: [
              selection({
                marketId: marketId(fixture),
                outcomeId: outcomeId(outcome),
                odds: decimalOdds(odds),
              }),
            ],
          }),
        );
  }
  expect(desk.state.bets.size).toBe(18);
  return desk.after(1_000);
}

const place = (desk: Desk, fixture: Fixture, fact: OddsEvent) =>
  desk.adoptPlaced({ partition: 0, key: fixture, fact });

/** Money alone: balances, houses, and each bet's payout in force. */
function money(desk: Desk) {
  do desk.decideUpTo();
  while (desk.state.work.size > 0);
  const { accounts, houses } = stateDump(desk.state);
  const payouts = [...desk.state.bets].map(([id, { settlement }]) => [id, settlement?.payout]);
  return { balances: accounts.map(({ balances }) => balances), houses, payouts };
}

const outcome = fc.constantFrom('home', 'draw', 'away');
const timesMs = fc.option(fc.integer({ min: now - 500, max: now + 3_000 }), { nil: null });

/** A fact about one market; versions count up as it is told. */
const aFact = fc.oneof(
  fc.tuple(fc.constant('result' as const), outcome),
  fc.tuple(fc.constant('void' as const), outcome),
  fc.tuple(fc.constant('rollback' as const), outcome),
  fc.tuple(fc.constant('withdrawal' as const), outcome),
  fc.tuple(fc.constant('reinstatement' as const), outcome),
  fc.tuple(fc.constant('window' as const), timesMs, timesMs),
  fc.tuple(fc.constant('windowRollback' as const), outcome),
);
type Told = typeof aFact extends fc.Arbitrary<infer Value> ? Value : never;

function factsOf(fixture: Fixture, told: readonly Told[]): readonly OddsEvent[] {
  const market = { marketId: marketId(fixture) };
  let resultVersion = 0;
  return told.map((each) => {
    if (each[0] === 'window') return facts.window(each[1], each[2], market);
    const runner = { ...market, outcomeId: outcomeId(each[1]) };
    switch (each[0]) {
      case 'result':
        resultVersion++;
        return facts.resulted(
          ['home', 'draw', 'away'].map((id) => ended(id, id === each[1] ? [1, 1] : [0, 1])),
          { ...market, resultVersion },
        );
      case 'void':
        resultVersion++;
        return facts.resulted([ended(each[1], [0, 1], [1, 1])], { ...market, resultVersion });
      case 'rollback':
        return facts.rolledBack(resultVersion, market);
      case 'withdrawal':
        return facts.withdrawn({
          ...runner,
          removedAtMs: utcMs(now + 1_500),
          deductionPpm: 150_000,
        });
      case 'reinstatement':
        return facts.reinstated(runner);
      case 'windowRollback':
        return facts.windowRolledBack(null, market);
    }
  });
}

const stories = fc.record({
  f0: fc.array(aFact, { maxLength: 6 }),
  f1: fc.array(aFact, { maxLength: 6 }),
  f2: fc.array(aFact, { maxLength: 6 }),
});

describe('the order of facts', () => {
  test('laws 8 and 12: fixtures report in any order, in any batches: the same money', () => {
    fc.assert(
      fc.property(stories, fc.array(fc.tuple(fc.nat(2), fc.boolean())), (told, turns) => {
        const inOrder = book();
        const mixed = book();
        const left = new Map(fixtures.map((id) => [id, [...factsOf(id, told[id])]]));
        for (const id of fixtures) for (const fact of left.get(id) ?? []) place(inOrder, id, fact);
        const next = (id: Fixture, cut: boolean) => {
          const fact = left.get(id)?.shift();
          if (fact !== undefined) place(mixed, id, fact);
          if (cut) mixed.decide();
        };
        for (const [at, cut] of turns) next(fixtures[at] ?? 'f0', cut);
        for (const id of fixtures.toReversed()) while (left.get(id)?.length) next(id, true);
        expect(money(mixed)).toEqual(money(inOrder));
      }),
      { seed, numRuns: 60 },
    );
  });

  test('law 10: what is taken back leaves every balance as it was', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fixtures),
        outcome,
        timesMs,
        timesMs,
        (id, winner, from, to) => {
          const desk = book();
          const before = money(desk);
          const [result] = factsOf(id, [['result', winner]]);
          const window = facts.window(from, to, { marketId: marketId(id) });
          const undo = {
            result: facts.rolledBack(1, { marketId: marketId(id) }),
            window: facts.windowRolledBack('w1', { marketId: marketId(id) }),
          };
          if (result !== undefined) place(desk, id, result);
          expect(money(desk)).not.toEqual(before);
          const settled = money(desk);
          place(desk, id, window);
          money(desk);
          place(desk, id, undo.window);
          expect(money(desk)).toEqual(settled);
          place(desk, id, window);
          money(desk);
          place(desk, id, undo.result);
          money(desk);
          place(desk, id, undo.window);
          expect(money(desk)).toEqual(before);
        },
      ),
      { seed, numRuns: 40 },
    );
  });

  test('law 11: settling on the same facts again writes nothing', () => {
    fc.assert(
      fc.property(stories, (told) => {
        const desk = book();
        for (const id of fixtures) for (const fact of factsOf(id, told[id])) place(desk, id, fact);
        const once = money(desk);
        for (const bet of desk.state.bets.values()) desk.state.work.add(bet);
        expect(desk.decide()).toEqual([]);
        expect(money(desk)).toEqual(once);
      }),
      { seed, numRuns: 40 },
    );
  });

  test('law 13: an operator’s word stands above a window, a window above a withdrawal and a result', () => {
    const desk = book();
    const id = betId(ticketId('f0-home-0'), 0);
    const bet = desk.state.bets.get(id);
    const payout = () => desk.state.bets.get(id)?.settlement?.payout;
    place(desk, 'f0', facts.resulted([ended('home')], { marketId: marketId('f0') }));
    desk.decide();
    expect(payout()).toBe(1_750);
    place(desk, 'f0', facts.window(null, null, { marketId: marketId('f0') }));
    desk.decide();
    expect(payout()).toBe(700);
    if (bet === undefined) throw new Error('the bet is kept');
    Object.assign(bet, { overrides: ['WON'] });
    desk.state.work.add(bet);
    expect(desk.decide()).toMatchObject([{ reason: 'OVERRIDE', payout: 1_750, delta: 1_050 }]);
    place(desk, 'f0', facts.windowRolledBack(null, { marketId: marketId('f0') }));
    place(desk, 'f0', facts.withdrawn({ marketId: marketId('f0') }));
    money(desk);
    expect(payout()).toBe(1_750);
  });
});

describe('the order of commands', () => {
  test('law 19: a repeat moves no money of any account, whenever it comes', () => {
    fc.assert(
      fc.property(fc.nat(90 * 60), fc.nat(6), (minutes, which) => {
        const b = accountId('account-b');
        const desk = book();
        desk.decide(
          commands.openAccount(desk.nowMs, { accountId: b, commandId: 'open-b' }),
          commands.deposit('db', desk.nowMs, 500, { accountId: b }),
        );
        const known = desk.commands.flatMap((input) => ('command' in input ? [input.command] : []));
        const repeat = known[(which * 3) % known.length];
        desk.after(minutes * 60_000);
        const before = money(desk);
        if (repeat !== undefined) desk.decide(repeat);
        expect(money(desk)).toEqual(before);
      }),
      { seed, numRuns: 60 },
    );
  });
});
