import { memoryConnection, MemoryRedis } from '@stakelog/testing';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defined, limits } from '@stakelog/contracts';
import {
  closeRedis,
  ModelStore,
  NoticeQueue,
  noChanges,
  openRedis,
  readInbox,
  putIntoInbox,
  type Redis,
  type Shard,
} from '@stakelog/redis';
import { createLogger, systemClock } from '@stakelog/runtime';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeliveredFiles } from './delivery/delivered-files';
import { DeliveryError } from './delivery/delivery-error';
import { backOffMs, round, type Target, type WorkerParts } from './delivery/notice-worker';
import { isPublicAddress } from './delivery/public-address';
import { postWebhook, signature } from './delivery/webhook';

const url = `${defined(process.env['REDIS_URL'], 'global set-up names a Redis')}/10`;
const real = openRedis({ url, name: 'spec', away: 'wait' });
const kinds = [
  { name: 'Redis', redis: real },
  { name: 'its twin', redis: memoryConnection(new MemoryRedis()) as Redis },
];
const shard: Shard = { topic: 'bet.events', partition: 3 };
const places: string[] = [];

const notice = (offset: number) => ({
  eventId: `3-1-1-${offset}`,
  kind: 'BET_SETTLED',
  accountId: 'ann',
  atMs: offset,
  fields: {},
});

const at = (nextOffset: number) => JSON.stringify({ nextOffset });

const refusing: Target = async () => {
  throw new DeliveryError('answered 500');
};

afterAll(async () => {
  await Promise.all(places.map((place) => rm(place, { recursive: true })));
  await closeRedis(real);
});

