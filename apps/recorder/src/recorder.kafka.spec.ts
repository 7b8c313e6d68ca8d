import {
  accountId,
  minorDelta,
  minorUnits,
  topics,
  utcMs,
  type BetEvent,
  type ProducerHeartbeat,
} from '@stakelog/contracts';
import {
  connectCodec,
  openAppender,
  openBetEventsReader,
  openReader,
  type Appender,
  type Codec,
} from '@stakelog/kafka';
import { freePort } from '@stakelog/testing';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

jest.setTimeout(240_000);

const kafka = {
  brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','),
  clientId: 'recorder-spec',
};
const run = randomUUID().slice(0, 8);

let directory: string;
let token: string;
let port: number;
let codec: Codec;
let events: Appender;
let facts: Appender;
let recorder: ChildProcess | undefined;

beforeAll(async () => {
  await promisify(execFile)('node_modules/.bin/nest', ['build', 'recorder']);
  directory = await mkdtemp(join(tmpdir(), 'stakelog-recorder-'));
  token = await makeToken(directory);
  port = await freePort();
  codec = await connectCodec(process.env['SCHEMA_REGISTRY_URL'] ?? '');
  events = openAppender({ ...kafka, topic: 'bet.events' });
  facts = openAppender({ ...kafka, topic: 'odds.events' });
});

afterAll(async () => {
  await kill('SIGKILL');
  await Promise.all([events.close(), facts.close()]);
  await rm(directory, { recursive: true, force: true });
});

async function makeToken(secrets: string): Promise<string> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  const key = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'EdDSA' };
  await writeFile(join(secrets, 'jwks.json'), JSON.stringify({ keys: [key] }));
  return new SignJWT({ scope: 'analyst' })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k', typ: 'at+jwt' })
    .setIssuer('stakelog-dev')
    .setAudience('stakelog')
    .setSubject('analyst')
    .setExpirationTime('10 minutes')
    .sign(privateKey);
}

