import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { accountId, defined, partitionOf, utcMs, type BetEvent } from '@stakelog/contracts';
import {
  foldEvents,
  foldFacts,
  keysOfBets,
  keysOfEvents,
  keysOfFacts,
  workingSet,
  type PlacedEvent,
  type PlacedFact,
} from '@stakelog/projections';
import {
  betShards,
  closeRedis,
  ModelReader,
  ModelStore,
  oddsShards,
  openRedis,
  subscribeNotes,
  withdrawGeneration,
  type Shard,
} from '@stakelog/redis';
import { createLogger, Problem, systemClock, type Caller } from '@stakelog/runtime';
import { facts, offered, sampleEvents } from '@stakelog/testing';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { ChannelHub } from './channels/channel-hub';
import { StreamServer } from './stream-server';
import { connectTo, type Heard } from './testing/stream-client';

const url = `${defined(process.env['REDIS_URL'], 'global set-up names a Redis')}/9`;
const redis = openRedis({ url, name: 'spec', away: 'wait' });
const hearing = openRedis({ url, name: 'spec-notes', away: 'wait' });
const store = new ModelStore(redis);
const hub = new ChannelHub(new ModelReader(redis), createLogger('spec', 'silent'));
const http = createServer();
const sockets: WebSocket[] = [];

const ann = accountId('ann');
const annShard = defined(betShards[partitionOf(ann, 12)], 'a shard');
const oddsShard = defined(oddsShards[5], 'a shard');
const caller = (name: string, scopes: Caller['scopes']): Caller => ({
  subject: name,
  accountId: accountId(name),
  scopes,
  expiresAtMs: Date.now() + 60_000,
});
const callers = new Map([
  ['ann', caller('ann', new Set(['bettor']))],
  ['bob', caller('bob', new Set(['bettor']))],
  ['eve', caller('eve', new Set(['analyst']))],
  ['tom', caller('tom', new Set(['trader']))],
]);
const tokens = {
  verify: async (token: string) => {
    const found = callers.get(token);
    if (found === undefined) throw new Problem('unauthenticated');
    return found;
  },
};
const unheard = () => undefined;
const server = new StreamServer(http, {
  origins: ['https://bets.example'],
  clientsMax: 100,
  parts: { hub, tokens, clock: systemClock, onClosed: unheard, onConflated: unheard },
});

const at = (nextOffset: number) => JSON.stringify({ nextOffset });

/** Stands in for the projector: applies events or facts after what the shard has. */
const standing = new Map<Shard, number>();
async function apply(shard: Shard, made: (first: number) => readonly (PlacedEvent | PlacedFact)[]) {
  const first = standing.get(shard) ?? 0;
  const items = made(first);
  const events = items.filter((item): item is PlacedEvent => 'event' in item);
  const given = items.filter((item): item is PlacedFact => 'fact' in item);
  const keys = new Set([...keysOfEvents(events), ...keysOfFacts(given)]);
  const { values } = await store.read(shard, 'a', [...keys]);
  const exposures = await store.read(shard, 'a', [...keysOfBets(events, values)]);
  const working = workingSet(new Map([...values, ...exposures.values]));
  foldEvents(working, events);
  foldFacts(working, given);
  const to = first + items.length;
  const written = { shard, generation: 'a', from: at(first), to: at(to), lastOffset: to - 1 };
  expect(await store.apply({ ...written, changes: working.changes() })).toMatchObject({
    status: 'applied',
  });
  standing.set(shard, to);
}

const happened = (...events: readonly BetEvent[]) =>
  apply(annShard, (first) =>
    events.map((event, index) => ({
      partition: annShard.partition,
      offset: first + index,
      eventId: `e-${first + index}`,
      decidedAtMs: utcMs(5),
      event: 'accountId' in event ? { ...event, accountId: ann } : event,
    })),
  );
const published = (...all: readonly PlacedFact['fact'][]) =>
  apply(oddsShard, (first) =>
    all.map((fact, index) => ({ partition: 5, offset: first + index, key: 'f1', fact })),
  );

const { opened, deposited, accepted } = sampleEvents;
const open = facts.snapshot({ outcomes: [offered('home', 20_000)], tradingState: 'OPEN' });

function connect(headers?: Record<string, string>, protocol?: string) {
  const { port } = http.address() as AddressInfo;
  const client = connectTo(port, headers, protocol);
  sockets.push(client.socket);
  return client;
}

async function welcomed(token: string) {
  const client = connect();
  await client.opening;
  client.say({ op: 'auth', token });
  await client.until((heard) => heard.some(({ op }) => op === 'welcome'));
  return client;
}

