import { describe, expect, test } from '@jest/globals';
import { marketId, utcMs, words, type BetCommand, type MarketId } from '@stakelog/contracts';
import {
  commands,
  ended,
  facts,
  placeBets,
  selection,
  single,
  usualStart,
} from '@stakelog/testing';
import * as fc from 'fast-check';
import { Desk } from '../laws/desk';
import { stateDump } from '../laws/state-dump';
import { LimitWatch } from './limit-watch';

const seed = Number(process.env['LAWS_SEED'] ?? 20_260_725);
const numRuns = Number(process.env['LAWS_RUNS'] ?? 60);

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Friday, 2026-02-27 00:00 UTC: a week and a month end soon. */
const friday = 1_772_150_400_000;

/** One step: what is asked, two choices about it, and how long after the one before. */
type Step = readonly [what: number, pick: number, size: number, passes: number];
const steps = fc.array(fc.tuple(fc.nat(27), fc.nat(1_000), fc.nat(3_000), fc.nat(99)), {
  minLength: 20,
  maxLength: 120,
  size: 'max',
});

const at = <Item>(items: readonly Item[], index: number): Item =>
  items[index % items.length] as Item;

/** Seconds mostly, then minutes, hours and days: increases come of age, and periods end. */
const passedMs = (passes: number) =>
  at([1_000, 6_000, 20 * minuteMs, 1_000, 9 * 60 * minuteMs, 6_000, dayMs, 1_000], passes) + passes;

/** Self-exclusion seldom: little happens behind it. */
const exclusionKinds = [
  'TIME_OUT',
  'OPERATOR',
  'TIME_OUT',
  'OPERATOR',
  'TIME_OUT',
  'OPERATOR',
  'SELF',
] as const;

/** The command that a step asks for; undefined where it only changes the market. */
function asked(
  key: string,
  ms: number,
  [what, pick, size]: Step,
  market: MarketId,
): BetCommand | undefined {
  const kind = at(words['gambling-limit-kind'], pick);
  const period = at(words['gambling-limit-period'], size);
  const limit = kind === 'SESSION' ? 10 + (size % 200) : 200 + size;
  const funding = pick % 9 === 8 ? 'BONUS' : 'CASH';
  if (what < 10) {
    const bets = [single(10 + (size % 700), 0, { funding })];
    return placeBets(key, ms, 0, { bets, selections: [selection({ marketId: market })] });
  }
  if (what < 13) return commands.deposit(key, ms, 100 + (size % 900));
  if (what < 17) return commands.setLimit(key, ms, [kind, period, pick % 11 === 10 ? null : limit]);
  if (what < 18) return commands.session('StartSession', key, ms, 's');
  if (what < 19) return commands.session('EndSession', key, ms, 's');
  if (what === 19) {
    const lasts = at([dayMs, 20 * dayMs, 200 * dayMs], size);
    const exclusion = at(exclusionKinds, pick);
    const until = exclusion === 'OPERATOR' && size % 2 === 0 ? ms : ms + lasts;
    return pick % 2 === 0 ? commands.exclude(key, ms, exclusion, until) : undefined;
  }
  if (what === 20) return commands.grantBonus(key, ms, 1 + size);
  return what === 21 ? commands.grantFreeBet(key, ms, 1 + size) : undefined;
}

/** Confirms what waits, whether or not its time has come. */
function confirmation(desk: Desk, key: string, ms: number): BetCommand | undefined {
  const waiting = [...desk.state.accounts.values()][0]?.gamblingLimits.find(
    ({ scheduled }) => scheduled !== undefined,
  );
  if (waiting?.scheduled === undefined) return undefined;
  return commands.confirmLimit(key, ms, [waiting.kind, waiting.period, waiting.scheduled.amount]);
}

/** Plays the steps, a batch each. A market that is resulted stays so, or is rolled back; bets go to a new one. */
function played(history: readonly Step[]): Desk {
  const desk = Desk.opened(usualStart(friday, 100_000));
  let market = 1;
  for (const [index, step] of history.entries()) {
    const [what, pick, size, passes] = step;
    desk.nowMs = utcMs(desk.nowMs + passedMs(passes));
    desk.adopt(facts.heartbeat(desk.nowMs));
    if (what === 22 || what === 23) {
      const home = ended('home', [size % 2, 1], size % 4 === 2 ? [1, 1] : [0, 1]);
      const outcomes = [home, ended('draw', [0, 1]), ended('away', [0, 1])];
      desk.adopt(facts.resulted(outcomes, { marketId: nameOf(market++) }));
      desk.adopt(facts.marketDefined({ marketId: nameOf(market) }));
    }
    if (what >= 22 && what < 25)
      desk.adopt(
        facts.snapshot({ marketId: nameOf(market), betDelayMs: pick % 2 === 0 ? 0 : 5_000 }),
      );
    if (what === 25) desk.adopt(facts.rolledBack(1, { marketId: nameOf(market - 1) }));
    const key = `k${index}`;
    const command =
      what >= 26
        ? confirmation(desk, key, desk.nowMs)
        : asked(key, desk.nowMs, step, nameOf(market));
    desk.decide(...(command === undefined ? [] : [command]));
  }
  return desk;
}

const nameOf = (market: number) => marketId(`m${market}`);

describe('law 26', () => {
  test('after an exclusion or a decrease nothing violates it; an increase waits for its time and word', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(steps, (history) => {
        const watched = new LimitWatch();
        for (const { opening, decisions } of played(history).batches)
          for (const event of decisions)
            expect(watched.broken(event, opening.decidedAtMs)).toEqual([]);
        for (const each of watched.seen) seen.add(each);
      }),
      { seed, numRuns },
    );
    expect(everything.filter((each) => !seen.has(each))).toEqual([]);
  });

  test('the log alone gives the same accounts, and every balance sums to zero', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const desk = played(history);
        expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
        const { accounts, houses } = desk.state;
        const amounts = [...accounts.values(), ...houses.values()].flatMap((each) =>
          Object.values('balances' in each ? each.balances : each),
        );
        expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(0);
        expect([...accounts.values()].every(({ heldCash }) => heldCash >= 0)).toBe(true);
      }),
      { seed, numRuns },
    );
  });
});

/** What the histories must reach for the law to say anything. */
const everything = [
  'AccountExcluded',
  'GamblingLimitSet',
  'LimitIncreaseScheduled',
  'increase',
  'LIMIT_NOT_SCHEDULED',
  'EXCLUSION_IN_FORCE',
  'BetHeld',
  'BetAccepted',
  'BetSettled',
  'BetReopened',
  'BonusGranted',
  'FreeBetGranted',
  'SELF_EXCLUDED',
  'TIME_OUT',
  'ACCOUNT_BLOCKED',
  'SESSION_LIMIT_REACHED',
  'STAKE_LIMIT_REACHED',
  'LOSS_LIMIT_REACHED',
  'DEPOSIT_LIMIT_REACHED',
];
