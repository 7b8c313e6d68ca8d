import { describe, expect, it } from '@jest/globals';
import {
  decimalOdds,
  marketId,
  minorUnits,
  outcomeId,
  ticketId,
  utcMs,
  type BetAccepted,
  type BetEvent,
} from '@stakelog/contracts';
import { sampleAccountEvents, sampleEvents } from '@stakelog/testing';
import * as fc from 'fast-check';
import { acceptedExposure } from './accepted-exposure';
import { foldEvents, keysOfBets, keysOfEvents } from './bet-events-projection';
import { exposureKey, summedExposure } from './exposure-view';
import type { PlacedEvent } from './placed-event';
import { workingSet } from './working-set';

const { accepted, opened, reopened, settled } = sampleEvents;
const { cashedOut, overridden } = sampleAccountEvents;
const [template] = accepted.legs;
const market = 'bf:1.2147';

/** A double, so that a bet stands on two markets. */
const double = (id: string): BetAccepted => ({
  ...accepted,
  ticketId: ticketId(id),
  kind: 'MULTIPLE',
  potentialReturn: minorUnits(6_250),
  legs: [market, 'other'].map((name, index) => ({
    ...(template ?? fail()),
    marketId: marketId(name),
    outcomeId: outcomeId(`o${index}`),
    odds: decimalOdds(25_000),
  })),
});

function fail(): never {
  throw new Error('the sample has a leg');
}

const placed = (events: readonly BetEvent[]): PlacedEvent[] =>
  events.map((event, index) => ({
    partition: 3,
    offset: index + 2,
    eventId: `e${index}`,
    decidedAtMs: utcMs(1_790_000_000_000 + index),
    event,
  }));

function exposureAfter(...events: BetEvent[]) {
  const working = workingSet(new Map());
  foldEvents(working, placed([opened, ...events]));
  const view = working.get(exposureKey(market));
  return summedExposure(view === undefined ? [] : [view], 1);
}

const single = { currency: 'EUR', stakes: 1_000, worstCase: 1_500 };

describe('a market’s exposure', () => {
  it.each<{ after: string; events: BetEvent[]; shows: object[] }>([
    { after: 'an acceptance', events: [accepted], shows: [single] },
    { after: 'its settlement', events: [accepted, settled(1, 2_500)], shows: [] },
    { after: 'its reopening', events: [accepted, settled(1, 0), reopened], shows: [single] },
    {
      after: '40 % of a cash-out',
      events: [accepted, cashedOut(4_000, 0)],
      shows: [{ stakes: 600, worstCase: 900 }],
    },
    { after: 'all of a cash-out', events: [accepted, cashedOut(10_000, 0)], shows: [] },
    { after: 'an override alone', events: [accepted, overridden('VOID')], shows: [single] },
    {
      after: 'a double, one half each',
      events: [double('d')],
      shows: [{ stakes: 500, worstCase: 2_625 }],
    },
  ])('after $after', ({ events, shows }) => {
    expect(exposureAfter(...events)).toMatchObject(shows);
    expect(exposureAfter(...events)).toHaveLength(shows.length);
  });
});

const someEvent = fc
  .tuple(fc.nat(4), fc.nat(7), fc.integer({ min: 1, max: 9_000 }))
  .map(([bet, kind, amount]): BetEvent => {
    const ticket = { ticketId: ticketId(`t${bet}`) };
    const events: readonly BetEvent[] = [
      { ...accepted, ...ticket },
      { ...accepted, ...ticket, stake: minorUnits(amount) },
      double(`t${bet}`),
      { ...settled(1, amount), ...ticket },
      { ...reopened, ...ticket },
      { ...cashedOut(5_000, 0), ...ticket },
      { ...cashedOut(10_000, 5_000), ...ticket },
      { ...overridden('VOID'), ...ticket },
    ];
    return events[kind] ?? accepted;
  });

/** Each slice starts from stored values, as they come back from JSON, and reads no more than its keys. */
function foldedInSlices(events: readonly PlacedEvent[], size: number) {
  const stored = new Map<string, object>();
  const pick = (keys: ReadonlySet<string>) =>
    new Map([...keys].flatMap((key) => (stored.has(key) ? [[key, copied(stored.get(key))]] : [])));
  for (let from = 0; from < events.length; from += size) {
    const slice = events.slice(from, from + size);
    const read = pick(keysOfEvents(slice));
    const working = workingSet(new Map([...read, ...pick(keysOfBets(slice, read))]));
    foldEvents(working, slice);
    for (const [key, value] of working.changes().values) stored.set(key, value);
  }
  return stored;
}

const copied = (value: unknown) => JSON.parse(JSON.stringify(value)) as object;

const seed = Number(process.env['LAWS_SEED'] ?? 20_260_725);
it(`is the same however the log is cut into slices (seed ${seed})`, () => {
  const property = fc.property(
    fc.array(someEvent, { maxLength: 30 }),
    fc.integer({ min: 1, max: 8 }),
    (events, size) => {
      const all = placed([opened, ...events]);
      const whole = workingSet(new Map());
      foldEvents(whole, all);
      expect(copied(Object.fromEntries(foldedInSlices(all, size)))).toEqual(
        copied(Object.fromEntries(whole.changes().values)),
      );
    },
  );
  fc.assert(property, { seed, numRuns: 200 });
});

it('shares a bet by its legs without losing a unit', () => {
  const shares = acceptedExposure({ ...double('d'), stake: minorUnits(1_001) });
  expect(shares.reduce((sum, { stake }) => sum + stake, 0)).toBe(1_001);
  expect(shares.reduce((sum, { winReturn }) => sum + winReturn, 0)).toBe(6_250);
});