const on = (ch: string) => (heard: Heard[]) => heard.some((message) => message.ch === ch);
const seqs = (heard: Heard[], ch: string) =>
  heard.filter((message) => message.ch === ch).map(({ op, seq }) => `${op} ${seq}`);

beforeAll(async () => {
  await subscribeNotes(hearing, (note) => hub.hear(note));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});
beforeEach(async () => {
  await redis.flushdb();
  standing.clear();
  const start = JSON.stringify({ nextOffset: 0 });
  for (const shard of [...oddsShards, ...betShards]) {
    await store.begin(shard, 'a', start);
    await store.point(shard, 'a', start);
  }
});
afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  server.close();
  hub.close();
  http.close();
  await Promise.all([closeRedis(redis), closeRedis(hearing)]);
});

describe('read models that are withdrawn', () => {
  it('end what was subscribed from them, and nothing else', async () => {
    await happened(opened, deposited);
    await published(open);
    const client = await welcomed('ann');
    for (const ch of ['wallet', 'market:m1']) client.say({ op: 'sub', ch });
    await client.until((heard) => on('wallet')(heard) && on('market:m1')(heard));
    expect(await withdrawGeneration(redis, annShard, 'a', 0)).toBe(true);
    await client.until((heard) => heard.some(({ op }) => op === 'err'));
    await published({ ...open, marketVersion: 9, outcomes: [offered('home', 30_000)] });
    await client.until((heard) => seqs(heard, 'market:m1').length === 2);
    const err = { op: 'err', code: 'read-model-rebuilding', ch: 'wallet' };
    expect(client.heard.filter(({ op }) => op === 'err')).toEqual([err]);
  });
});

describe('a market’s exposure', () => {
  const ch = `exposure:${accepted.legs[0]?.marketId}`;

  it('is told to traders as bets come, from nothing on', async () => {
    const client = await welcomed('tom');
    client.say({ op: 'sub', ch });
    await client.until(on(ch));
    expect(client.heard.at(-1)).toMatchObject({ op: 'snap', seq: 'b0:0', data: { exposures: [] } });
    await happened(opened, accepted);
    await client.until((heard) => seqs(heard, ch).length === 2);
    expect(client.heard.at(-1)).toMatchObject({
      op: 'upd',
      seq: `b${annShard.partition}:1`,
      data: { exposures: [{ currency: 'EUR', stakes: 1_000, worstCase: 1_500 }] },
    });
  });

  it('is nobody else’s', async () => {
    const client = await welcomed('ann');
    client.say({ op: 'sub', ch });
    await client.until((heard) => heard.length === 2);
    expect(client.heard.at(-1)).toMatchObject({ op: 'err', code: 'forbidden' });
  });
});

describe('a market’s channel', () => {
  it('gives its book, then each change, with the position of its fact', async () => {
    await published(facts.fixtureDefined(), facts.marketDefined(), open);
    const client = await welcomed('eve');
    client.say({ op: 'sub', ch: 'market:m1' });
    await client.until(on('market:m1'));
    await published(facts.odds('home', 21_000, { marketVersion: open.marketVersion }));
    await client.until((heard) => seqs(heard, 'market:m1').length === 2);
    expect(seqs(client.heard, 'market:m1')).toEqual(['snap o5:2', 'upd o5:3']);
    expect(client.heard.at(-1)?.data).toMatchObject({ marketId: 'm1', tradingState: 'OPEN' });
  });

  it('ends with the newest value, however fast it moves', async () => {
    await published(facts.fixtureDefined(), facts.marketDefined(), open);
    const clients = [await welcomed('ann'), await welcomed('bob')];
    for (const client of clients) client.say({ op: 'sub', ch: 'market:m1' });
    for (const client of clients) await client.until(on('market:m1'));
    for (let odds = 21_000; odds < 21_050; odds++)
      await published(facts.odds('home', odds, { marketVersion: open.marketVersion }));
    for (const client of clients) {
      await client.until((heard) => heard.at(-1)?.seq === 'o5:52');
      const order = client.heard.flatMap(({ seq }) =>
        seq === undefined ? [] : [Number(seq.slice(3))],
      );
      expect(order).toEqual(order.toSorted((left, right) => left - right));
      expect(order.length).toBeLessThan(50);
    }
  });

  it('that is not there is an error, and the socket stays', async () => {
    const client = await welcomed('eve');
    client.say({ op: 'sub', ch: 'market:none' });
    await client.until(on('market:none'));
    expect(client.heard.at(-1)).toEqual({ op: 'err', code: 'not-found', ch: 'market:none' });
    expect(client.socket.readyState).toBe(WebSocket.OPEN);
  });
});

