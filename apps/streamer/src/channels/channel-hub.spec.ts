import { afterEach, describe, expect, it } from '@jest/globals';
import { marketKey } from '@stakelog/projections';
import { oddsShards, type ModelReader } from '@stakelog/redis';
import { createLogger } from '@stakelog/runtime';
import { ROUND_STEPS } from '../rounds';
import type { StateChannel } from './channel';
import { ChannelHub } from './channel-hub';

const shard = oddsShards[3] ?? { topic: 'odds.events', partition: 3 };
const nameOf = (market: number) => `market:${market}`;

/** Markets of one shard; each read is noted with how many keys it asked for, and waits where it is told to. */
class Models {
  readonly asked: number[] = [];
  readonly versions = new Map<string, number>();
  waits: Promise<void> | undefined;

  async values(_: unknown, keys: readonly string[]) {
    this.asked.push(keys.length);
    const value = keys.map((key) => this.viewOf(key));
    await this.waits;
    return { status: 'read', value } as const;
  }

  async value(_: unknown, key: string) {
    await this.waits;
    return { status: 'read', value: this.viewOf(key) } as const;
  }

  viewOf(key: string): { asOf: string } | undefined {
    const version = this.versions.get(key);
    return version === undefined ? undefined : { asOf: `o3:${version}` };
  }

  change(market: number): void {
    const key = marketKey(String(market));
    this.versions.set(key, (this.versions.get(key) ?? 0) + 1);
  }
}

const hubs: ChannelHub[] = [];
afterEach(() => {
  for (const hub of hubs.splice(0)) hub.close();
});

async function subscribed(markets: number, data: StateChannel['data'] = (view) => view) {
  const models = new Models();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what state feeds ask of it
  const hub = new ChannelHub(models as unknown as ModelReader, createLogger('spec', 'silent'));
  hubs.push(hub);
  const heard = new Map<string, string[]>();
  for (let market = 0; market < markets; market++) {
    models.change(market);
    const name = nameOf(market);
    const own: string[] = [];
    heard.set(name, own);
    const of = { kind: 'state', name, shown: name, shard, data } as const;
    hub.subscribe(
      { ...of, key: marketKey(String(market)) },
      {
        seq: undefined,
        from: undefined,
        send: (text) => own.push(/"seq":"o3:(\d+)"/.exec(text)?.[1] ?? '') > 0,
        fail: (code) => own.push(code),
      },
    );
  }
  await hub.refreshAll();
  const all = () => [...heard.values()];
  return { models, hub, all, heardOf: (market: number) => heard.get(nameOf(market)) ?? [] };
}

async function until(holds: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 5_000;
  while (!holds() && performance.now() < deadlineMs)
    await new Promise((resolve) => setTimeout(resolve, 2));
  expect(holds()).toBe(true);
}

const tell = (hub: ChannelHub, markets: number) => {
  const channels = Array.from({ length: markets }, (_, market) => nameOf(market));
  hub.hear({ version: 'o3:1', channels });
};

describe('the hub of channels', () => {
  it('reads the changed states of a shard together, so many at once', async () => {
    const { models, hub, all } = await subscribed(450);
    for (let market = 0; market < 450; market++) models.change(market);
    tell(hub, 450);
    await until(() => all().every((own) => own.at(-1) === '2'));
    expect(models.asked).toEqual([200, 200, 50]);
    expect(all().every((own) => own.join(' ') === '1 2')).toBe(true);
  });

  it('reads again what changes while it is read', async () => {
    const { models, hub, heardOf } = await subscribed(2);
    const held = Promise.withResolvers<void>();
    models.waits = held.promise;
    models.change(0);
    tell(hub, 2);
    await until(() => models.asked.length === 1);
    models.change(0);
    tell(hub, 1);
    held.resolve();
    models.waits = undefined;
    await until(() => heardOf(0).at(-1) === '3');
    expect(heardOf(1)).toEqual(['1']);
  });

  it('finds within a round what no note told of, a few channels at a time', async () => {
    const { models, hub, all } = await subscribed(300);
    await until(() => models.asked.join(' ') === '200 100');
    for (let market = 0; market < 300; market++) models.change(market);
    hub.rereadSome();
    await until(() => models.asked.length > 2);
    expect(models.asked).toEqual([200, 100, 3]);
    for (let step = 1; step < ROUND_STEPS; step++) hub.rereadSome();
    await until(() => all().every((own) => own.join(' ') === '1 2'));
  });

  it('offers the others what it read where one of them is bad', async () => {
    const { models, hub, heardOf } = await subscribed(3, (view) => {
      if (view.asOf === 'o3:9') throw new Error('a bad view');
      return view;
    });
    models.versions.set(marketKey('1'), 9);
    for (const market of [0, 2]) models.change(market);
    tell(hub, 3);
    await until(() => heardOf(2).at(-1) === '2');
    expect([heardOf(0), heardOf(1), heardOf(2)]).toEqual([['1', '2'], ['1'], ['1', '2']]);
  });
});
