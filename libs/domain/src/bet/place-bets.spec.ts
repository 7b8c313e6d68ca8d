import { describe, expect, test } from '@jest/globals';
import { minorUnits, ticketId, type OddsEvent, type PlaceBets } from '@stakelog/contracts';
import {
  commands,
  ended,
  facts,
  placeBets,
  selection,
  single,
  usualStart,
  wideLimits,
} from '@stakelog/testing';
import { Desk } from '../laws/desk';
import { keyEntry } from '../partition/keys';

const now = 1_800_000_000_000;
const delayMs = 5_000;
const inPlay = facts.status('OPEN', { marketVersion: 2, inPlay: true, betDelayMs: delayMs });
const balances = (desk: Desk) => [...desk.state.accounts.values()][0]?.balances;

function deskInPlay(balance?: number) {
  return Desk.opened(usualStart(now, balance)).adopt(inPlay, facts.score(1));
}

/** A ticket held at `now`, and what is decided at its deadline after these facts. */
function atDeadline(adopted: readonly OddsEvent[], over: Partial<PlaceBets> = {}) {
  const desk = deskInPlay();
  desk.decide(placeBets('t1', now, 1_000, over));
  return desk
    .adopt(...adopted)
    .after(delayMs)
    .decide();
}

describe('a ticket in play', () => {
  test('waits for the delay with its stake reserved', () => {
    const desk = deskInPlay();
    expect(desk.decide(placeBets('t1', now, 1_000))).toMatchObject([
      {
        type: 'BetHeld',
        deadlineMs: now + delayMs,
        delay: { marketMs: delayMs, accountMs: 0, appliedMs: delayMs },
        legs: [{ marketVersion: 2, scoreVersion: 1 }],
        postings: [
          { code: 'cash', amount: -1_000 },
          { code: 'held', amount: 1_000 },
        ],
      },
    ]);
    expect(desk.decide(placeBets('t1', now, 1_000))).toMatchObject([
      { type: 'CommandRepeated', held: true, answers: [] },
    ]);
    expect(desk.after(delayMs - 1).decide()).toEqual([]);
    expect(desk.after(1).decide()).toMatchObject([
      {
        type: 'BetAccepted',
        acceptedAtMs: now + delayMs,
        postings: [
          { code: 'held', amount: -1_000 },
          { code: 'open', amount: 1_000 },
        ],
      },
    ]);
    expect(balances(desk)).toMatchObject({ cash: 99_000, held: 0, open: 1_000 });
    expect(desk.decide(placeBets('t1', now, 1_000))).toMatchObject([
      { type: 'CommandRepeated', held: false, answers: [{ type: 'BetAccepted' }] },
    ]);
  });

  test('waits fifteen seconds at most', () => {
    const slow = facts.status('OPEN', { marketVersion: 3, betDelayMs: 60_000 });
    expect(
      deskInPlay()
        .adopt(slow)
        .decide(placeBets('t1', now, 10)),
    ).toMatchObject([{ delay: { marketMs: 60_000, appliedMs: 15_000 } }]);
  });

  test.each<readonly [string, readonly OddsEvent[]]>([
    [
      'MARKET_CHANGED',
      [facts.status('SUSPENDED', { marketVersion: 3 }), facts.status('OPEN', { marketVersion: 4 })],
    ],
    ['MARKET_SUSPENDED', [facts.betStopped(['all'])]],
    ['MARKET_CLOSED', [facts.resulted([ended('home')])]],
    ['SCORE_CHANGED', [facts.score(2, { home: 1 })]],
    ['ODDS_CHANGED', [facts.odds('home', 24_999, { marketVersion: 2 })]],
    ['FEED_DOWN', [facts.down()]],
    [
      'LIABILITY_EXCEEDED',
      [
        facts.policy({
          policyVersion: 2,
          levels: [{ ...wideLimits, marketLiabilityMax: minorUnits(1) }],
        }),
      ],
    ],
  ])('is refused at its deadline: %s', (code, adopted) => {
    expect(atDeadline(adopted)).toMatchObject([
      {
        type: 'BetRejected',
        reasons: [{ code }],
        postings: [
          { code: 'held', amount: -1_000 },
          { code: 'cash', amount: 1_000 },
        ],
      },
    ]);
  });

  test('takes the price of the deadline, by its policy', () => {
    const better = {
      priceChange: { policy: 'BETTER', toleranceBps: null, minOdds: null },
    } as const;
    expect(atDeadline([facts.odds('home', 26_000, { marketVersion: 2 })], better)).toMatchObject([
      { type: 'BetAccepted', legs: [{ odds: 26_000, requestedOdds: 25_000 }] },
    ]);
  });

  test('FILL_MAX at the deadline returns what the hold kept too much', () => {
    const tighter = { ...wideLimits, liabilityMax: minorUnits(900) };
    const adopted = [facts.policy({ policyVersion: 2, levels: [tighter] })];
    const bets = { bets: [single(1_000), single(500)], onStakeLimit: 'FILL_MAX' } as const;
    expect(atDeadline(adopted, bets)).toMatchObject([
      {
        stake: 600,
        postings: [
          { code: 'held', amount: -1_000 },
          { code: 'open', amount: 600 },
          { code: 'cash', amount: 400 },
        ],
      },
      {
        stake: 500,
        postings: [
          { code: 'held', amount: -500 },
          { code: 'open', amount: 500 },
        ],
      },
    ]);
  });

  test('its own reservation is not counted against it, another one is', () => {
    const desk = deskInPlay(1_000);
    desk.decide(placeBets('t1', now, 1_000));
    expect(desk.decide(placeBets('t2', now, 10))).toMatchObject([
      { reasons: [{ code: 'INSUFFICIENT_FUNDS' }] },
    ]);
    expect(desk.after(delayMs).decide()).toMatchObject([{ type: 'BetAccepted' }]);
  });

  test('a balance corrected below zero meanwhile refuses it', () => {
    const desk = deskInPlay(1_000);
    desk.decide(placeBets('t1', now, 1_000), commands.adjust('a1', now, -1));
    expect(desk.after(delayMs).decide()).toMatchObject([
      { type: 'BetRejected', reasons: [{ code: 'INSUFFICIENT_FUNDS' }] },
    ]);
    expect(balances(desk)).toMatchObject({ cash: 999, held: 0 });
  });

  test('its key stays from its answer on, and keeps no older key', () => {
    const desk = deskInPlay();
    desk.decide(placeBets('t1', now, 10));
    desk.after(1_000).decide(commands.deposit('d1', now, 5));
    desk.after(4_000).decide();
    desk.after(25 * 3_600_000 - 4_000 + 1);
    expect(desk.decide(commands.deposit('d1', desk.nowMs, 5))).toMatchObject([
      { type: 'FundsDeposited' },
    ]);
    expect(keyEntry(desk.state, 't1')).toMatchObject({ held: false });
  });

  test('held tickets are decided by deadline, then ticket id, before any command', () => {
    const desk = deskInPlay();
    desk.decide(placeBets('tb', now, 10), placeBets('ta', now, 10));
    const sooner = facts.status('OPEN', { marketVersion: 2, betDelayMs: 1_000 });
    desk.adopt(sooner).decide(placeBets('tc', now, 10));
    desk.adopt(facts.status('OPEN', { marketVersion: 2 })).after(delayMs);
    const events = desk.decide(placeBets('t0', now, 10, { selections: [selection()] }));
    expect(events.map((event) => ('ticketId' in event ? event.ticketId : ''))).toEqual(
      ['tc', 'ta', 'tb', 't0'].map(ticketId),
    );
  });
});
