import {
  migrate,
  openClickHouse,
  openReadOnly,
  readMigrations,
  type ClickHouse,
} from '@stakelog/clickhouse';
import { createLogger, Tokens } from '@stakelog/runtime';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { exportJWK, generateKeyPair, SignJWT, createLocalJWKSet } from 'jose';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { argumentsOf } from '../testing/recorded-sql';
import { serveSql } from './sql-endpoint';
import { readTableFunctions } from './table-functions';

jest.setTimeout(60_000);

const rules = { TOKEN_ISSUER: 'test', TOKEN_AUDIENCE: 'stakelog' };

let path: string;
let clickhouse: ClickHouse;
let server: FastifyInstance;
let url: string;
let sign: (scope: string) => Promise<string>;
let analyst: string;

async function openKeys(): Promise<Tokens> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  const key = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'EdDSA' };
  sign = (scope) =>
    new SignJWT({ scope })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'k', typ: 'at+jwt' })
      .setIssuer(rules.TOKEN_ISSUER)
      .setAudience(rules.TOKEN_AUDIENCE)
      .setSubject('somebody')
      .setExpirationTime('5 minutes')
      .sign(privateKey);
  return new Tokens(createLocalJWKSet({ keys: [key] }), rules);
}

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'stakelog-sql-'));
  clickhouse = await openClickHouse({ path });
  await migrate(clickhouse, await readMigrations('schemas/clickhouse'));
  const tokens = await openKeys();
  analyst = await sign('analyst');
  server = fastify({ forceCloseConnections: true });
  serveSql(server, {
    query: openReadOnly(clickhouse),
    elsewhere: await readTableFunctions(clickhouse),
    tokens,
    internalToken: 'of-our-own',
    logger: createLogger('recorder', 'silent'),
  });
  url = await server.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(async () => {
  await server.close();
  await clickhouse.close();
  await rm(path, { recursive: true, force: true });
});

async function curl(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('curl', ['-sS', ...args]);
  return stdout;
}

/** Quiet about the errors that the specs ask for. */
const client = () =>
  createClient({
    url,
    username: 'anyone',
    password: analyst,
    log: { level: ClickHouseLogLevel.OFF },
  });

const bearer = () => `Authorization: Bearer ${analyst}`;

const ask = (sql: string, token = analyst, query: Record<string, string> = {}) =>
  fetch(`${url}/?${new URLSearchParams(query).toString()}`, {
    method: 'POST',
    body: sql,
    headers: { authorization: `Bearer ${token}` },
  });

describe('curl', () => {
  it('pings without a token', async () => {
    expect(await curl(`${url}/ping`)).toBe('Ok.\n');
  });

  it('asks in the URL, in the body, and in both', async () => {
    expect(await curl('-H', bearer(), `${url}/?query=SELECT%201`)).toBe('1\n');
    expect(await curl('-H', bearer(), '-d', 'SELECT 2', `${url}/`)).toBe('2\n');
    const both = await curl('-H', bearer(), '-d', 'FORMAT CSV', `${url}/?query=SELECT%20%273%27`);
    expect(both).toBe('"3"\n');
  });

  it('gives the token as a password, too', async () => {
    expect(await curl('-u', `anyone:${analyst}`, '-d', 'SELECT 4', url)).toBe('4\n');
    expect(await curl('-H', `X-ClickHouse-Key: ${analyst}`, '-d', 'SELECT 5', url)).toBe('5\n');
    expect(await curl(`${url}/?query=SELECT%206&password=${analyst}`)).toBe('6\n');
  });

  it('takes parameters, a default format and compression', async () => {
    const query =
      'query=SELECT%20%7Bx%3AString%7D%20AS%20x&param_x=a%27b&default_format=JSONEachRow';
    const compressed = [
      '--compressed',
      '-H',
      bearer(),
      `${url}/?${query}&enable_http_compression=1`,
    ];
    expect(await curl(...compressed)).toBe('{"x":"a\'b"}\n');
  });
});

