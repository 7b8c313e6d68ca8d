import { minorUnits, utcMs } from '@stakelog/contracts';
import type { DecisionEvent } from '@stakelog/kafka';
import { sampleEvents } from '@stakelog/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RecordedSql } from '../testing/recorded-sql';

jest.setTimeout(60_000);

const startMs = Date.UTC(2026, 0, 2, 3);
const hour = (index: number) => startMs + index * 3_600_000;
let sql: RecordedSql;

beforeAll(async () => {
  sql = await RecordedSql.open();
  await sql.record(startMs, sampleEvents.opened);
});

afterAll(() => sql.close());

const record = (hours: number, ...events: readonly DecisionEvent[]) =>
  sql.record(hour(hours), ...events);
const rows = (query: string) => sql.rows(query);

describe('what protects a bettor', () => {
  const head = {
    accountId: sampleEvents.account,
    bodyCheck: 1,
    actor: { kind: 'BETTOR', id: 'b' },
  } as const;

  it('is shown as it is now, with what waits', async () => {
    const limit = { kind: 'STAKE', period: 'WEEK' } as const;
    const confirmByMs = utcMs(Date.now() + 86_400_000);
    await record(
      0,
      {
        type: 'GamblingLimitSet',
        ...head,
        ...limit,
        commandId: 'l1',
        amount: minorUnits(5_000),
        previousAmount: null,
        effectiveAtMs: utcMs(hour(0)),
      },
      {
        type: 'LimitIncreaseScheduled',
        ...head,
        ...limit,
        commandId: 'l2',
        amount: minorUnits(9_000),
        previousAmount: minorUnits(5_000),
        effectiveAtMs: utcMs(hour(24)),
        confirmByMs,
      },
    );
    expect(await rows('SELECT * FROM v_gambling_limits')).toMatchObject([
      { kind: 'STAKE', amount: 5_000, waits: true, scheduled_amount: 9_000, changes: 2 },
    ]);
  });

  it.each<{ kind: 'SELF' | 'TIME_OUT'; untilMs: number | null; inForce: boolean }>`
    kind          | untilMs                    | inForce
    ${'SELF'}     | ${null}                    | ${true}
    ${'TIME_OUT'} | ${hour(1)}                 | ${false}
    ${'TIME_OUT'} | ${Date.now() + 86_400_000} | ${true}
  `('excludes: $kind until $untilMs', async ({ kind, untilMs, inForce }) => {
    await record(0, {
      type: 'AccountExcluded',
      ...head,
      kind,
      commandId: 'x',
      untilMs: untilMs === null ? null : utcMs(untilMs),
      effectiveAtMs: utcMs(hour(0)),
      reason: null,
    });
    const [newest] = await rows(`SELECT * FROM v_exclusions WHERE kind = '${kind}' AND newest`);
    expect(newest).toMatchObject({ in_force: inForce });
  });
});
