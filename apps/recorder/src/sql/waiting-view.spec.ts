import {
  limits,
  marketId,
  outcomeId,
  utcMs,
  type BetAccepted,
  type OddsEvent,
} from '@stakelog/contracts';
import { ended, facts, sampleEvents } from '@stakelog/testing';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { factRowsAt, RecordedSql } from '../testing/recorded-sql';

jest.setTimeout(60_000);

const { accepted, opened } = sampleEvents;
const leg = accepted.legs[0] as BetAccepted['legs'][number];
const nowMs = Date.now();
const minute = 60_000;
let sql: RecordedSql;
let offset = 1;

beforeAll(async () => {
  sql = await RecordedSql.open();
  const bet: BetAccepted = {
    ...accepted,
    acceptedAtMs: utcMs(nowMs - 10 * minute),
    legs: [{ ...leg, marketId: marketId('m1'), outcomeId: outcomeId('home') }],
  };
  await sql.record(nowMs - 10 * minute, opened, bet);
});

afterAll(() => sql.close());

/** Facts that were appended so long ago. */
async function told(agoMs: number, ...events: readonly OddsEvent[]): Promise<void> {
  for (const fact of events) await sql.insert(factRowsAt(fact, offset++, nowMs - agoMs));
}

const waiting = async () => sql.rows('SELECT leg, what, overdue, since_at FROM v_waiting');

it('says what an open bet waits for, fact by fact, until nothing is missing', async () => {
  const start = utcMs(nowMs - 5 * minute);
  await told(30 * minute, facts.fixtureDefined({ scheduledStartMs: start }), facts.marketDefined());
  const sinceStart = new Date(start).toISOString().slice(0, 23).replace('T', ' ');
  expect(await waiting()).toEqual([
    { leg: 0, what: 'RESULT', overdue: false, since_at: sinceStart },
  ]);
  await told(limits.resultOverdueMs - minute, facts.fixtureStatus('ENDED'));
  expect(await waiting()).toMatchObject([{ what: 'RESULT', overdue: false }]);
  await told(limits.resultOverdueMs + minute, facts.fixtureStatus('ENDED'));
  expect(await waiting()).toMatchObject([{ what: 'RESULT', overdue: true }]);
  await told(limits.postponedOverdueMs - minute, facts.fixtureStatus('POSTPONED'));
  expect(await waiting()).toMatchObject([{ what: 'POSTPONED', overdue: false }]);
  await told(limits.postponedOverdueMs + minute, facts.fixtureStatus('POSTPONED'));
  expect(await waiting()).toMatchObject([{ what: 'POSTPONED', overdue: true }]);

  await told(minute, facts.fixtureStatus('LIVE'));
  await told(limits.certaintyOverdueMs + minute, facts.resulted([ended('home')], { certainty: 1 }));
  expect(await waiting()).toMatchObject([{ what: 'CERTAINTY', overdue: true }]);
  await told(minute, facts.resulted([ended('home')], { certainty: 2 }));
  expect(await waiting()).toEqual([]);
  await told(minute, facts.rolledBack(1));
  expect(await waiting()).toMatchObject([{ what: 'RESULT', overdue: false }]);

  await told(minute, facts.window(null, null));
  expect(await waiting()).toEqual([]);
  await told(minute, facts.windowRolledBack(null));
  expect(await waiting()).toHaveLength(1);
  await told(minute, facts.withdrawn());
  expect(await waiting()).toEqual([]);
});