describe('the official client', () => {
  it('pings, queries with parameters, and reads a stream', async () => {
    const official = client();
    expect(await official.ping()).toEqual({ success: true });
    const answer = await official.query({
      query: 'SELECT number + {plus:UInt8} AS n FROM numbers(3)',
      query_params: { plus: 2 },
      format: 'JSONEachRow',
    });
    expect((await answer.json<{ n: number | string }>()).map(({ n }) => Number(n))).toEqual([
      2, 3, 4,
    ]);
    const whole = await official.query({ query: 'SELECT 1 AS one', format: 'JSON' });
    expect(await whole.json()).toMatchObject({ rows: 1, data: [{ one: 1 }] });
    await official.close();
  });

  it('reads every view', async () => {
    const official = client();
    const views = await clickhouse.rows<{ name: string }>(
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'View'",
    );
    expect(views.length).toBeGreaterThan(12);
    for (const { name } of views) {
      const answer = await official.query({
        query: `SELECT * FROM ${name}${argumentsOf(name)}`,
        format: 'JSONEachRow',
      });
      expect([name, await answer.json()]).toEqual([name, []]);
    }
    await official.close();
  });

  it('is told why in its own kind of error', async () => {
    const official = client();
    await expect(official.query({ query: 'SELECT nothing_like_it' })).rejects.toMatchObject({
      code: '47',
      type: 'UNKNOWN_IDENTIFIER',
    });
    const insert = official.insert({ table: 'bets', values: [{}], format: 'JSONEachRow' });
    await expect(insert).rejects.toMatchObject({ code: '164', type: 'READONLY' });
    await official.close();
  });
});

describe('a query that may not be', () => {
  it('is refused without a token, or with one that lacks the scope', async () => {
    expect((await fetch(`${url}/?query=SELECT%201`)).status).toBe(401);
    expect((await ask('SELECT 1', 'no.such.token')).status).toBe(401);
    expect((await ask('SELECT 1', '')).status).toBe(401);
    expect((await ask('SELECT 1', 'of-our-own')).status).toBe(200);
    expect((await ask('SELECT 1', await sign('bettor trader feed'))).status).toBe(401);
    expect((await ask('SELECT 1', await sign('auditor'))).status).toBe(200);
  });

  it.each<{ sql: string }>`
    sql
    ${'DROP TABLE bets'}
    ${"SELECT file('/etc/passwd')"}
    ${"SELECT * FROM url('http://127.0.0.1:1/', CSV)"}
    ${"SELECT * FROM bets, s3('x')"}
    ${"SELECT 1 INTO OUTFILE 'x'"}
    ${'SELECT 1 SETTINGS max_threads = 64'}
  `('is refused: $sql', async ({ sql }) => {
    const answer = await ask(sql);
    expect([answer.status, answer.headers.get('x-clickhouse-exception-code')]).toEqual([
      403,
      '164',
    ]);
  });

  it('is refused when it raises a limit, and may lower one', async () => {
    const raised = await ask('SELECT 1', analyst, { max_result_rows: '1000000000' });
    expect([raised.status, await raised.text()]).toEqual([
      429,
      expect.stringMatching(/max_result_rows/),
    ]);
    const lowered = await ask('SELECT * FROM numbers(20)', analyst, { max_result_rows: '10' });
    expect([lowered.status, await lowered.text()]).toEqual([
      400,
      expect.stringMatching(/Limit of this endpoint: max_result_rows/),
    ]);
    expect((await ask('SELECT 1', analyst, { readonly: '0', max_ast_depth: '1' })).status).toBe(
      403,
    );
    expect((await ask('SELECT 1', analyst, { database: 'system' })).status).toBe(403);
  });

  it('is too long', async () => {
    expect((await ask(`SELECT '${'x'.repeat(300_000)}'`)).status).toBe(413);
  });
});

describe('a long answer', () => {
  it('comes as it is made, and whole', async () => {
    const answer = await ask('SELECT number FROM numbers(300000)');
    const text = await answer.text();
    expect(text.split('\n')).toHaveLength(300_001);
  });

  it('does not hold up others when its reader goes away', async () => {
    const controller = new AbortController();
    for (let round = 0; round < 8; round += 1) {
      const answer = await fetch(`${url}/?query=SELECT%20*%20FROM%20numbers(900000)`, {
        headers: { authorization: `Bearer ${analyst}` },
        signal: controller.signal,
      });
      await answer.body?.cancel();
    }
    controller.abort();
    const deadline = performance.now() + 20_000;
    let status = 0;
    while (status !== 200 && performance.now() < deadline) status = (await ask('SELECT 1')).status;
    expect(status).toBe(200);
  });
});
