import type { Bout, Fault } from './harness/fault.mts';

/** The next session is higher and opens everywhere; repeats are dropped; a silent producer's markets are refused. */
export const f03: Fault = {
  id: 'F03',
  name: 'feed dies with its session half opened and around its append, repeats a post, and falls silent',
  run: dieRepeatAndFallSilent,
};

const points = ['feed.session-half', 'feed.before-append', 'feed.after-append'] as const;
const silentWithinMs = 75_000;

async function dieRepeatAndFallSilent(bout: Bout): Promise<void> {
  const { system, load, chance, note, expect } = bout;
  const feed = system.app('feed');
  for (const point of points) {
    const deaths = feed.deaths;
    await feed.stop();
    feed.launch({ CRASH_AT: `${point}:${1 + chance.below(3)}` });
    expect(await feed.died(deaths + 1), `the feed dies at ${point}`);
    expect(await feed.becomesReady(), `the feed comes back after ${point}`);
    expect(await load.progress(5), `answers go on after ${point}`);
    note(`died at ${point}`);
  }
  await repeatAPost(bout);
  await fallSilent(bout);
}

/** One fact, wherever and however often it is posted. */
async function repeatAPost({ system, load, expect }: Bout): Promise<void> {
  const [market] = load.offer.markets;
  if (market === undefined) throw new Error('there is no market');
  const feed = system.app('feed');
  const [first, again] = await load.offer.postTwice(market, async () => {
    await feed.kill();
    expect(await feed.becomesReady(), 'the feed comes back');
  });
  expect(first === again, `a repeat is answered ${first} and then ${again}`);
}

/** The producer of market 0 says nothing more; the others go on. */
async function fallSilent({ load, note, expect }: Bout): Promise<void> {
  const sinceMs = performance.now();
  load.offer.silence(0);
  const isDown = async () => (await load.reasonOf(0))?.includes('FEED_DOWN') === true;
  expect(await load.until(isDown, silentWithinMs), 'a silent producer’s market is refused');
  note(`refused after ${((performance.now() - sinceMs) / 1_000).toFixed(1)} s of silence`);
  const other = await load.reasonOf(1);
  expect(other === undefined, `another producer’s market goes on, but was refused: ${other}`);
  load.offer.silence(undefined);
}
