import { setTimeout as pause } from 'node:timers/promises';
import { partitionOf as ownerOf, topics } from '@stakelog/contracts';
import type { Bettor } from './harness/bettor.mts';
import type { Bout, Fault } from './harness/fault.mts';
import { changeLimits, type Level } from './harness/limit-policy.mts';

const { partitions } = topics['bet.events'];
const withinMs = 60_000;
/** Raised shares count so long after their fact at the earliest (domain.md §10). */
const raisedAfterMs = 60_000;
const stake = 1_000;

/** Lowered shares bind on adoption, raised ones later; who does not hear of them refuses before that. */
export const f47: Fault = {
  id: 'F47',
  name: 'a market’s limit is lowered and raised while one decider’s odds lag',
  load: { markets: 4 },
  run: moveLimits,
};

async function moveLimits(bout: Bout): Promise<void> {
  const { system, load, note, expect } = bout;
  await system.app('decider').restart({ INSTANCES: '2', ORDINAL: '0' });
  const lagging = await system.add('decider', 'decider-b', { INSTANCES: '2', ORDINAL: '1' });
  expect(await lagging.becomesReady(), 'both deciders own their partitions');
  const [prompt, late] = [await bettorOf(bout, 0), await bettorOf(bout, 1)];
  expect(await told(bout, prompt), 'a bet is taken before');
  expect(await told(bout, late), 'and by the other decider');
  const marketId = load.offer.markets[0]?.marketId ?? '';
  const limit = (amount: number): Level => ({
    level: 'MARKET',
    id: marketId,
    marketLiabilityMax: amount,
  });
  for (let of = 0; of < topics['odds.events'].partitions; of++)
    lagging.kafka.withhold('odds.events', of);
  await changeLimits(system, { levels: [limit(partitions)] });
  const changedAtMs = performance.now();
  const isRefused = (bettor: Bettor, code: string) => async () =>
    (await answerOf(bout, bettor)).includes(code);
  expect(await load.until(isRefused(prompt, 'LIABILITY_EXCEEDED'), withinMs), 'lowered at once');
  const isDown = await load.until(isRefused(late, 'FEED_DOWN'), withinMs);
  const downMs = performance.now() - changedAtMs;
  expect(isDown, 'who lags refuses with FEED_DOWN');
  expect(downMs < raisedAfterMs, `before raised shares count, but after ${downMs} ms`);
  note(`lowered at once; the lagging decider refused after ${(downMs / 1_000).toFixed(1)} s`);
  lagging.kafka.heal();
  expect(await load.until(isRefused(late, 'LIABILITY_EXCEEDED'), withinMs), 'and then as lowered');
  await raise(bout, prompt);
}

/** Nobody takes more than the lowered limit allows until the raised one counts. */
async function raise(bout: Bout, bettor: Bettor): Promise<void> {
  const { system, load, note, expect } = bout;
  await changeLimits(system, {});
  const sinceMs = performance.now();
  await pause(2_000);
  const early = await answerOf(bout, bettor);
  expect(!early.includes('"ACCEPTED"'), `not raised at once, but ${early.slice(0, 160)}`);
  expect(await load.until(() => told(bout, bettor), raisedAfterMs + withinMs), 'raised in the end');
  const tookMs = performance.now() - sinceMs;
  expect(tookMs >= raisedAfterMs - 1_000, `not before a minute, but after ${tookMs} ms`);
  note(`raised shares counted after ${(tookMs / 1_000).toFixed(1)} s`);
}

/** Of a partition that belongs to this ordinal of two; with money. */
async function bettorOf({ load }: Bout, ordinal: number): Promise<Bettor> {
  for (;;) {
    const bettor = await load.newBettor(10_000_000);
    if (ownerOf(bettor.accountId, partitions) % 2 === ordinal) return bettor;
  }
}

const told = async (bout: Bout, bettor: Bettor) =>
  (await answerOf(bout, bettor)).includes('"ACCEPTED"');

let asked = 0;

/** Always on the home side of market 0: each bet raises the worst case. */
async function answerOf({ load, seed }: Bout, bettor: Bettor): Promise<string> {
  const [market] = load.offer.markets;
  const ticket = {
    selections: [{ marketId: market?.marketId, outcomeId: 'home', odds: market?.odds.home }],
    bets: [{ kind: 'SINGLE', positions: [{ selections: [0] }], stake, lines: 1 }],
    priceChange: { policy: 'ANY' },
  };
  const answer = await load.requestFor(bettor, `limit-${seed}-${Date.now()}-${asked++}`, ticket);
  return answer.outcome === 'decided' ? answer.body : answer.outcome;
}
