import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { topics } from '../libs/contracts/src/topics.ts';
import { issueToken } from '../tools/start/tokens.mts';
import { compileSources } from './audit/compile-sources.mts';
import type { BenchCase } from './bench-case.mts';
import { openLoop } from './open-loop.mts';
import { untilCopied } from './copying.mts';
import { metric } from './metrics.mts';
import { MarketClients } from './odds/market-clients.mts';
import type * as Writing from './odds/odds-writer.ts';
import { liveMarkets } from './odds/live-markets.mts';
import { p50AndP99, type Measured } from './report.mts';
import { withStage, type Stage } from './stage.mts';

type Load = {
  readonly seconds: number;
  /** Price changes per second. */
  readonly rate: number;
  readonly clients: number;
  readonly markets: number;
  readonly backlog: number;
};

const APPLIED = ['projection_items_total', 'topic="odds.events"'] as const;
/** The streamer has just started, and the projector has only seen a backlog: until both are compiled. */
const WARM_UP_SECONDS = 12;
const say = (line: string) => void process.stderr.write(`${line}\n`);

/**
 * A backlog of price changes into Redis by a projector that has just started; then changes at a constant rate, from the
 * log over Redis to WebSocket clients. Of the product the projector and the streamer run, and nothing beside them.
 */
export function benchOdds(load: Load): Promise<readonly Measured[]> {
  compileSources();
  const require = createRequire(import.meta.url);
  const writing = require('./odds/odds-writer.ts') as typeof Writing;
  return withStage(async (stage) => {
    const writer = await writing.OddsWriter.open(stage.servers, load.markets);
    try {
      await writer.changeMany(load.backlog);
      const intoRedis = await backlogIntoRedis(stage, writer, writing);
      return [intoRedis, await toClients(stage, load, writer, writing)];
    } finally {
      await writer.close();
    }
  });
}

/** The openings of the producer's session, one in each partition, change nothing and are not applied. */
async function backlogIntoRedis(
  stage: Stage,
  writer: Writing.OddsWriter,
  { marketOf, changeIn }: typeof Writing,
): Promise<Measured> {
  const projector = stage.originOf('projector');
  const ready = stage.start('projector');
  const wanted = writer.facts - topics['odds.events'].partitions;
  const copied = await untilCopied(projector, ...APPLIED, (count) => count >= wanted);
  await ready;
  const writes = await metric(projector, 'projection_apply_seconds_count', APPLIED[1]);
  const books = await liveMarkets(stage.redisUrl);
  const wrong = Array.from({ length: writer.markets }, (_, market) => market).filter(
    (market) => changeIn(books.get(marketOf(market)) ?? '') !== writer.changesOf(market),
  );
  return {
    case: 'odds: backlog of price changes into Redis',
    value: copied.perSecond,
    unit: 'changes/s',
    errors: wrong.length + Math.abs(copied.count - wanted),
    counts: {
      facts: writer.facts,
      'applied while timed': copied.timed,
      'projector, us of CPU each': copied.cpuMicrosEach,
      'changes in a write': Math.round(copied.count / writes),
    },
  };
}

async function toClients(
  stage: Stage,
  { seconds, rate, clients: count, markets }: Load,
  writer: Writing.OddsWriter,
  { marketOf, changeIn }: typeof Writing,
): Promise<Measured> {
  await stage.start('streamer');
  const changes = Array.from({ length: markets }, (_, market) => writer.changesOf(market));
  const clients = new MarketClients({ changes, nameOf: marketOf, changeIn });
  try {
    const token = await issueToken(stage.secretsDir, 'bettor', 'bench-odds');
    await clients.open(stage.originOf('streamer').replace('http', 'ws'), token, count);
    const change = async (index: number, dueAtMs: number) => {
      const market = (index * 7_919) % markets;
      clients.tell(market, dueAtMs);
      await writer.change(market);
    };
    say(`${count} clients hear of ${markets} markets`);
    await openLoop({ seconds: WARM_UP_SECONDS, rate }, performance.now(), change);
    await pause(500);
    const messagesBefore = clients.messages;
    const startMs = performance.now();
    clients.timeFrom(startMs);
    await openLoop({ seconds, rate }, startMs, change);
    const tookSeconds = (performance.now() - startMs) / 1_000;
    const behind = await clients.behind((market) => writer.changesOf(market));
    return {
      case: `odds: change to ${count} WebSocket clients of ${markets} markets`,
      value: Math.round((seconds * rate) / tookSeconds),
      unit: 'changes/s',
      ...p50AndP99(clients.latenciesMs),
      errors: behind,
      counts: {
        'heard, later ones included': clients.latenciesMs.length,
        messages: clients.messages - messagesBefore,
        conflated: await metric(stage.originOf('streamer'), 'stream_conflated_total'),
      },
    };
  } finally {
    clients.close();
  }
}

export const oddsCase: BenchCase = {
  name: 'odds',
  description:
    'Price changes from the log into Redis as fast as they go, and on to WebSocket clients',
  options: [
    ['--seconds <n>', 'how long changes go to clients', '30'],
    ['--rate <n>', 'changes per second meanwhile', '10000'],
    ['--clients <n>', 'WebSocket clients, each of one market', '1000'],
    ['--markets <n>', 'markets', '1000'],
    ['--backlog <n>', 'changes that wait for the projector', '1000000'],
  ],
  short: ['--seconds', '5', '--backlog', '200000'],
  run: ({ seconds, rate, clients, markets, backlog }) =>
    benchOdds({
      seconds: Number(seconds),
      rate: Number(rate),
      clients: Number(clients),
      markets: Number(markets),
      backlog: Number(backlog),
    }),
};
