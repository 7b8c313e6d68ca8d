import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { topics } from '@stakelog/contracts';
import { publicPem, Seals } from '@stakelog/sealing';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allSchemaTexts, connectCodec, openAppender, schemaTextOf } from '@stakelog/kafka';
import { exportLog } from '../export/export';
import { readManifest } from '../export/check-export';
import { endsOf } from '../log/recorded-log';
import { betReceipt } from '../receipt/receipt';
import { kafkaLog } from '../log/kafka-log';
import { Output } from '../report/output';
import { seal } from '../seal/seal';
import { sealedTopics } from '../seal/sealing';
import { goodLog } from '../testing/good-log';
import { codec as memory, home } from '../testing/synthetic-log';
import { restore } from './restore';

// Two brokers and two registries of its own, one after the other: a restore is about whole, empty servers.
jest.setTimeout(300_000);

type Addresses = { readonly KAFKA_BROKERS: string; readonly SCHEMA_REGISTRY_URL: string };

const folder = mkdtempSync(join(tmpdir(), 'restore-spec-'));
const running: ChildProcess[] = [];
const quiet = Object.assign(new Output(true), { value: async () => {} });
afterAll(() => {
  for (const child of running) child.kill('SIGTERM');
  rmSync(folder, { recursive: true });
});

/** Servers that the environment gives would be taken for these. */
function withoutServers(): NodeJS.ProcessEnv {
  const { KAFKA_BROKERS: _, SCHEMA_REGISTRY_URL: __, REDIS_URL: ___, ...environment } = process.env;
  return environment;
}

async function startServers(): Promise<Addresses> {
  const quietly = '--disable-warning=TimeoutNegativeWarning';
  const child = spawn(
    process.execPath,
    [quietly, 'tools/servers.mts', '--ephemeral', '--port', '0'],
    { env: withoutServers(), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  running.push(child);
  let said = '';
  let complaints = '';
  child.stderr.on('data', (bytes) => (complaints += String(bytes)));
  for await (const bytes of child.stdout) {
    said += String(bytes);
    const address = (name: string) => new RegExp(`export ${name}=(\\S+)\\n`).exec(said)?.[1] ?? '';
    const [brokers, registry] = [address('KAFKA_BROKERS'), address('SCHEMA_REGISTRY_URL')];
    if (address('REDIS_URL') !== '')
      return { KAFKA_BROKERS: brokers, SCHEMA_REGISTRY_URL: registry };
  }
  throw new Error(`the servers did not start: ${complaints}`);
}

function setUp(addresses: Addresses, ...args: readonly string[]): string {
  const quietly = [
    '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
    '--disable-warning=TimeoutNegativeWarning',
  ];
  return execFileSync(process.execPath, [...quietly, 'tools/set-up.mts', ...args], {
    env: { ...process.env, ...addresses },
    encoding: 'utf8',
  });
}

const connectionOf = ({ KAFKA_BROKERS }: Addresses) => ({
  brokers: KAFKA_BROKERS.split(','),
  clientId: 'restore-spec',
});

const exportOf = (addresses: Addresses, sealDir: string, out: string) =>
  allSchemaTexts(addresses.SCHEMA_REGISTRY_URL).then((schemas) =>
    exportLog(
      { log: kafkaLog(connectionOf(addresses)), seals: new Seals(sealDir), schemas },
      {
        topics: sealedTopics,
        from: { offset: 0 },
        until: { offset: Infinity },
        format: 'jsonl',
        folder: out,
      },
      quiet,
    ),
  );

let first: Addresses;
const archive = join(folder, 'export');
const sealDir = join(folder, 'seals');

beforeAll(async () => {
  first = await startServers();
  setUp(first);
  const registered = await connectCodec(first.SCHEMA_REGISTRY_URL);
  const { log } = goodLog();
  for (const topic of sealedTopics) {
    const appender = openAppender({ ...connectionOf(first), topic });
    for (let partition = 0; partition < topics[topic].partitions; partition++) {
      const records = log.records(topic, partition).map(({ key, value }) => ({
        key,
        value: registered.encode(topic, memory.decode(topic, value)),
        headers: { traceparent: 'a', b: 'c' },
      }));
      if (records.length > 0) await appender.append(partition, records);
    }
    await appender.close();
  }
  const parts = {
    log: kafkaLog(connectionOf(first)),
    textOf: (id: number) => schemaTextOf(first.SCHEMA_REGISTRY_URL, id),
    sealDir,
    secretsDir: join(folder, 'secrets'),
    nowMs: Date.now,
  };
  await seal(parts, sealedTopics, quiet);
  await exportOf(first, sealDir, archive);
});

test('an export restored into empty servers is the same log, times included', async () => {
  const second = await startServers();
  expect(setUp(second, '--schemas', '--restore', archive)).toContain(
    'schemas restored, 0 were there',
  );
  setUp(second);
  expect(new Seals(sealDir).checkpoints('bet.events', home)).toHaveLength(1);
  expect(await allSchemaTexts(second.SCHEMA_REGISTRY_URL)).toEqual(
    await allSchemaTexts(first.SCHEMA_REGISTRY_URL),
  );
  expect(await restore(connectionOf(second), archive, quiet)).toBe(true);
  const again = join(folder, 'again');
  await exportOf(second, sealDir, again);
  const [before, after] = [await readManifest(archive), await readManifest(again)];
  expect(after.partitions).toEqual(before.partitions);
  expect(after.partitions.some(({ until }) => until > 10)).toBe(true);

  // The broker's time counts again: a record that claims another is not believed.
  const appender = openAppender({ ...connectionOf(second), topic: 'bet.events' });
  const appended = await appender.append(0, [{ key: null, value: 'x', timestampMs: 1_000_000 }]);
  await appender.close();
  expect(appended).toMatchObject({ status: 'appended', appendedAtMs: expect.any(Number) });

  await expect(restore(connectionOf(second), archive, quiet)).rejects.toThrow(
    /holds \d+ records already/,
  );
});

test('a receipt from a real log is verified by the stand-alone file', async () => {
  const codec = await connectCodec(first.SCHEMA_REGISTRY_URL);
  const log = kafkaLog(connectionOf(first));
  const textOf = (id: number) => schemaTextOf(first.SCHEMA_REGISTRY_URL, id);
  const recording = { log, codec, eventEnds: await endsOf(log, 'bet.events') };
  const seals = new Seals(sealDir);
  const made = await betReceipt({ recording, seals, textOf }, 'ta'.padEnd(26, 'x'));
  const [receipt, pem] = [join(folder, 'receipt.json'), join(folder, 'key.pem')];
  writeFileSync(receipt, JSON.stringify(made, undefined, 2));
  writeFileSync(pem, [...seals.keys().values()].map(publicPem).join(''));
  const verdict = execFileSync(process.execPath, ['apps/audit/verify-receipt.mjs', receipt, pem]);
  expect(verdict.toString()).toMatch(/^VERIFIED\nEvent BetAccepted stake 1000: /);
  expect(verdict.toString()).toContain('Decided on MarketResulted');
});

test('an export that does not hold is not restored', async () => {
  const manifest = await readManifest(archive);
  const largest = manifest.partitions.toSorted((left, right) => right.until - left.until)[0];
  const path = join(archive, largest?.records.path ?? '');
  const good = readFileSync(path);
  writeFileSync(path, good.subarray(0, good.length - 200));
  const nowhere = { brokers: ['127.0.0.1:1'], clientId: 'restore-spec' };
  await expect(restore(nowhere, archive, quiet)).rejects.toThrow(/changed|dropped/);
  writeFileSync(path, good);
});
