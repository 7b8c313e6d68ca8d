import { freePort } from '@stakelog/testing';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { connectCodec, kafkaLog } from '@stakelog/kafka';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

jest.setTimeout(180_000);

let directory: string;
let url: string;
let reconciler: ChildProcess;

beforeAll(async () => {
  await promisify(execFile)('node_modules/.bin/nest', ['build', 'reconciler']);
  directory = await mkdtemp(join(tmpdir(), 'stakelog-reconciler-'));
  await writeFile(join(directory, 'internal.token'), 'spec\n');
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  reconciler = spawn(process.execPath, ['dist/apps/reconciler/main.js'], {
    env: {
      ...process.env,
      SECRETS_DIR: directory,
      HTTP_PORT: String(port),
      LOG_LEVEL: 'fatal',
      NODE_ENV: 'test',
      WITHDRAW: 'off',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
});

afterAll(async () => {
  if (reconciler.exitCode === null) reconciler.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

async function until<Value>(ask: () => Promise<Value | undefined>): Promise<Value> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const value = await ask().catch(() => undefined);
    if (value !== undefined) return value;
    if (performance.now() > deadline) throw new Error('did not come true in time');
    await sleep(50);
  }
}

it('tells in audit.events, in /readyz and in metrics what it compared, and ends when asked', async () => {
  const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');
  const log = kafkaLog({ brokers, clientId: 'reconciler-spec' });
  const codec = await connectCodec(process.env['SCHEMA_REGISTRY_URL'] ?? '', ['audit.events']);
  const reader = log.openReader({ topic: 'audit.events', from: new Map([[0, 0]]) });
  const [record] = await reader.next(0);
  const event = codec.decode('audit.events', record?.value ?? null);
  expect(event).toMatchObject({ type: 'ConservationChecked', round: 1 });
  await reader.close();

  const shown = await until(async () => {
    const readiness = (await (await fetch(`${url}/readyz`)).json()) as {
      dependencies: Record<string, { state: string; detail?: string }>;
    };
    const { 'compared ledger': ledger } = readiness.dependencies;
    return ledger?.state === 'starting' ? undefined : readiness.dependencies;
  });
  expect(Object.keys(shown)).toEqual(
    expect.arrayContaining(['conservation', 'compared redis', 'compared ledger']),
  );
  const metrics = await (await fetch(`${url}/metrics`)).text();
  for (const name of ['reconciliation_age_seconds', 'reconciliation_differences'])
    for (const copy of ['REDIS', 'LEDGER'])
      expect(metrics).toContain(`stakelog_${name}{copy="${copy}",app="reconciler"}`);
  expect(metrics).toContain('stakelog_ledger_imbalance_minor_units');

  const gone = once(reconciler, 'exit');
  reconciler.kill('SIGTERM');
  expect(await gone).toEqual([0, null]);
});