describe.each(kinds)('a notice in $name', ({ redis }) => {
  const store = new ModelStore(redis);

  /** Queues as the projector does: in the call that moves the position. */
  async function queued(...offsets: readonly number[]) {
    const last = Math.max(...offsets);
    await store.queueFrom(shard, -1);
    await store.begin(shard, `g${last}`, at(0));
    await store.apply({
      shard,
      generation: `g${last}`,
      from: at(0),
      to: at(last + 1),
      lastOffset: last,
      changes: {
        ...noChanges,
        notices: offsets.map((offset) => ({ offset, notice: notice(offset) })),
      },
    });
  }

  async function worker(name: string, ...targets: readonly Target[]) {
    const directory = await mkdtemp(join(tmpdir(), 'stakelog-notifier-'));
    places.push(directory);
    const queue = new NoticeQueue(redis, name);
    await queue.open(shard);
    const files = new DeliveredFiles(directory, queue);
    await files.open();
    const outcomes: string[] = [];
    const parts: WorkerParts = {
      queue,
      targets,
      clock: systemClock,
      logger: createLogger('spec', 'silent'),
      keepDelivered: (of) => files.keep(of),
      onOutcome: (outcome) => outcomes.push(outcome),
    };
    const delivered = () =>
      readFile(join(directory, 'notified', 'bet.events-3.offset'), 'utf8').catch(() => undefined);
    return { queue, parts, outcomes, delivered };
  }

  const inbox: Target = ({ accountId, atMs }, text) => putIntoInbox(redis, accountId, atMs, text);
  beforeEach(async () => {
    await redis.flushdb();
  });

  it('is delivered, leaves the queue, and its position is kept', async () => {
    await queued(4, 7);
    const { parts, queue, delivered } = await worker('one', inbox);
    expect(await round(shard, parts)).toBe(2);
    expect(await readInbox(redis, 'ann', 9)).toEqual(
      [notice(7), notice(4)].map((each) => JSON.stringify(each)),
    );
    expect(await queue.length(shard)).toBe(0);
    expect(await delivered()).toBe('7\n');
  });

  it('that is delivered twice stands in the inbox once', async () => {
    const { parts } = await worker('one', inbox);
    await queued(4);
    await round(shard, parts);
    await redis.del('q:{p3}:queued');
    await queued(4, 5);
    await round(shard, parts);
    expect(await readInbox(redis, 'ann', 9)).toHaveLength(2);
  });

  it('that a dead worker took is claimed by another', async () => {
    await queued(4);
    const dead = new NoticeQueue(redis, 'dead');
    await dead.open(shard);
    expect(await dead.take(shard, 9)).toHaveLength(1);
    const { parts, outcomes } = await worker('heir', inbox);
    const deadline = performance.now() + 4_000;
    while (outcomes.length === 0 && performance.now() < deadline) {
      await round(shard, parts);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(outcomes).toEqual(['delivered']);
  });

  it('that nobody takes waits longer each time, holds the position back, and is given up in the end', async () => {
    await queued(4, 7);
    const { parts, queue, outcomes, delivered } = await worker('one', refusing);
    await round(shard, parts);
    expect(outcomes).toEqual(['retry', 'retry']);
    expect(await delivered()).toBe('3\n');
    for (let tries = 1; tries < limits.noticeTriesMax; tries++)
      for (const item of await queue.claim(shard, () => 0, 9))
        expect(item.deliveries).toBe(tries + 1);
    expect(await round(shard, { ...parts, queue: dueAtOnce(queue) })).toBe(2);
    expect(outcomes.slice(2)).toEqual(['failed', 'failed']);
    expect(await redis.xlen('q:{p3}:failed')).toBe(2);
    expect(await delivered()).toBe('7\n');
  });

  it('is taken again when Redis lost the group with the queue', async () => {
    const { parts } = await worker('one', inbox);
    await redis.flushdb();
    await queued(4);
    await round(shard, parts);
    expect(await round(shard, parts)).toBe(1);
  });
});

/** The same queue, for which every notice is due. */
function dueAtOnce(queue: NoticeQueue): NoticeQueue {
  return new Proxy(queue, {
    get(target, name: keyof NoticeQueue) {
      if (name === 'claim')
        return (of: Shard, _: unknown, count: number) => target.claim(of, () => 0, count);
      return typeof target[name] === 'function' ? target[name].bind(target) : target[name];
    },
  });
}

it('waits 1 s, 4 s, 16 s … and never more than an hour', () => {
  expect([1, 2, 3, 7, 8].map(backOffMs)).toEqual([1_000, 4_000, 16_000, 3_600_000, 3_600_000]);
});

describe('a webhook', () => {
  it.each([200, 302, 500])('answered with %i', async (status) => {
    const heard: { headers: NodeJS.Dict<string | string[]>; body: string }[] = [];
    const target = createServer((request, answer) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        heard.push({ headers: request.headers, body });
        answer.writeHead(status, { location: '/elsewhere' }).end();
      });
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const { port } = target.address() as AddressInfo;
    const options = {
      url: `http://127.0.0.1:${port}/hook`,
      secret: 's',
      privateAllowed: true,
      clock: systemClock,
    };
    const posted = postWebhook(options, '3-1-1-4', '{"n":1}').then(
      () => 'delivered',
      (error: unknown) => (error instanceof DeliveryError ? 'refused' : error),
    );
    expect(await posted).toBe(status === 200 ? 'delivered' : 'refused');
    const [{ headers, body } = { headers: {}, body: '' }] = heard;
    const [, atMs] = /^t=(\d+),/.exec(String(headers['stakelog-signature'])) ?? [];
    expect(headers['stakelog-signature']).toBe(signature('s', Number(atMs), body));
    expect([heard.length, headers['idempotency-key'], body]).toEqual([1, '3-1-1-4', '{"n":1}']);
    target.close();
  });

  it('to an address inside is refused before anything is sent', async () => {
    const options = {
      url: 'https://127.0.0.1:1/',
      secret: 's',
      privateAllowed: false,
      clock: systemClock,
    };
    await expect(postWebhook(options, 'e', '{}')).rejects.toThrow('no public address');
    const named = { ...options, url: 'https://localhost:1/' };
    await expect(postWebhook(named, 'e', '{}')).rejects.toThrow('no public address');
  });

  it.each<{ address: string; open: boolean }>`
    address                 | open
    ${'10.1.2.3'}           | ${false}
    ${'169.254.169.254'}    | ${false}
    ${'::1'}                | ${false}
    ${'::ffff:127.0.0.1'}   | ${false}
    ${'fe80::1'}            | ${false}
    ${'93.184.216.34'}      | ${true}
    ${'2606:2800:220:1::1'} | ${true}
  `('$address is public: $open', ({ address, open }) => {
    expect(isPublicAddress(address)).toBe(open);
  });
});