describe('an account’s channels', () => {
  it('give every event once and without a gap after the snapshot, while events arrive', async () => {
    await happened(opened, deposited);
    const client = await welcomed('ann');
    const arriving = (async () => {
      for (let events = 0; events < 30; events++) await happened(deposited);
    })();
    client.say({ op: 'sub', ch: 'account' });
    client.say({ op: 'sub', ch: 'wallet' });
    await arriving;
    const last = `b${annShard.partition}:31`;
    await client.until((heard) => heard.filter(({ seq }) => seq === last).length === 2);
    const account = client.heard.filter(({ ch }) => ch === 'account');
    const [snap, ...events] = account;
    expect(snap?.op).toBe('snap');
    events.forEach((event, index) => expect(event.prev).toBe(account[index]?.seq));
    expect(client.heard.findLast(({ ch }) => ch === 'wallet')?.data).toMatchObject({
      balances: { cash: 31 * 5_000 },
    });
  });

  it('go on from where a client was, and say when that is too old', async () => {
    await happened(opened, deposited, accepted, deposited);
    const b = `b${annShard.partition}`;
    const client = await welcomed('ann');
    client.say({ op: 'sub', ch: 'account', from: `${b}:1` });
    await client.until((heard) => seqs(heard, 'account').length === 2);
    expect(seqs(client.heard, 'account')).toEqual([`evt ${b}:2`, `evt ${b}:3`]);
    const other = await welcomed('ann');
    other.say({ op: 'sub', ch: 'account', from: `${b}:99` });
    await other.until(on('account'));
    expect(other.heard.at(-1)).toMatchObject({ op: 'snap', reason: 'too-old', seq: `${b}:3` });
  });

  it('are the caller’s own, and for bettors only', async () => {
    await happened(opened, deposited);
    const bob = await welcomed('bob');
    bob.say({ op: 'sub', ch: `wallet:${ann}` });
    bob.say({ op: 'sub', ch: 'wallet' });
    await bob.until((heard) => heard.length === 3);
    expect(bob.heard.slice(1).map(({ op, code }) => [op, code])).not.toContainEqual([
      'snap',
      undefined,
    ]);
    const eve = await welcomed('eve');
    eve.say({ op: 'sub', ch: 'wallet' });
    await eve.until(on('wallet'));
    expect(eve.heard.at(-1)).toMatchObject({ op: 'err', code: 'forbidden' });
  });

  it('fall silent after unsub', async () => {
    await happened(opened);
    const client = await welcomed('ann');
    client.say({ op: 'sub', ch: 'wallet' });
    await client.until(on('wallet'));
    client.say({ op: 'unsub', ch: 'wallet' });
    client.say({ op: 'sub', ch: 'account' });
    await client.until(on('account'));
    await happened(deposited);
    await client.until((heard) => heard.some(({ op }) => op === 'evt'));
    expect(seqs(client.heard, 'wallet')).toHaveLength(1);
  });
});

describe('a socket', () => {
  it.each<{ because: string; says: unknown[]; code: number }>`
    because                   | says                                                                | code
    ${'is no JSON'}           | ${['{']}                                                            | ${4000}
    ${'has an unknown op'}    | ${[{ op: 'sell' }]}                                                 | ${4000}
    ${'has an unknown field'} | ${[{ op: 'auth', token: 'ann', more: 1 }]}                          | ${4000}
    ${'comes before auth'}    | ${[{ op: 'sub', ch: 'wallet' }]}                                    | ${4001}
    ${'has a bad token'}      | ${[{ op: 'auth', token: 'mallory' }]}                               | ${4001}
    ${'is too large'}         | ${[{ op: 'auth', token: 'x'.repeat(5_000) }]}                       | ${4009}
    ${'comes too fast'}       | ${Array.from({ length: 30 }, () => ({ op: 'auth', token: 'ann' }))} | ${4029}
  `('that says what $because is closed with $code', async ({ says, code }) => {
    const client = connect();
    await client.opening;
    for (const message of says) client.say(message);
    expect(await client.closed).toBe(code);
    expect(client.heard.some(({ op }) => op === 'err')).toBe(true);
  });

  it.each<{ because: string; headers: Record<string, string>; protocol: string; status: number }>`
    because                   | headers                               | protocol          | status
    ${'a foreign origin'}     | ${{ origin: 'https://evil.example' }} | ${'stakelog.v1'}  | ${403}
    ${'another sub-protocol'} | ${{}}                                 | ${'stakelog.v99'} | ${400}
  `('from $because is not opened: $status', async ({ headers, protocol, status }) => {
    expect(await connect(headers, protocol).refused).toBe(status);
  });

  it('from the page of an allowed origin is opened', async () => {
    await connect({ origin: 'https://bets.example' }).opening;
    expect(server.clients).toBeGreaterThan(0);
  });
});
