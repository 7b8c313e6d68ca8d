import { beforeAll, describe, expect, test } from '@jest/globals';
import { publicPem, rotateKey, type Receipt } from '@stakelog/sealing';
import * as fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { endsOf } from '../log/recorded-log';
import { goodLog } from '../testing/good-log';
import { sealedLog, textOf } from '../testing/sealed-log';
import { codec, home } from '../testing/synthetic-log';
import { betReceipt } from './receipt';

const verifier = resolve('apps/audit/verify-receipt.mjs');

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [verifier, ...args], { encoding: 'utf8' });

/** Asks the stand-alone file about many receipts in one process of its own: `ok: …` or the reason. */
function verdicts(texts: readonly string[], pem: string): readonly string[] {
  const program = `
    import { verifyReceipt } from ${JSON.stringify(verifier)};
    import { readFileSync } from 'node:fs';
    const { texts, pem } = JSON.parse(readFileSync(0, 'utf8'));
    const verdict = (text) => {
      try { return 'ok: ' + verifyReceipt(text, pem).join(' '); } catch (error) { return error.message; }
    };
    process.stdout.write(JSON.stringify(texts.map(verdict)));`;
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    input: JSON.stringify({ texts, pem }),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout) as string[];
}

async function receiptFor(ticket: string) {
  const { log } = goodLog();
  const sealed = await sealedLog(log);
  const recording = { log, codec, eventEnds: await endsOf(log, 'bet.events') };
  const source = { recording, seals: sealed.seals, textOf };
  const receipt = await betReceipt(source, ticket.padEnd(26, 'x'));
  const pem = [...sealed.seals.keys().values()].map(publicPem).join('');
  return { ...sealed, log, recording, source, receipt, pem };
}

let good: Awaited<ReturnType<typeof receiptFor>>;
beforeAll(async () => {
  good = await receiptFor('ta');
});

type Holder = Record<string, unknown>;

/** The receipt with one of its values replaced; where it is given no value, the field is gone. */
function tampered(path: string, change: (was: unknown, all: Receipt) => unknown): string {
  const receipt = structuredClone(good.receipt);
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  const holder = steps.reduce((at, step) => at[step] as Holder, receipt as unknown as Holder);
  holder[last] = change(holder[last], good.receipt);
  return JSON.stringify(receipt);
}

const reasonOf = (...how: Parameters<typeof tampered>): string =>
  verdicts([tampered(...how)], good.pem)[0] ?? '';

const less = (list: unknown) => (list as readonly unknown[]).slice(0, -1);
const more = (number: unknown) => Number(number) + 1;
const flipped = (text: unknown, at: (bytes: Buffer) => number) => {
  const bytes = Buffer.from(String(text), 'base64');
  bytes[at(bytes)] = (bytes[at(bytes)] ?? 0) ^ 1;
  return bytes.toString('base64');
};

const zeros = () => '0'.repeat(64);

describe('a receipt', () => {
  test('is verified by the stand-alone file, and says what it proves', () => {
    const [verdict] = verdicts([JSON.stringify(good.receipt)], good.pem);
    expect(verdict).toMatch(
      /^ok: Event BetAccepted stake 1000: record \d+ of bet.events, partition/,
    );
    expect(verdict).toContain('Event BetSettled payout 2500');
    expect(verdict).toContain('Decided on MarketSnapshot');
    expect(verdict).toContain('Decided on MarketResulted');
  });

  test('of a refused ticket is verified too', async () => {
    const { receipt, pem } = await receiptFor('tb');
    expect(receipt.records.map(({ type }) => type)).toContain('BetRejected');
    expect(verdicts([JSON.stringify(receipt)], pem)[0]).toMatch(/^ok: Event BetRejected/);
  });

  test('that no checkpoint covers is unsealed, and is so told', async () => {
    const { log, source, pem } = await receiptFor('ta');
    const nothing = await sealedLog(
      Object.assign(goodLog().log, { ranges: async () => new Map() }),
    );
    const bare = await betReceipt(
      {
        ...source,
        seals: nothing.seals,
        recording: { log, codec, eventEnds: await endsOf(log, 'bet.events') },
      },
      'ta'.padEnd(26, 'x'),
    );
    expect(bare.records.every(({ seal }) => seal === null)).toBe(true);
    expect(verdicts([JSON.stringify(bare)], pem)[0]).toContain('is not sealed yet');
  });

  test('is verified on the command line: 0 with VERIFIED, 1 with the reason, 64 without a key', () => {
    const folder = mkdtempSync(join(tmpdir(), 'receipt-spec-'));
    const [receipt, bad, pem] = ['receipt.json', 'bad.json', 'key.pem'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    writeFileSync(receipt, JSON.stringify(good.receipt, undefined, 2));
    writeFileSync(bad, JSON.stringify({ ...good.receipt, bet: 'another' }));
    writeFileSync(pem, good.pem);
    expect(run(receipt, pem)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^VERIFIED\n/),
    });
    expect(run(bad, pem)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('not another'),
    });
    expect(run(receipt)).toMatchObject({ status: 64 });
    rmSync(folder, { recursive: true });
  });
});

