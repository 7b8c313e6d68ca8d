import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { issueToken } from '../tools/start/tokens.mts';
import { Freshness } from './analytics/freshness.mts';
import type * as Many from './analytics/many-rows.ts';
import { questions } from './analytics/questions.mts';
import { compileSources } from './audit/compile-sources.mts';
import type * as Log from './audit/write-log.ts';
import type { BenchCase } from './bench-case.mts';
import { untilCopied } from './copying.mts';
import { metric } from './metrics.mts';
import { p50AndP99, type Measured } from './report.mts';
import { withStage, type Stage } from './stage.mts';

type Load = {
  /** Records of bet.events that wait for the recorder. */
  readonly events: number;
  readonly seconds: number;
  /** Records of bet.events per second that are appended while freshness is measured. */
  readonly rate: number;
  /** Rows of bettors that the questions are asked about. */
  readonly rows: number;
};

const SEED = 1;
const PAGE_MS = 20;
/** Runs of a question; the fastest stands, as the machine may have other work. */
const ASKED = 3;
const EPOCHS = 12;
/** A recording has fewer records than it is asked for, the more the shorter it is. */
const SPARE = 1.6;
const say = (line: string) => void process.stderr.write(`${line}\n`);

/** The log into ClickHouse from a backlog; how old its answers are while the log grows; and the analysts' questions. */
export function benchAnalytics(load: Load): Promise<readonly Measured[]> {
  compileSources();
  const require = createRequire(import.meta.url);
  const { writeLog } = require('./audit/write-log.ts') as typeof Log;
  const { ManyRows } = require('./analytics/many-rows.ts') as typeof Many;
  return withStage(async (stage) => {
    const measured: Measured[] = [];
    const sql = await openSql(stage);
    const fresh = new Freshness(() => sql('SELECT count() FROM decisions'));
    const events = SPARE * (load.events + load.rate * load.seconds);
    const pace = new RecorderThenPace(load, stage, fresh);
    const written = await writeLog(stage.servers, events, SEED, pace.wait);
    measured.push(...(await pace.measured()));
    await caughtUp(stage, sql);
    measured.push(await complete(sql, written));
    await stage.stop();
    const many = await ManyRows.open(`${stage.secretsDir}/../recorder/clickhouse`);
    try {
      measured.push(...(await answered(many, load.rows)));
    } finally {
      await many.close();
    }
    return measured;
  });
}

/** One number. */
type Sql = (query: string) => Promise<number>;

