import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openClickHouse, type ClickHouse } from './clickhouse';
import { ClickHouseProblem } from './clickhouse-error';
import { insertBatch } from './insert-batch';
import { migrate, readMigrations, statements } from './migrations';
import { openReadOnly } from './read-only';

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ id: from + index, text: `row ${index}` }));

const table = `CREATE TABLE IF NOT EXISTS numbered (id UInt64, text String) ENGINE = MergeTree
  ORDER BY id SETTINGS non_replicated_deduplication_window = 100`;

let path: string;
let clickhouse: ClickHouse;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'stakelog-clickhouse-'));
  clickhouse = await openClickHouse({ path });
});

afterEach(async () => {
  await clickhouse.close();
  await rm(path, { recursive: true, force: true });
});

const count = async () =>
  (await clickhouse.rows<{ n: number }>('SELECT count() AS n FROM numbered'))[0]?.n;

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

const asked = (sql: string, format = 'TSV', settings = {}, parameters = {}) => ({
  sql,
  format,
  formatInSql: false,
  settings,
  parameters,
});

describe('a batch', () => {
  it('is inserted once under one token, and again under another', async () => {
    await clickhouse.command(table);
    await insertBatch(clickhouse, 'numbered', numbers(0, 10_000), { token: 'a' });
    await insertBatch(clickhouse, 'numbered', numbers(0, 10_000), { token: 'a' });
    expect(await count()).toBe(10_000);
    await insertBatch(clickhouse, 'numbered', numbers(0, 10_000), { token: 'b' });
    expect(await count()).toBe(20_000);
  });

  it('is one part, whatever its size', async () => {
    await clickhouse.command(table);
    const rows = numbers(0, 40_000).map((row) => ({ ...row, text: 'x'.repeat(300) }));
    await insertBatch(clickhouse, 'numbered', rows, { token: 'large' });
    const parts = await clickhouse.rows<{ level: number; rows: number }>(
      "SELECT level, rows FROM system.parts WHERE table = 'numbered' AND active",
    );
    expect(parts).toEqual([{ level: 0, rows: 40_000 }]);
  });

  it('with a column that the table has not is refused, and nothing stays', async () => {
    await clickhouse.command(table);
    const insert = insertBatch(clickhouse, 'numbered', [{ id: 1, other: 2 }], { token: 'c' });
    await expect(insert).rejects.toMatchObject({ code: 'refused', recover: 'stop' });
    expect(await count()).toBe(0);
  });

  it('is remembered by its token after the process that inserted it was killed', async () => {
    await clickhouse.close();
    expect(await killedAfterInsert(path)).toBe('SIGKILL');
    clickhouse = await openClickHouse({ path });
    expect(await count()).toBe(1_000);
    await insertBatch(clickhouse, 'numbered', numbers(0, 1_000), { token: 'from-the-other' });
    expect(await count()).toBe(1_000);
  }, 30_000);
});

