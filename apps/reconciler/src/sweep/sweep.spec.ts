import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { accountId, defined, marketId, ticketId } from '@stakelog/contracts';
import type { DecisionEvent } from '@stakelog/kafka';
import { facts, offered, sampleAccountEvents, sampleEvents } from '@stakelog/testing';
import type { Difference } from '../difference';
import { LogFold } from '../fold/log-fold';
import { codec, CopiesInMemory } from '../testing/copies-in-memory';
import { isIn } from './parts';
import { accountParts, Sweep } from './sweep';
import { Turns } from './turns';

const { accepted, deposited, opened, settled } = sampleEvents;
const { freeBetGranted } = sampleAccountEvents;
const open = facts.snapshot({ outcomes: [offered('home', 20_000)], tradingState: 'OPEN' });

/** So many looks see every partition of every kind. */
const ROUNDS = 4 * 12;

let copies: CopiesInMemory;
let fold: LogFold;
let sweep: Sweep;

beforeEach(async () => {
  copies = new CopiesInMemory();
  for (const [index, name] of ['ann', 'bob', 'cat'].entries()) {
    const whose = (event: DecisionEvent) =>
      ({
        ...event,
        accountId: accountId(name),
        ...('ticketId' in event ? { ticketId: ticketId(`t${index}`) } : {}),
      }) as DecisionEvent;
    await copies.decide(3, whose(opened), whose(deposited), whose(freeBetGranted));
    await copies.decide(3, whose(accepted));
    if (index === 0) await copies.decide(3, whose(settled(1, 2_500)));
  }
  await copies.publish(5, 'f1', facts.fixtureDefined(), facts.marketDefined(), open);
  copies.copyAll();
  fold = new LogFold(copies.log, codec, () => undefined);
  for (const [partition, end] of copies.topic('bet.events').ends())
    await fold.advanceTo(partition, end);
  const { log, redis } = copies;
  sweep = new Sweep({ log, codec, fold, redis, oddsPartitions: 6 });
});
afterEach(() => fold.close());

/** Everything once. */
async function swept(): Promise<{ readonly checked: number; readonly found: Set<string> }> {
  const differences: Difference[] = [];
  let checked = 0;
  for (let rounds = 0; rounds < ROUNDS; rounds++) {
    const compared = await sweep.next();
    checked += compared?.checked ?? 0;
    differences.push(...(compared?.differences ?? []));
  }
  return { checked, found: new Set(differences.map(({ where }) => where)) };
}

const keysOf = (model: string) => defined(copies.models.get(model), 'a generation').keys;

it('finds nothing in models that equal the fold, and looks at every key of them', async () => {
  const { checked, found } = await swept();
  expect([...found]).toEqual([]);
  const indexes = [...keysOf('odds.events/5').keys()].filter((key) => key.startsWith('fixtures'));
  expect(indexes.length).toBeGreaterThan(0);
  const all = keysOf('bet.events/3').size + keysOf('odds.events/5').size - indexes.length;
  // Accounts come round twice in that time, fixtures as well.
  expect(checked).toBeGreaterThanOrEqual(all);
});

const exposed = marketId('bf:1.2147');
describe.each<{ model: string; key: string }>`
  model              | key
  ${'bet.events/3'}  | ${'bet:t0-0'}
  ${'bet.events/3'}  | ${'bets:bob:OPEN'}
  ${'bet.events/3'}  | ${'answer:t1'}
  ${'bet.events/3'}  | ${'account:cat'}
  ${'bet.events/3'}  | ${'entries:ann'}
  ${'bet.events/3'}  | ${'events:bob'}
  ${'bet.events/3'}  | ${`exposure:${exposed}`}
  ${'odds.events/5'} | ${'market:m1'}
  ${'odds.events/5'} | ${'fixture:f1'}
  ${'odds.events/5'} | ${'prices:m1'}
`('$key', ({ model, key }) => {
  const name: unknown = expect.stringMatching(new RegExp(`:(g\\d+|o):${key}$`));

  it('is found when it says something else', async () => {
    const keys = keysOf(model);
    const right = defined(keys.get(key), 'a value');
    keys.set(
      key,
      right.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10)),
    );
    expect(keys.get(key)).not.toBe(right);
    expect([...(await swept()).found]).toEqual([name]);
  });

  it('is found when it is missing', async () => {
    keysOf(model).delete(key);
    expect([...(await swept()).found]).toEqual([name]);
  });
});

/** More of everything that was there before. */
async function grow(): Promise<void> {
  const whose = { accountId: accountId('ann') };
  await copies.decide(3, { ...deposited, ...whose }, { ...settled(2, 2_600), ...whose });
  await copies.publish(5, 'f1', facts.odds('home', 21_000, { marketVersion: open.marketVersion }));
}

it('goes no further than the models are', async () => {
  await grow();
  const { checked, found } = await swept();
  expect([...found]).toEqual([]);
  expect(checked).toBeGreaterThan(10);
});

it('takes what a key had while it was read', async () => {
  let moves = 0;
  const redis = {
    ...copies.redis,
    contents: async (...asked: Parameters<typeof copies.redis.contents>) => {
      const before = await copies.redis.contents(...asked);
      const { topic, partition } = asked[0];
      const { name } = defined(copies.models.get(`${topic}/${partition}`), 'a generation');
      await grow();
      moves += 1;
      copies.copyAll();
      copies.rename(`${topic}/${partition}`, name);
      return before;
    },
  };
  const { log } = copies;
  sweep = new Sweep({ log, codec, fold, redis, oddsPartitions: 6 });
  expect([...(await swept()).found]).toEqual([]);
  expect(moves).toBeGreaterThan(3);
});

it('looks at what differed again, at once', async () => {
  keysOf('bet.events/3').delete('bet:t1-0');
  const counts: number[] = [];
  for (let rounds = 0; rounds < ROUNDS; rounds++)
    counts.push((await sweep.next())?.differences.length ?? 0);
  const first = counts.indexOf(1);
  expect(counts.slice(first, first + 3)).toEqual([1, 1, 1]);
});

it('divides everything into parts, each of which has its turn', () => {
  const turns = new Turns(3, (partition) => partition);
  const seen = Array.from({ length: 5 }, () => turns.next());
  expect(
    seen.map(({ partition, bucket }) => `${partition} ${bucket.index}/${bucket.count}`),
  ).toEqual(['0 0/1', '1 0/1', '2 0/2', '2 1/2', '0 0/1']);
  for (let id = 0; id < 100; id++) {
    const owners = [0, 1, 2].filter((index) => isIn({ index, count: 3 }, `account${id}`));
    expect(owners).toHaveLength(1);
  }
});

it.each([
  ['few accounts with few bets', 100, 5_000, 1],
  ['many accounts', 2_000, 5_000, 4],
  ['few accounts with many bets', 30, 400_000, 16],
  ['one account with all bets', 1, 400_000, 1],
])('makes parts of %s', (_, accounts, events, parts) => {
  expect(accountParts(accounts, events)).toBe(parts);
});