async function openSql(stage: Stage): Promise<Sql> {
  const token = await issueToken(stage.secretsDir, 'analyst', 'bench');
  const headers = { authorization: `Bearer ${token}` };
  return async (query) => {
    const answer = await fetch(stage.originOf('recorder'), {
      method: 'POST',
      headers,
      body: query,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${query}: ${text}`);
    return Number(text);
  };
}

/**
 * Lets the recording run until the backlog is there, waits until a recorder has worked it off, and holds the recording
 * to its rate for as long as freshness is measured. What is left of it then goes as fast as it can.
 */
class RecorderThenPace {
  readonly #load: Load;
  readonly #stage: Stage;
  readonly #fresh: Freshness;
  #appended = 0;
  #paced = 0;
  #startMs = 0;
  #backlog: Promise<Measured> | undefined;
  #ended: Promise<Measured> | undefined;

  constructor(load: Load, stage: Stage, fresh: Freshness) {
    this.#load = load;
    this.#stage = stage;
    this.#fresh = fresh;
  }

  readonly wait: Log.Pace = async (topic, records) => {
    // What opens an epoch stands alone, and is no row of the table that is looked at.
    if (topic !== 'bet.events' || records === 1) return;
    if (this.#appended >= this.#load.events) await this.#hold(records);
    this.#appended += records;
    // Told before it is appended: an answer is at least as fresh as what is measured.
    this.#fresh.appended(this.#appended);
  };

  async measured(): Promise<readonly Measured[]> {
    if (this.#backlog === undefined || this.#ended === undefined)
      throw new Error('the recording ended before freshness was measured');
    return [await this.#backlog, await this.#ended];
  }

  async #hold(records: number): Promise<void> {
    const { rate, seconds } = this.#load;
    if (this.#backlog === undefined) {
      this.#backlog = backlog(this.#stage, this.#appended);
      await this.#backlog;
      this.#startMs = performance.now();
      this.#fresh.start();
    }
    const forMs = performance.now() - this.#startMs;
    if (forMs > 1_000 * seconds) await (this.#ended ??= this.#end(forMs / 1_000));
    else {
      const earlyMs = (1_000 * this.#paced) / rate - forMs;
      if (earlyMs > PAGE_MS) await pause(earlyMs);
      this.#paced += records;
    }
  }

  async #end(seconds: number): Promise<Measured> {
    await this.#fresh.stop();
    const { agesMs } = this.#fresh;
    return {
      case: `analytics: how old answers are while ${this.#load.rate} events/s are asked for`,
      value: Math.round(this.#paced / seconds),
      unit: 'events/s',
      ...p50AndP99(agesMs),
      errors: 0,
      counts: { looks: agesMs.length },
    };
  }
}

/** Rows of all tables, until nothing of the log is missing. */
async function backlog(stage: Stage, events: number): Promise<Measured> {
  const started = stage.start('recorder');
  const recorder = stage.originOf('recorder');
  const isDone = async (rows: number) =>
    rows > events && (await metric(recorder, 'recorder_lag_records')) === 0;
  const copied = await untilCopied(recorder, 'recorder_rows_total', '', isDone);
  await started;
  return {
    case: `analytics: backlog of ${events} events into ClickHouse`,
    value: copied.perSecond,
    unit: 'rows/s',
    errors: 0,
    counts: {
      rows: copied.count,
      'rows while timed': copied.timed,
      'recorder, us of CPU a row': copied.cpuMicrosEach,
    },
  };
}

/** Everything is recorded, and gathered. */
async function caughtUp(stage: Stage, sql: Sql): Promise<void> {
  const recorder = stage.originOf('recorder');
  const deadlineMs = performance.now() + 300_000;
  const behind = async () =>
    (await metric(recorder, 'recorder_lag_records')) +
    (await sql('SELECT (SELECT count() FROM settlements) - (SELECT count() FROM gathered_moves)'));
  while ((await behind()) > 0) {
    if (performance.now() > deadlineMs) throw new Error('the recorder did not catch up');
    await pause(500);
  }
}

/** Every record is there once, and the ledger's postings sum to zero. */
async function complete(sql: Sql, written: Log.Written): Promise<Measured> {
  const faults = await sql('SELECT countIf(NOT complete) FROM v_completeness');
  const rows = await sql(
    'SELECT (SELECT count() FROM facts) + (SELECT count() FROM commands) + (SELECT count() FROM decisions)',
  );
  const sum = await sql('SELECT sum(amount_minor) FROM ledger_postings');
  const missing = written.facts + written.commands + written.events - EPOCHS - rows;
  return {
    case: 'analytics: every record once, the ledger in balance',
    value: rows,
    unit: 'records',
    errors: faults + Math.abs(missing) + (sum === 0 ? 0 : 1),
    counts: { missing, 'sum of the ledger': sum },
  };
}

async function answered(many: Many.ManyRows, wanted: number): Promise<Measured[]> {
  const rows = await many.multiply(wanted, say);
  const waiting = await many.waiting();
  const measured: Measured[] = [];
  for (const [name, sql] of Object.entries(questions(await many.middle()))) {
    const runs: Many.Asked[] = [];
    while (runs.length < ASKED) runs.push(await many.ask(name, sql));
    const fault = runs.find((run) => run.fault !== undefined)?.fault;
    if (fault !== undefined) say(`${name}: ${fault}`);
    measured.push({
      case: `analytics: ${name}`,
      value: Math.round(Math.min(...runs.map(({ ms }) => ms))),
      unit: 'ms',
      errors: fault === undefined ? 0 : 1,
      counts: {
        rows,
        'settlements not gathered': waiting,
        'bytes of the answer': runs[0]?.bytes ?? 0,
      },
    });
  }
  return measured;
}

export const analyticsCase: BenchCase = {
  name: 'analytics',
  description: 'The log into ClickHouse, how fresh its answers are, and the questions of analysts',
  options: [
    ['--events <n>', 'records of bet.events that wait for the recorder', '1000000'],
    ['--seconds <n>', 'how long freshness is measured', '30'],
    ['--rate <n>', 'records of bet.events per second meanwhile', '10000'],
    ['--rows <n>', 'rows that the questions are asked about, most of them copies', '50000000'],
  ],
  short: ['--events', '50000', '--seconds', '5', '--rows', '2000000'],
  run: ({ events, seconds, rate, rows }) =>
    benchAnalytics({
      events: Number(events),
      seconds: Number(seconds),
      rate: Number(rate),
      rows: Number(rows),
    }),
};