/** Another process inserts 1,000 rows under a token and kills itself. */
async function killedAfterInsert(directory: string): Promise<NodeJS.Signals | null> {
  const script = `
    const { Session } = require('chdb');
    const session = new Session(${JSON.stringify(directory)});
    const rows = Array.from({ length: 1000 }, (_, id) => JSON.stringify({ id, text: 'row ' + id }));
    session.query(${JSON.stringify(table)});
    session.query("INSERT INTO numbered SETTINGS async_insert = 0, insert_deduplicate = 1, " +
      "insert_deduplication_token = 'from-the-other' FORMAT JSONEachRow\\n" + rows.join('\\n'));
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawn(process.execPath, ['-e', script], { cwd: resolve('.'), stdio: 'inherit' });
  return new Promise((done) => child.once('exit', (_, signal) => done(signal)));
}

describe('the data directory', () => {
  it('belongs to one owner at a time', async () => {
    await expect(openClickHouse({ path })).rejects.toMatchObject({ code: 'in_use' });
  });
});

describe('migrations', () => {
  const first = {
    name: '001_a.sql',
    text: '-- one\nCREATE TABLE IF NOT EXISTS a (x UInt8) ENGINE = Memory;\n',
  };

  it('are applied once, in order', async () => {
    const second = { name: '002_b.sql', text: 'CREATE VIEW IF NOT EXISTS b AS SELECT x FROM a;' };
    expect(await migrate(clickhouse, [first])).toEqual(['001_a.sql']);
    expect(await migrate(clickhouse, [first, second])).toEqual(['002_b.sql']);
    expect(await migrate(clickhouse, [first, second])).toEqual([]);
  });

  it('that were applied never change', async () => {
    await migrate(clickhouse, [first]);
    const changed = migrate(clickhouse, [{ ...first, text: `${first.text}\nSELECT 1;` }]);
    await expect(changed).rejects.toMatchObject({ code: 'migration_changed', recover: 'stop' });
  });

  it('are cut at semicolons that end a line', () => {
    expect(statements("-- c;\nSELECT ';a';\nSELECT 2; \n\nSELECT 3")).toEqual([
      "SELECT ';a'",
      'SELECT 2',
      'SELECT 3',
    ]);
  });

  it('of this repository name the unit of every column', async () => {
    await migrate(clickhouse, await readMigrations('schemas/clickhouse'));
    const bare = await clickhouse.rows(
      "SELECT table, name FROM system.columns WHERE database = currentDatabase() AND comment = ''",
    );
    expect(bare).toEqual([]);
    const unitless = await clickhouse.rows(
      `SELECT table, name FROM system.columns WHERE database = currentDatabase()
         AND ((endsWith(name, '_minor') AND NOT (comment ILIKE '%minor units%'))
           OR (endsWith(name, '_e4') AND NOT (comment ILIKE '%ten-thousandths%'))
           OR (endsWith(name, '_at') AND NOT (comment ILIKE '%UTC, milliseconds%')))`,
    );
    expect(unitless).toEqual([]);
  }, 30_000);
});

describe('a read-only query', () => {
  it('answers with parameters, in a streamed format and in a built one', async () => {
    const query = openReadOnly(clickhouse);
    const sql = 'SELECT number + {plus:UInt32} AS n FROM numbers(3)';
    expect(await textOf(await query(asked(sql, 'TSV', {}, { plus: '5' })))).toBe('5\n6\n7\n');
    const json = await textOf(await query(asked('SELECT number FROM numbers(200000)', 'JSON')));
    expect((JSON.parse(json) as { rows: number }).rows).toBe(200_000);
  });

  it.each<{ statement: string }>`
    statement
    ${'CREATE TABLE t (x UInt8) ENGINE = Memory'}
    ${'INSERT INTO numbered VALUES (1, 2)'}
    ${'SELECT 1; DROP TABLE numbered'}
    ${'SET readonly = 0'}
    ${'SELECT 1 SETTINGS readonly = 0'}
    ${"SELECT * FROM file('/etc/passwd', 'LineAsString')"}
    ${"SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')"}
  `('leaves to the engine to refuse $statement', async ({ statement }) => {
    await clickhouse.command(table);
    const answer = openReadOnly(clickhouse)(asked(statement));
    await expect(answer).rejects.toMatchObject({ code: 'refused' });
    expect(await count()).toBe(0);
  });

  it('ends at its limits and says which, and the next one has its own', async () => {
    const query = openReadOnly(clickhouse);
    const rows = query(
      asked('SELECT number FROM numbers(100000)', 'TSV', { max_result_rows: '10' }),
    );
    await expect(rows).rejects.toMatchObject({ code: 'limited', serverCode: 396 });
    const slow = asked('SELECT max(sipHash64(number)) FROM numbers(100000000000)', 'TSV', {
      max_execution_time: '1',
    });
    await expect(query(slow)).rejects.toMatchObject({ code: 'limited', serverCode: 159 });
    await expect(query(asked('SELECT 1', 'TSV', { max_threads: '64' }))).rejects.toThrow(
      /max_threads is at most/,
    );
    expect(await textOf(await query(asked('SELECT 1')))).toBe('1\n');
  }, 20_000);

  it('goes to disk with what outgrows its memory, and no further than its room there', async () => {
    const query = openReadOnly(clickhouse);
    const groups = 'SELECT count() FROM (SELECT number AS n FROM numbers(40000000) GROUP BY n)';
    expect(await textOf(await query(asked(groups)))).toBe('40000000\n');
    const room = { max_temporary_data_on_disk_size_for_query: '1000000' };
    const answer = query(asked(groups, 'TSV', room));
    await expect(answer).rejects.toMatchObject({ code: 'limited', serverCode: 396 });
  }, 60_000);

  it('holds up neither the process nor the writer', async () => {
    const query = openReadOnly(clickhouse);
    const slow = query(
      asked('SELECT max(sipHash64(number)) FROM numbers(100000000000)', 'TSV', {
        max_execution_time: '2',
        max_threads: '1',
      }),
    ).catch((error: unknown) => error);
    await clickhouse.command(table);
    await insertBatch(clickhouse, 'numbered', numbers(0, 10), { token: 'meanwhile' });
    const first = await Promise.race([count(), slow]);
    expect(first).toBe(10);
    expect(await slow).toBeInstanceOf(ClickHouseProblem);
  }, 20_000);
});
