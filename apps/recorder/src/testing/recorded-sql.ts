import {
  insertBatch,
  migrate,
  openClickHouse,
  readMigrations,
  type ClickHouse,
} from '@stakelog/clickhouse';
import { utcMs, type BetCommand, type OddsEvent } from '@stakelog/contracts';
import type { CountedBatch, DecisionEvent, LogRecord } from '@stakelog/kafka';
import { betEventRows } from '../rows/bet-event-rows';
import { commandRow } from '../rows/command-rows';
import { oddsEventRows } from '../rows/odds-event-rows';
import { byTable, type TableRow } from '../rows/tables';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const recordAt = (partition: number, offset: number, appendedAtMs: number): LogRecord => ({
  partition,
  offset,
  appendedAtMs,
  key: Buffer.from('bf:1'),
  value: Buffer.from('x'),
  headers: {},
});

/** One batch of one decision, at an offset and time. */
function batchOf(event: DecisionEvent, offset: number, decidedAtMs: number): CountedBatch {
  const record = recordAt(3, offset, decidedAtMs);
  const opening = {
    type: 'InputsAdopted',
    epoch: 1,
    writer: 'w',
    batch: offset,
    records: 1,
    decidedAtMs: utcMs(decidedAtMs),
    commandsNext: 0,
    commandsCrc: 0,
    oddsNext: [],
    workOpen: 0,
    workTaken: 0,
  } as const;
  const eventId = `3-1-${offset}-1`;
  return {
    partition: 3,
    opening,
    openingRecord: recordAt(3, offset - 1, decidedAtMs),
    records: [{ offset, index: 1, eventId, event, record }],
    baseOffset: offset - 1,
    nextOffset: offset + 1,
  };
}

export const eventRowsAt = (event: DecisionEvent, offset: number, decidedAtMs: number) => [
  ...betEventRows(batchOf(event, offset, decidedAtMs)),
];

export const commandRowAt = (command: BetCommand, offset: number, appendedAtMs: number) =>
  commandRow(recordAt(3, offset, appendedAtMs), command);

export const factRowsAt = (fact: OddsEvent, offset: number, appendedAtMs: number) => [
  ...oddsEventRows({ verdict: 'apply', fact, record: recordAt(5, offset, appendedAtMs) }),
];

/** What follows the name of a view that takes arguments; empty for all others. */
export function argumentsOf(view: unknown): string {
  if (view === 'v_exposure_at') return "(ts = '2026-01-01 00:00:00')";
  return view === 'waiting_moves' ? '(offsets = 1000)' : '';
}

/** An embedded ClickHouse with the schema of this repository, filled as the recorder fills it. */
export class RecordedSql {
  #offset = 0;
  #inserts = 0;

  private constructor(
    readonly clickhouse: ClickHouse,
    private readonly path: string,
  ) {}

  /** `migrations` of the repository's are applied, all by default. */
  static async open(migrations = Infinity): Promise<RecordedSql> {
    const path = await mkdtemp(join(tmpdir(), 'stakelog-sql-'));
    const clickhouse = await openClickHouse({ path });
    await migrate(clickhouse, (await readMigrations('schemas/clickhouse')).slice(0, migrations));
    return new RecordedSql(clickhouse, path);
  }

  async close(): Promise<void> {
    await this.clickhouse.close();
    await rm(this.path, { recursive: true, force: true });
  }

  /** Events that were decided then, each in a batch of its own. */
  async record(decidedAtMs: number, ...events: readonly DecisionEvent[]): Promise<void> {
    for (const event of events) {
      this.#offset += 2;
      await this.insert(eventRowsAt(event, this.#offset, decidedAtMs));
    }
  }

  /** One block per table. */
  async insert(rows: readonly TableRow[]): Promise<void> {
    for (const [table, of] of byTable(rows))
      await insertBatch(this.clickhouse, table, of, { token: `spec-${this.#inserts++}` });
  }

  rows(query: string) {
    return this.clickhouse.rows<Record<string, unknown>>(query);
  }
}
