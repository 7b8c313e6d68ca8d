import { describe, expect, it } from '@jest/globals';
import { minorDelta, utcMs, type BetEvent } from '@stakelog/contracts';
import { sampleAccountEvents, sampleEvents } from '@stakelog/testing';
import { accountKey, shownLimits } from './account-view';
import { foldEvents } from './bet-events-projection';
import type { PlacedEvent } from './placed-event';
import { workingSet } from './working-set';

const { account, opened, reopened } = sampleEvents;
const { excluded, statusChanged, factorChanged, limitSet, increaseScheduled } = sampleAccountEvents;
const { sessionStarted, sessionEnded, freeBetGranted, bonusGranted } = sampleAccountEvents;
const { freeBetAccepted, freeBetVoided } = sampleAccountEvents;
const T0 = 1_790_000_000_000;

function viewAfter(...events: BetEvent[]) {
  const working = workingSet(new Map());
  const placed: PlacedEvent[] = events.map((event, index) => ({
    partition: 3,
    offset: index + 2,
    eventId: `e${index}`,
    decidedAtMs: utcMs(T0 + index),
    event,
  }));
  foldEvents(working, placed);
  return working.get(accountKey(account));
}

describe('an account', () => {
  it.each<{ after: string; events: BetEvent[]; shows: object }>([
    { after: 'opening', events: [], shows: { status: 'ACTIVE', factorBps: 10_000, limits: [] } },
    {
      after: 'a check',
      events: [statusChanged],
      shows: { status: 'SUSPENDED', verification: 'VERIFIED', location: 'ALLOWED', asOf: 'b3:3' },
    },
    {
      after: 'a factor',
      events: [factorChanged],
      shows: { factorBps: 5_000, delayOffsetMs: 1_000 },
    },
    {
      after: 'an exclusion',
      events: [excluded(null)],
      shows: { exclusions: [{ kind: 'OPERATOR', sinceMs: T0 + 10, reason: 'chargeback' }] },
    },
    { after: 'its lifting', events: [excluded(null), excluded(10)], shows: { exclusions: [] } },
    {
      after: 'a session’s start',
      events: [sessionStarted],
      shows: { session: { sessionId: 's1', startedAtMs: T0 + 10 } },
    },
    { after: 'a bonus', events: [bonusGranted], shows: { bonuses: [{ amount: 2_000 }] } },
  ])('shows what stands after $after', ({ events, shows }) => {
    expect(viewAfter(opened, ...events)).toMatchObject(shows);
  });

  it('has no session once it ended', () => {
    expect(viewAfter(opened, sessionStarted, sessionEnded)).not.toHaveProperty('session');
  });

  it('that was never opened has no view', () => expect(viewAfter(statusChanged)).toBeUndefined());
});

function limitsAfter(...events: BetEvent[]) {
  const view = viewAfter(opened, ...events);
  return view && shownLimits(view).limits;
}

describe('a limit', () => {
  it('shows the increase that waits beside what is in force', () => {
    expect(limitsAfter(limitSet(5_000), increaseScheduled)).toMatchObject([
      { amount: 5_000, scheduled: { amount: 9_000, effectiveAtMs: T0 + 86_400_000 } },
    ]);
  });

  it('loses the increase when it is set again, and is gone when it is removed', () => {
    const again = limitsAfter(limitSet(5_000), increaseScheduled, limitSet(4_000));
    expect(again).toEqual([{ kind: 'STAKE', period: 'DAY', amount: 4_000, sinceMs: T0 + 10 }]);
    expect(limitsAfter(limitSet(5_000), limitSet(null))).toEqual([]);
  });
});

describe('a free bet', () => {
  const used = { freeBetId: 'f1', usedBy: ['free'] };

  it('is used by its bet, and comes back when all of it is void, for a day at least', () => {
    expect(viewAfter(opened, freeBetGranted)?.freeBets).toMatchObject([
      { expiresAtMs: T0 + 1_000 },
    ]);
    expect(viewAfter(opened, freeBetGranted, freeBetAccepted)?.freeBets).toMatchObject([used]);
    const back = viewAfter(opened, freeBetGranted, freeBetAccepted, freeBetVoided)?.freeBets;
    expect(back).toMatchObject([{ expiresAtMs: T0 + 3 + 86_400_000, usedBy: [] }]);
  });

  it('is used again when the void is taken back', () => {
    const postings = freeBetVoided.postings.map(({ code, amount }) => ({
      code,
      amount: minorDelta(-amount),
    }));
    const again: BetEvent = { ...reopened, ticketId: freeBetVoided.ticketId, postings };
    const { freeBets } =
      viewAfter(opened, freeBetGranted, freeBetAccepted, freeBetVoided, again) ?? {};
    expect(freeBets).toMatchObject([used]);
  });
});
