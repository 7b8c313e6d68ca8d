import { partitionOf, topics } from '@stakelog/contracts';
import type { Bout, Fault } from './harness/fault.mts';

const topic = 'odds.events';
const takenWithinMs = 60_000;

/** Behind the new session every reader drops it, before it it is history; the lower session ends itself. */
export const f42: Fault = {
  id: 'F42',
  name: 'a feed’s append arrives after its successor’s first facts; a zombie feed; two for one producer',
  run: async (bout) => {
    await arriveLate(bout);
    await reviveZombie(bout);
  },
};

/** The successor's sessions are open and its facts written; then the held append reaches the broker. */
async function arriveLate({ system, load, note, expect }: Bout): Promise<void> {
  const [market] = load.offer.markets;
  if (market === undefined) throw new Error('there is no market');
  const feed = system.app('feed');
  const deaths = feed.deaths;
  const partition = partitionOf(market.fixtureId, topics[topic].partitions);
  const held = feed.kafka.catchProduce({ topic, partition }, 'hold-request');
  await held.met;
  const successor = await system.add('feed', 'feed-b');
  expect(await successor.becomesReady(), 'the successor is ready');
  const taken = async () => (await load.offer.postAt('feed-b', market))?.status === 201;
  expect(await load.until(taken, takenWithinMs), 'the successor takes facts');
  held.release();
  const dropped = async () =>
    ((await successor.metric('stakelog_odds_facts_dropped_total', 'session')) ?? 0) > 0;
  const isDropped = await load.until(dropped, takenWithinMs);
  expect(isDropped, 'what arrives behind the new session is dropped');
  expect(await feed.died(deaths + 1), 'the lower session ends itself');
  expect(await feed.becomesReady(), 'and its process starts again');
  expect(await load.progress(10), 'answers go on');
  note(`held an append to o${partition} over a successor’s session`);
}

/** Frozen, replaced, and revived under load: it notices, and takes its sessions anew only as a new process. */
async function reviveZombie({ system, load, chance, note, expect }: Bout): Promise<void> {
  const [market] = load.offer.markets;
  if (market === undefined) throw new Error('there is no market');
  const feed = system.app('feed');
  const deaths = feed.deaths;
  feed.freeze();
  const successor = system.app('feed-b');
  expect(await successor.becomesReady(), 'the successor is ready again');
  const taken = async () => (await load.offer.postAt('feed-b', market))?.status === 201;
  expect(await load.until(taken, takenWithinMs), 'the successor takes facts meanwhile');
  expect(await load.progress(5 + chance.below(10)), 'answers go on while it is frozen');
  feed.thaw();
  expect(await feed.died(deaths + 1), 'the revived feed ends itself');
  expect(await feed.becomesReady(), 'and starts again');
  expect(await load.progress(10), 'answers go on');
  note(`${feed.deaths - deaths} lives of the revived feed ended`);
}
