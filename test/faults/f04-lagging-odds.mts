import { partitionOf, topics } from '@stakelog/contracts';
import type { Bout, Fault } from './harness/fault.mts';

const refusedWithinMs = 60_000;

/** Bets on its fixtures are refused, others go on; nothing is accepted on facts older than the bound. */
export const f04: Fault = {
  id: 'F04',
  name: 'one partition of the odds lags behind the others',
  load: { markets: 6 },
  run: holdOnePartition,
};

const of = (market: { readonly fixtureId: string }) =>
  partitionOf(market.fixtureId, topics['odds.events'].partitions);

async function holdOnePartition({ system, load, note, expect }: Bout): Promise<void> {
  const [lagging] = load.offer.markets;
  const other = load.offer.markets.findIndex(
    (market) => lagging !== undefined && of(market) !== of(lagging),
  );
  if (lagging === undefined || other < 0) throw new Error('all fixtures share a partition');
  system.app('decider').kafka.withhold('odds.events', of(lagging));
  const sinceMs = performance.now();
  const isDown = async () => (await load.reasonOf(0))?.includes('FEED_DOWN') === true;
  expect(await load.until(isDown, refusedWithinMs), 'the lagging fixture is refused');
  note(`o${of(lagging)} refused after ${((performance.now() - sinceMs) / 1_000).toFixed(1)} s`);
  const reason = await load.reasonOf(other);
  expect(reason === undefined, `other fixtures go on, but one was refused: ${reason}`);
  system.app('decider').kafka.heal();
  const isBack = async () => (await load.reasonOf(0)) === undefined;
  expect(await load.until(isBack, refusedWithinMs), 'the fixture comes back when its facts do');
}
