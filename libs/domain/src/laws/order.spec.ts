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
  type Selection,
  type TicketBet,
} from '@stakelog/contracts';
import {
  betCommands,
  commands,
  ended,
  facts,
  multiple,
  offered,
  placeBets,
  selection,
  single,
  system,
} from '@stakelog/testing';
import * as fc from 'fast-check';
import { Desk } from './desk';
import { stateDump } from './state-dump';

const now = 1_800_000_000_000;
const seed = 20_260_726;
const fixtures = ['f0', 'f1', 'f2'] as const;
type Fixture = (typeof fixtures)[number];

const odds = { home: 25_000, draw: 32_000, away: 29_000 };
type Outcome = keyof typeof odds;
const outcomeNames = Object.keys(odds) as Outcome[];

const on = (fixture: Fixture, name: Outcome) =>
  selection({
    marketId: marketId(fixture),
    outcomeId: outcomeId(name),
    odds: decimalOdds(odds[name]),
  });

/** Bets over several fixtures, by ticket: each kind that a result can meet. */
const combined: Readonly<Record<string, readonly [readonly Selection[], TicketBet]>> = {
  double: [[on('f0', 'home'), on('f1', 'draw')], multiple(1_000, 2)],
  treble: [fixtures.map((fixture) => on(fixture, 'home')), multiple(333, 3)],
  trixie: [fixtures.map((fixture) => on(fixture, 'away')), system(401, 3, [2, 3])],
  patent: [
    fixtures.map((fixture) => on(fixture, 'draw')),
    system(1_400, 3, [1, 2, 3], { eachWay: true, lines: 7 }),
  ],
  placed: [[on('f2', 'away')], single(1_001, 0, { eachWay: true })],
  ways: [
    [on('f0', 'home'), on('f0', 'draw'), on('f2', 'home')],
    multiple(900, 2, {
      positions: [[0, 1], [2]].map((selections) => ({ selections, banker: false })),
      lines: 2,
    }),
  ],
};

/** A book with bets on every outcome of three fixtures, a second apart, and over all of them; some cashed out in part. */
function book(): Desk {
  const desk = new Desk().after(now);
  desk.adopt(facts.policy(), facts.heartbeat(now));
  const placeTerms = { places: 2, fraction: { num: 1, den: 4 } };
  for (const fixture of fixtures) {
    const ids = { marketId: marketId(fixture), fixtureId: fixtureId(fixture) };
    const outcomes = outcomeNames.map((name) => offered(name, odds[name]));
    const shown = { marketId: ids.marketId, cashOut: 'AVAILABLE', outcomes } as const;
    const tournamentId = `t-${fixture}`;
    place(desk, fixture, facts.fixtureDefined({ fixtureId: ids.fixtureId, tournamentId }));
    place(desk, fixture, facts.marketDefined({ ...ids, placeTerms, reductionMethod: 'RULE4' }));
    place(desk, fixture, facts.snapshot(shown));
  }
  desk.decide(commands.openAccount(now), commands.deposit('d1', now, 100_000));
  for (const [round, stake] of [700, 1_100].entries()) {
    desk.after(1_000);
    for (const fixture of fixtures)
      for (const name of outcomeNames) {
        const selections = [on(fixture, name)];
        desk.decide(placeBets(`${fixture}-${name}-${round}`, desk.nowMs, stake, { selections }));
      }
  }
  for (const [name, [selections, bet]] of Object.entries(combined))
    desk.decide(placeBets(name, desk.nowMs, 1, { selections, bets: [bet] }));
  expect(desk.state.bets.size).toBe(18 + Object.keys(combined).length);
  for (const ticket of ['f0-home-0', 'double', 'trixie']) cashOut(desk, `${ticket}-0`, 4_000);
  cashOut(desk, 'f1-draw-0-0', 10_000);
  return desk.after(1_000);
}

function cashOut(desk: Desk, bet: string, toShareBps: number): void {
  const [, paid] = desk.decide(
    betCommands.quoteCashOut(`quote-${bet}`, desk.nowMs, bet, toShareBps),
    betCommands.cashOut(`cash-out-${bet}`, desk.nowMs, `quote-${bet}`),
  );
  expect(paid).toMatchObject({ type: 'BetCashedOut' });
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

const outcome = fc.constantFrom(...outcomeNames);
const timesMs = fc.option(fc.integer({ min: now - 500, max: now + 3_000 }), { nil: null });

/** A fact about one market; versions count up as it is told. */
const aFact = fc.oneof(
  fc.tuple(fc.constant('result' as const), outcome),
  fc.tuple(fc.constant('void' as const), outcome),
  fc.tuple(fc.constant('half' as const), outcome),
  fc.tuple(fc.constant('deadHeat' as const), outcome),
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
          outcomeNames.map((id) => ended(id, id === each[1] ? [1, 1] : [0, 1])),
          { ...market, resultVersion },
        );
      case 'void':
        resultVersion++;
        return facts.resulted([ended(each[1], [0, 1], [1, 1])], { ...market, resultVersion });
      case 'half':
        resultVersion++;
        return facts.resulted([ended(each[1], [1, 2], [1, 2])], { ...market, resultVersion });
      case 'deadHeat':
        resultVersion++;
        return facts.resulted(
          outcomeNames.map((id) => ({
            ...ended(id),
            position: id === each[1] ? { rank: 1, tied: 1 } : { rank: 2, tied: 2 },
          })),
          { ...market, resultVersion },
        );
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
        for (const bet of desk.state.bets.values()) desk.state.work.add(bet.place);
        expect(desk.decide()).toEqual([]);
        expect(money(desk)).toEqual(once);
      }),
      { seed, numRuns: 40 },
    );
  });

  test('law 13: an operator’s word stands above a window, a window above a withdrawal and a result', () => {
    const desk = book();
    const id = betId(ticketId('f0-home-1'), 0);
    const payout = () => desk.state.bets.get(id)?.settlement?.payout;
    place(desk, 'f0', facts.resulted([ended('home')], { marketId: marketId('f0') }));
    desk.decide();
    expect(payout()).toBe(2_750);
    place(desk, 'f0', facts.window(null, null, { marketId: marketId('f0') }));
    desk.decide();
    expect(payout()).toBe(1_100);
    expect(desk.decide(betCommands.overrideLeg('o1', desk.nowMs, id, 'WON'))).toMatchObject([
      { type: 'LegOverridden' },
      { reason: 'OVERRIDE', payout: 2_750, delta: 1_650 },
    ]);
    place(desk, 'f0', facts.windowRolledBack(null, { marketId: marketId('f0') }));
    place(desk, 'f0', facts.withdrawn({ marketId: marketId('f0') }));
    money(desk);
    expect(payout()).toBe(2_750);
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
