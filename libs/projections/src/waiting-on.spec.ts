import { describe, expect, it } from '@jest/globals';
import { utcMs, type BetEvent } from '@stakelog/contracts';
import { sampleAccountEvents, sampleEvents } from '@stakelog/testing';
import { foldEvents } from './bet-events-projection';
import { betKey, type BetView } from './bet-view';
import type { FixtureView } from './fixture-view';
import type { MarketView } from './market-view';
import { waitingOf } from './waiting-on';
import { workingSet } from './working-set';

const { accepted, bet, settled } = sampleEvents;
const acceptedAtMs = accepted.acceptedAtMs;

function betAfter(...events: BetEvent[]): BetView {
  const working = workingSet(new Map());
  const at = { partition: 3, eventId: 'e', decidedAtMs: acceptedAtMs };
  foldEvents(
    working,
    [accepted, ...events].map((event, offset) => ({ ...at, offset, event })),
  );
  const view = working.get(betKey(bet));
  if (view === undefined) throw new Error('it was accepted');
  return view;
}

const result = (certainty: number) => ({
  certainty,
  resultVersion: 1,
  receivedAtMs: utcMs(acceptedAtMs + 9),
});
const market = (outcome: object, more: object = {}) =>
  ({
    settlement: 'DECLARED',
    scoreBasis: 'FULL',
    marketType: 'MATCH_ODDS',
    voidWindows: [],
    outcomes: [{ outcomeId: '47999', ...outcome }],
    ...more,
  }) as unknown as MarketView;
const fixture = (status: string) =>
  ({
    status,
    scheduledStartMs: acceptedAtMs + 5,
    statusSinceMs: acceptedAtMs + 7,
  }) as unknown as FixtureView;
const window = { windowId: 'w', fromMs: acceptedAtMs, reason: 'r' };
const inPlay = { settlement: 'ASIAN_HANDICAP', scoreBasis: 'FROM_ACCEPTANCE' };

describe('an open bet waits', () => {
  it.each<{
    for: string;
    of: MarketView | undefined;
    status: string;
    what?: string;
    since?: number;
  }>([
    { for: 'its contest', of: market({}), status: 'LIVE', what: 'RESULT', since: 5 },
    { for: 'a result after the end', of: market({}), status: 'ENDED', what: 'RESULT', since: 7 },
    {
      for: 'a postponed contest',
      of: market({}),
      status: 'POSTPONED',
      what: 'POSTPONED',
      since: 7,
    },
    {
      for: 'a confirmation',
      of: market({ result: result(1) }),
      status: 'ENDED',
      what: 'CERTAINTY',
      since: 9,
    },
    {
      for: 'a score',
      of: market({ result: result(2) }, inPlay),
      status: 'ENDED',
      what: 'SCORE',
      since: 9,
    },
    { for: 'a market yet unread', of: undefined, status: 'LIVE', what: 'RESULT', since: 5 },
    { for: 'nothing: resulted', of: market({ result: result(2) }), status: 'ENDED' },
    { for: 'nothing: withdrawn', of: market({ removedAtMs: 1 }), status: 'LIVE' },
    { for: 'nothing: abandoned', of: market({}), status: 'ABANDONED' },
    { for: 'nothing: in a window', of: market({}, { voidWindows: [window] }), status: 'LIVE' },
  ])('for $for', ({ of, status, what, since = 0 }) => {
    const books = [{ market: of, fixture: fixture(status) }];
    const expected = what === undefined ? [] : [{ leg: 0, what, sinceMs: acceptedAtMs + since }];
    expect(waitingOf(betAfter(), books)).toEqual(expected);
  });

  it('for no leg that an operator decided, and for nothing once it is settled', () => {
    const books = [{ market: market({}), fixture: fixture('LIVE') }];
    expect(waitingOf(betAfter(sampleAccountEvents.overridden('VOID')), books)).toEqual([]);
    expect(waitingOf(betAfter(settled(1, 2_500)), books)).toEqual([]);
  });
});