describe('a tampered receipt is refused with the reason:', () => {
  test.each<[string, string, Parameters<typeof tampered>[1], RegExp]>([
    ['value', 'records.0.value', (_, { records }) => records[1]?.value, /not what its leaf holds/],
    ['offset', 'records.0.offset', more, /offset is not what its bytes say/],
    ['time', 'records.0.appendedAtMs', more, /appendedAtMs is not what its bytes say/],
    ['leaf', 'records.0.leaf', (_, { records }) => records[1]?.leaf, /is not what its bytes say/],
    ['path', 'records.0.seal.path.0', zeros, /lead to the root/],
    ['path cut short', 'records.0.seal.path', less, /wrong length/],
    ['root', 'records.0.seal.checkpoint.root', zeros, /is not by key/],
    ['size', 'records.0.seal.checkpoint.size', more, /is not by key/],
    ['key', 'records.0.seal.checkpoint.keyId', () => '0', /signed by key 0, which is not among/],
    ['seal', 'records.0.seal', (_, { records }) => records.at(-1)?.seal, /is about odds.events/],
    ['stake', 'records.0.decoded.stake', more, /the decoded form is not what the bytes say/],
    ['field added', 'records.0.decoded.x', () => 5, /the decoded form is not what the bytes say/],
    [
      'schema text',
      'schemas.0.text',
      (was) => String(was).replace('"stake"', '"stoke"'),
      /schema \d+ is not by key/,
    ],
    ['schema less', 'schemas', (was) => (was as unknown[]).slice(1), /lacks its schema/],
    ['odds less', 'records', less, /lacks odds.events.*on which the bet was decided/],
    ['bet', 'bet', () => 'b', /is about .* not b/],
    ['note', 'note', () => 'paid', /the receipt has the fields/],
  ])('another %s', (_, path, change, reason) => {
    expect(reasonOf(path, change)).toMatch(reason);
  });

  test('a record that was changed before it got its own leaf', () => {
    const text = tampered('records.0', (was) => {
      const record = was as Receipt['records'][number];
      const value = Buffer.from(record.value, 'base64');
      const leaf = flipped(record.leaf, (bytes) => bytes.indexOf(value) + 40);
      return { ...record, value: flipped(record.value, () => 40), leaf };
    });
    expect(verdicts([text], good.pem)[0]).toMatch(/lead to the root/);
  });

  test('the key of somebody else', async () => {
    const other = rotateKey(join(good.sealDir, 'other'), join(good.sealDir, 'elsewhere'));
    const pem = publicPem(createPublicKey(other.privateKey));
    expect(verdicts([JSON.stringify(good.receipt)], pem)[0]).toMatch(
      /which is not among the keys given/,
    );
  });

  test('any single field, removed or replaced', () => {
    const texts = leaves(good.receipt).flatMap((path) => [
      tampered(path, another),
      tampered(path, () => undefined),
    ]);
    expect(texts.length).toBeGreaterThan(300);
    expect(verdicts(texts, good.pem).filter((verdict) => verdict.startsWith('ok'))).toEqual([]);
  });

  test('any single byte', () => {
    const text = Buffer.from(JSON.stringify(good.receipt));
    const flips = fc.sample(fc.tuple(fc.nat(text.length - 1), fc.integer({ min: 1, max: 127 })), {
      numRuns: 1_500,
      seed: 5,
    });
    const changed = flips.map(([at, bits]) => {
      const bytes = Buffer.from(text);
      bytes[at] = (bytes[at] ?? 0) ^ bits;
      return bytes.toString('utf8');
    });
    const passed = verdicts(changed, good.pem)
      .map((verdict, index) => ({ verdict, text: changed[index] ?? '' }))
      .filter(({ verdict }) => verdict.startsWith('ok'));
    for (const { text: same } of passed)
      expect(isDeepStrictEqual(JSON.parse(same), good.receipt)).toBe(true);
  });
});

function another(was: unknown): unknown {
  if (typeof was === 'number') return was + 1;
  if (typeof was === 'boolean') return !was;
  return typeof was === 'string' ? `${was}0` : 0;
}

/** The way to every value in it that holds no other. */
function leaves(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [path.slice(1)];
  return Object.entries(value).flatMap(([name, each]) => leaves(each, `${path}.${name}`));
}

describe('sealing on', () => {
  test('finds a record that was changed, and names it', async () => {
    const { log, again } = await receiptFor('ta');
    const changed = log.records('bet.events', home)[2];
    if (changed !== undefined) changed.value[9] = (changed.value[9] ?? 0) ^ 1;
    expect(await again()).toEqual([expect.stringMatching(/disagrees.*are sealed: at offset 2\)/)]);
  });
});
