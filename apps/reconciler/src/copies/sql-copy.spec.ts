import {
  insertBatch,
  migrate,
  openClickHouse,
  readMigrations,
  type ClickHouse,
} from '@stakelog/clickhouse';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CountedBatch, CountedEvent, DecisionEvent } from '@stakelog/kafka';
import { accountId } from '@stakelog/contracts';
import { sampleEvents } from '@stakelog/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordedRanges } from '../fold/recorded-range';
import { CopiesInMemory } from '../testing/copies-in-memory';
import { sqlCopy, type Cell, type SqlCopy } from './sql-copy';

const { accepted, deposited, opened } = sampleEvents;
const named = accountId('zoë|1');
const of = (event: DecisionEvent) => ({ ...event, accountId: named }) as DecisionEvent;

let path: string;
let clickhouse: ClickHouse;
let sql: SqlCopy;

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'stakelog-reconciler-'));
  clickhouse = await openClickHouse({ path });
  await migrate(clickhouse, await readMigrations('schemas/clickhouse'));
  sql = sqlCopy(async (query) => {
    const rows = await clickhouse.rows<Record<string, Cell>>(query);
    return rows.map((row) => Object.values(row));
  });
}, 60_000);
afterAll(async () => {
  await clickhouse.close();
  await rm(path, { recursive: true, force: true });
});

const utcText = (ms: number) => new Date(ms).toISOString().slice(0, 23).replace('T', ' ');

/** Rows as the recorder writes them, as far as they are compared. */
function rowsOf({ partition, opening, openingRecord, records }: CountedBatch) {
  const decided_at = utcText(opening.decidedAtMs);
  const place = { partition, decided_at, bet_id: '' };
  const unread = { epoch: 1, batch: 1, appended_at: decided_at, payload: '' };
  const causes = { command_id: '', ticket_id: '' };
  const { type } = opening;
  const event_id = `${partition}-${opening.epoch}-${opening.batch}-0`;
  const first = { offset: openingRecord.offset, event_id, type, account_id: '' };
  const decisions = [first, ...records.map(decisionOf)];
  return {
    decisions: decisions.map((row) => ({ ...place, ...unread, ...causes, ...row })),
    postings: records.flatMap(postingsOf).map((row) => ({ ...place, type: '', ...row })),
  };
}

const decisionOf = ({ offset, eventId: event_id, event }: CountedEvent) => ({
  offset,
  event_id,
  type: event.type,
  account_id: 'accountId' in event ? event.accountId : '',
});

const postingsOf = ({ offset, eventId: event_id, event }: CountedEvent) =>
  'postings' in event
    ? event.postings.map(({ code, amount }, posting) => ({
        offset,
        event_id,
        posting,
        account_id: event.accountId,
        code,
        amount_minor: amount,
      }))
    : [];

it('asks ClickHouse for the checksums that the fold makes of the same events', async () => {
  const copies = new CopiesInMemory();
  await copies.decide(3, of(opened), of(deposited));
  await copies.decide(3, of(accepted));
  const ranges = new RecordedRanges();
  for (const batch of copies.batches(3)) ranges.take(batch);
  const rows = copies.batches(3).map(rowsOf);
  const decisions = rows.flatMap((each) => each.decisions);
  await insertBatch(clickhouse, 'decisions', decisions, { token: 'd' });
  const postings = rows.flatMap((each) => each.postings);
  await insertBatch(clickhouse, 'ledger_postings', postings, { token: 'p' });

  const { from, to, tables } = ranges.open;
  for (const table of ['decisions', 'ledger_postings'] as const) {
    const { rows: distinct } = tables[table];
    expect(distinct).toBeGreaterThan(3);
    const digest = await sql.digest(table, { partition: 3, from, to });
    expect(digest).toEqual({ ...tables[table], distinct });
  }
  const [twice] = decisions;
  await insertBatch(clickhouse, 'decisions', twice === undefined ? [] : [twice], { token: 'e' });
  const { rows: held, distinct } = await sql.digest('decisions', { partition: 3, from, to });
  expect(held - distinct).toBe(1);
});

it('counts the records of inputs, and knows nothing before the recorder has said how far it is', async () => {
  expect(await sql.count('facts', { partition: 1, from: 0, to: 9 })).toEqual({
    rows: 0,
    distinct: 0,
  });
  expect(await sql.recordedNext()).toEqual(new Map());
  const at = utcText(1_790_000_000_000);
  const freshness = { end_next: 9, recorded_at: at };
  const observed = (observed_at: string, recorded_next: number) => ({
    topic: 'bet.events',
    partition: 3,
    observed_at,
    recorded_next,
    ...freshness,
  });
  const rows = [observed(utcText(1_790_000_001_000), 8), observed(at, 7)];
  await insertBatch(clickhouse, 'freshness', rows, { token: 'f' });
  expect(await sql.recordedNext()).toEqual(new Map([['bet.events/3', 8]]));
});
