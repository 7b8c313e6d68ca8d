import { describe, expect, it } from '@jest/globals';
import { utcMs, type BetEvent } from '@stakelog/contracts';
import { sampleAccountEvents, sampleEvents } from '@stakelog/testing';
import { accountBetsKey } from './account-bets';
import { foldEvents } from './bet-events-projection';
import { betKey } from './bet-view';
import type { PlacedEvent } from './placed-event';
import { walletKey } from './wallet-view';
import { workingSet } from './working-set';

const { account, bet, opened, deposited, accepted, rejected, settled, reopened, withdrawn, held } =
  sampleEvents;
const reason = { level: 'ticket', bet: null, leg: null, detail: null } as const;

/** Events at offsets 2, 3, 4 …, each decided at its offset. */
const placed = (events: readonly BetEvent[]): PlacedEvent[] =>
  events.map((event, index) => ({
    partition: 3,
    offset: index + 2,
    eventId: `3-1-1-${index + 1}`,
    decidedAtMs: utcMs(1_790_000_000_000 + index),
    event,
  }));

function folded(...events: BetEvent[]) {
  const working = workingSet(new Map());
  foldEvents(working, placed(events));
  return working;
}

describe('a bet', () => {
  it.each<{ after: string; history: BetEvent[]; shows: object }>([
    {
      after: 'its acceptance',
      history: [accepted],
      shows: { status: 'OPEN', settlementVersion: 0, asOf: 'b3:2' },
    },
    {
      after: 'its settlement',
      history: [accepted, settled(1, 2_500)],
      shows: {
        status: 'SETTLED',
        settlementVersion: 1,
        settlement: { payout: 2_500, settledAt: 'b3:3' },
      },
    },
    {
      after: 'a correction',
      history: [accepted, settled(1, 2_500), settled(2, 0, 2_500)],
      shows: { status: 'SETTLED', settlementVersion: 2, settlement: { payout: 0, version: 2 } },
    },
    {
      after: 'a rollback',
      history: [accepted, settled(1, 2_500), reopened],
      shows: { status: 'OPEN', settlementVersion: 2, acceptedAt: 'b3:2', asOf: 'b3:4' },
    },
  ])('shows what it is after $after', ({ history, shows }) => {
    expect(folded(...history).get(betKey(bet))).toMatchObject(shows);
  });

  it('has neither settlement nor leg results once it is open again', () => {
    const { settlement, legs } =
      folded(accepted, settled(1, 2_500), reopened).get(betKey(bet)) ?? {};
    expect([settlement, legs?.[0]?.result]).toEqual([undefined, undefined]);
  });

  it('is indexed under its status, at the place of its acceptance', () => {
    const { ranks } = folded(deposited, accepted, settled(1, 2_500)).changes();
    expect(ranks).toEqual([
      { key: accountBetsKey(account), member: bet, score: 3 },
      { key: accountBetsKey(account, 'OPEN'), member: bet, score: null },
      { key: accountBetsKey(account, 'SETTLED'), member: bet, score: 3 },
    ]);
  });
});

describe('a wallet', () => {
  it.each<{ history: BetEvent[]; cash: number; open: number; held: number; available: number }>`
    history                                                                              | cash      | open     | held     | available
    ${[opened]}                                                                          | ${0}      | ${0}     | ${0}     | ${0}
    ${[opened, deposited]}                                                               | ${5_000}  | ${0}     | ${0}     | ${5_000}
    ${[opened, deposited, held]}                                                         | ${4_000}  | ${0}     | ${1_000} | ${4_000}
    ${[opened, deposited, accepted]}                                                     | ${4_000}  | ${1_000} | ${0}     | ${4_000}
    ${[opened, deposited, accepted, settled(1, 2_500)]}                                  | ${6_500}  | ${0}     | ${0}     | ${6_500}
    ${[opened, deposited, accepted, settled(1, 2_500), withdrawn, settled(2, 0, 2_500)]} | ${-2_000} | ${0}     | ${0}     | ${0}
  `(
    'holds cash $cash, open $open, held $held',
    ({ history, cash, open, held: waiting, available }) => {
      const wallet = folded(...history).get(walletKey(account));
      expect(wallet).toMatchObject({ available, balances: { cash, open, held: waiting } });
    },
  );

  it('keeps the position of its last money, and the offset of its last event', () => {
    const wallet = folded(opened, deposited, rejected).get(walletKey(account));
    expect(wallet).toMatchObject({ asOf: 'b3:3', eventOffset: 4 });
  });

  it('has a line for each event that moved money, which names it', () => {
    const { entries } = folded(opened, deposited, rejected, accepted).changes();
    expect(
      entries.filter(({ key }) => key === 'entries:acct').map(({ entry }) => entry),
    ).toMatchObject([
      { event: 'FundsDeposited', eventId: '3-1-1-2', reference: { paymentRef: 'p1' }, cash: 5_000 },
      {
        event: 'BetAccepted',
        reference: { betId: bet },
        cash: 4_000,
        postings: [{ code: 'cash' }, { code: 'open' }],
      },
    ]);
  });
});

it('links the events of an account without a gap', () => {
  const { entries } = folded(opened, deposited, rejected, accepted).changes();
  const links = entries.filter(({ key }) => key === 'events:acct').map(({ entry }) => entry);
  expect(links).toMatchObject([
    { prev: 'b3:2', seq: 'b3:2' },
    { prev: 'b3:2', seq: 'b3:3' },
    { prev: 'b3:3', seq: 'b3:4' },
    { prev: 'b3:4', seq: 'b3:5' },
  ]);
});

it('tells the bettor of a settlement and of its correction', () => {
  const { notices } = folded(opened, accepted, settled(1, 2_500), settled(2, 0, 2_500)).changes();
  expect(notices.map(({ notice }) => notice)).toMatchObject([
    { kind: 'BET_SETTLED', eventId: '3-1-1-3' },
    { kind: 'BET_CORRECTED', eventId: '3-1-1-4' },
  ]);
});

it.each<{ kind: string; event: BetEvent }>([
  { kind: 'BET_VOIDED', event: sampleAccountEvents.freeBetVoided },
  { kind: 'BET_CASHED_OUT', event: sampleAccountEvents.cashedOut(4_000, 0) },
  { kind: 'FREE_BET_GRANTED', event: sampleAccountEvents.freeBetGranted },
  { kind: 'BONUS_GRANTED', event: sampleAccountEvents.bonusGranted },
  { kind: 'LIMIT_CHANGED', event: sampleAccountEvents.limitSet(5_000) },
  { kind: 'LIMIT_INCREASE_SCHEDULED', event: sampleAccountEvents.increaseScheduled },
  { kind: 'ACCOUNT_EXCLUDED', event: sampleAccountEvents.excluded(null) },
  { kind: 'ACCOUNT_STATUS_CHANGED', event: sampleAccountEvents.statusChanged },
  {
    kind: 'LIMIT_REACHED',
    event: { ...rejected, reasons: [{ ...reason, code: 'STAKE_LIMIT_REACHED' }] },
  },
])('tells the bettor: $kind', ({ kind, event }) => {
  const { notices } = folded(opened, event).changes();
  expect(notices.map(({ notice }) => notice)).toMatchObject([{ kind, eventId: '3-1-1-2' }]);
});

it('tells nobody of a refusal that no limit of theirs caused', () => {
  expect(folded(opened, rejected).changes().notices).toEqual([]);
});
