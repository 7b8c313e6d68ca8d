import { afterEach, expect, it } from '@jest/globals';
import { defined } from '@stakelog/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import { TcpProxy } from '../../testing/src/tcp-proxy';
import { closeRedis, openRedis, type Redis } from './connection';
import { subscribeNotes, type Note } from './notes';
import { betShards, notesChannel } from './model-keys';

const url = new URL(defined(process.env['REDIS_URL'], 'global set-up names a Redis'));
const opened: Redis[] = [];
const proxies: TcpProxy[] = [];

afterEach(async () => {
  for (const redis of opened.splice(0)) await closeRedis(redis);
  for (const proxy of proxies.splice(0)) await proxy.close();
});

/** Whose other end vanishes without a word, and which is connected again as soon as it is given up. */
async function halfOpen(away: 'wait' | 'fail', before: (redis: Redis) => Promise<unknown>) {
  const proxy = await TcpProxy.open({ to: { host: url.hostname, port: Number(url.port) } });
  proxies.push(proxy);
  const redis = openRedis({ url: `redis://127.0.0.1:${proxy.port}`, name: 'half-open', away });
  opened.push(redis);
  await new Promise((resolve) => redis.once('ready', resolve));
  await before(redis);
  proxy.halfOpen();
  return redis;
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + 25_000;
  while (!(await isTrue()) && performance.now() < untilMs) await pause(50);
}

it('sends a command again that a vanished server never answered', async () => {
  const redis = await halfOpen('wait', (of) => of.ping());
  expect(await redis.ping()).toBe('PONG');
}, 30_000);

it('fails fast, and not for ever', async () => {
  const redis = await halfOpen('fail', (of) => of.ping());
  await expect(redis.ping()).rejects.toThrow('timed out');
  let answer: unknown;
  await until(async () => {
    answer = await redis.ping().catch(() => undefined);
    return answer === 'PONG';
  });
  expect(answer).toBe('PONG');
}, 30_000);

it('hears again, though whoever only listens asks for nothing', async () => {
  const heard: Note[] = [];
  await halfOpen('wait', (of) => subscribeNotes(of, (note) => heard.push(note)));
  const speaker = openRedis({ url: url.href, name: 'speaker', away: 'wait' });
  opened.push(speaker);
  const [shard] = betShards;
  await until(async () => {
    await speaker.publish(notesChannel(defined(shard, 'a shard')), '{"version":"1","channels":[]}');
    return heard.length > 0;
  });
  expect(heard.length).toBeGreaterThan(0);
}, 30_000);