function start(crashAt = ''): ChildProcess {
  const child = spawn(process.execPath, ['dist/apps/recorder/main.js'], {
    env: {
      ...process.env,
      DATA_DIR: directory,
      SNAPSHOT_DIR: directory,
      SECRETS_DIR: directory,
      HTTP_PORT: String(port),
      LOG_LEVEL: 'error',
      NODE_ENV: 'test',
      CRASH_AT: crashAt,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  recorder = child;
  return child;
}

async function kill(signal: NodeJS.Signals): Promise<void> {
  if (recorder === undefined || recorder.exitCode !== null || recorder.signalCode !== null) return;
  const gone = once(recorder, 'exit');
  recorder.kill(signal);
  await gone;
}

async function query(sql: string): Promise<readonly Record<string, unknown>[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/?default_format=JSONEachRow`, {
    method: 'POST',
    body: sql,
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Asks again until it holds; the last answer or failure is in the error. */
async function until<Answer>(
  ask: () => Promise<Answer>,
  holds: (answer: Answer) => boolean,
): Promise<Answer> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    let last: unknown;
    try {
      const answer = await ask();
      if (holds(answer)) return answer;
      last = JSON.stringify(answer);
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) throw new Error(`too late: ${String(last)}`);
    await sleep(100);
  }
}

const ready = () =>
  until(
    () => fetch(`http://127.0.0.1:${port}/readyz`),
    ({ status }) => status === 200,
  );

const fail = (error: Error) => {
  throw error;
};

/** Takes a partition over, as a decider would, and appends counted batches of deposits to it. */
async function openWriter(partition: number) {
  const from = new Map([[partition, undefined]]);
  const log = openReader({ ...kafka, topic: 'bet.events', from: new Map([[partition, 0]]) });
  const reader = openBetEventsReader(log, codec, from, { onBatch: () => undefined, onError: fail });
  await reader.waitForEnd();
  const epoch = reader.position(partition).epoch + 1;
  await reader.close();
  const openedAtMs = utcMs(Date.now());
  const opened = { type: 'EpochOpened', epoch, writer: run, rules: 1, limitsHash: 'x', openedAtMs };
  await append(partition, [opened as BetEvent]);
  let batch = 0;
  return async (deposits: number) => {
    batch += 1;
    const opening = {
      type: 'InputsAdopted',
      epoch,
      writer: run,
      batch,
      records: deposits,
    } as const;
    const inputs = {
      decidedAtMs: utcMs(Date.now()),
      commandsNext: 0,
      commandsCrc: 0,
      oddsNext: [],
      workOpen: 0,
      workTaken: 0,
    };
    await append(partition, [
      { ...opening, ...inputs },
      ...Array.from({ length: deposits }, deposit),
    ]);
  };
}

const deposit = (_: unknown, index: number): BetEvent => ({
  type: 'FundsDeposited',
  accountId: accountId(run),
  commandId: `${run}-${index}`,
  amount: minorUnits(100),
  paymentRef: 'spec',
  postings: [
    { code: 'payments', amount: minorDelta(-100) },
    { code: 'cash', amount: minorDelta(100) },
  ],
  bodyCheck: 0,
});

async function append(partition: number, messages: readonly BetEvent[]): Promise<void> {
  const records = messages.map((message) => ({
    key: run,
    value: codec.encode('bet.events', message),
  }));
  expect(await events.append(partition, records)).toMatchObject({ status: 'appended' });
}

async function appendHeartbeat(partition: number): Promise<void> {
  const now = utcMs(Date.now());
  const times = { sourceAtMs: now, receivedAtMs: now };
  const beat: ProducerHeartbeat = {
    type: 'ProducerHeartbeat',
    producerId: run,
    session: 1,
    sourceId: randomUUID(),
    subscribed: true,
    ...times,
  };
  const value = codec.encode('odds.events', beat);
  await facts.append(partition, [{ key: `producer:${run}`, value }]);
}

const mine = `SELECT count() AS postings, uniqExact(event_id, posting) AS different,
  sumIf(amount_minor, code = 'cash') AS cash FROM ledger_postings WHERE account_id = '${run}'`;

/** Deposits and heartbeats until the recorder is dead, or `batches` of them. */
async function writeWhile(
  child: ChildProcess,
  write: (deposits: number) => Promise<void>,
  batches = Infinity,
): Promise<number> {
  const deadline = performance.now() + 60_000;
  let written = 0;
  while (child.signalCode === null && written < batches) {
    if (performance.now() > deadline) throw new Error('the recorder did not die in time');
    await write(25);
    written += 1;
    await appendHeartbeat(written % topics['odds.events'].partitions);
    await sleep(50);
  }
  return 25 * written;
}

it('loses and doubles nothing, however often it is killed', async () => {
  const write = await openWriter(2);
  const crashes = ['recorder.intent:1', 'recorder.inserted:1', 'recorder.inserted:4'];
  let deposits = 0;
  for (const crashAt of [...crashes, 'recorder.intent:3'])
    deposits += await writeWhile(start(crashAt), write);
  deposits += await writeWhile(start(), write, 60);
  await kill('SIGKILL');
  start();
  await ready();
  const [found] = await until(
    () => query(mine),
    ([row]) => Number(row?.['postings']) >= 2 * deposits,
  );
  const expected = { postings: 2 * deposits, different: 2 * deposits, cash: 100 * deposits };
  expect(Object.fromEntries(Object.entries(found ?? {}).map(([k, v]) => [k, Number(v)]))).toEqual(
    expected,
  );
  await until(
    () => query('SELECT countIf(NOT complete) AS bad, count() AS all FROM v_completeness'),
    ([row]) => Number(row?.['bad']) === 0 && Number(row?.['all']) > 0,
  );
  const beats = await query(`SELECT count() AS n FROM facts WHERE producer_id = '${run}'`);
  expect(Number(beats[0]?.['n'])).toBeGreaterThan(0);
});

it('shows what is appended within five seconds, and says how far it is', async () => {
  await ready();
  const before = Number((await query(mine))[0]?.['postings']);
  const write = await openWriter(5);
  const begunAtMs = performance.now();
  await write(1);
  await until(
    () => query(mine),
    ([row]) => Number(row?.['postings']) === before + 2,
  );
  expect(performance.now() - begunAtMs).toBeLessThan(5_000);
  await until(
    () => query('SELECT max(behind_records) AS behind, max(age_ms) AS age FROM v_freshness'),
    ([row]) => Number(row?.['behind']) === 0 && Number(row?.['age']) < 5_000,
  );
});

it('refuses a data directory that another recorder owns', async () => {
  await ready();
  const first = recorder;
  const owner = port;
  port = await freePort();
  const [code] = (await once(start(), 'exit')) as [number];
  expect(code).toBe(1);
  port = owner;
  recorder = first;
  await kill('SIGTERM');
  expect(first?.exitCode).toBe(0);
});
