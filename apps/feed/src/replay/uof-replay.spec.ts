import { afterEach, describe, expect, it } from '@jest/globals';
import { memoryLog, type MemoryLog } from '@stakelog/testing';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codec, feedOver, judged, PARTITIONS } from '../testing/feed-under-test';
import type { Recovery, RecoveryRequests } from '../uof/recovery-requests';
import { alive, at, event, odds, market, two } from '../uof/testing/uof-messages';
import { parseReplayId } from './replay-id';

const samples = '../shared/data/uof';
const given = existsSync(samples) ? describe : describe.skip;
if (!existsSync(samples)) process.stderr.write(`skipped: ${samples} is not here\n`);

const open: MemoryLog[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((log) => log.close()));
});
const fromStart = new Map(Array.from({ length: PARTITIONS }, (_, of) => [of, 0]));

function newLog(): MemoryLog {
  const log = memoryLog({ partitions: PARTITIONS });
  open.push(log);
  return log;
}

async function replayed(log: MemoryLog, path: string, recovery?: RecoveryRequests) {
  const feed = feedOver({ appender: log, log: log.read(fromStart) }, { recovery });
  await feed.start();
  await feed.replay({ kind: 'files', paths: [path] });
  const [summary] = feed.replays.summaries();
  const letters = feed.letters.map((bytes) => codec.decode('dead.letters', bytes));
  await feed.close();
  return { summary, letters };
}

/** What readers take of the producers of the feed, by partition. */
const taken = (log: MemoryLog) =>
  judged([...fromStart.keys()].map((of) => log.records(of))).filter(
    ({ verdict, fact }) =>
      verdict === 'apply' &&
      fact.producerId.startsWith('uof') &&
      parseReplayId(fact.sourceId) !== undefined,
  );

const beats = (log: MemoryLog) =>
  judged([log.records(0)]).filter(
    ({ fact }) => fact.type === 'ProducerHeartbeat' && fact.producerId === 'uof:1',
  ).length;

const folder = mkdtempSync(join(tmpdir(), 'feed-uof-'));
function file(name: string, documents: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${documents.join('\n')}\n`);
  return path;
}
const live = file('live.xml', [
  '<market_descriptions><market id="1" name="1x2" groups="all"/></market_descriptions>',
  alive(1_000),
  odds(market(two)),
  'no XML at all',
  alive(9_000, 0),
  '<snapshot_complete product="1" timestamp="9500" request_id="1"/>',
  at('bet_stop', 'groups="all"'),
]);

describe('a replay of UOF messages', () => {
  it('says everything once, and about producers to every partition', async () => {
    const log = newLog();
    const first = await replayed(log, live);
    expect(first.summary).toMatchObject({ state: 'finished', producer: 'uof:1', deadLetters: 1 });
    expect(first.letters).toMatchObject([{ source: 'feed/live.xml/4', code: 'LINE_MALFORMED' }]);
    const facts = taken(log);
    const perPartition = facts.filter(
      ({ fact }) => !('fixtureId' in fact) && !('marketId' in fact),
    );
    expect(
      perPartition.filter(({ partition }) => partition === 0).map(({ fact }) => fact.type),
    ).toEqual([
      'ProducerHeartbeat',
      'ProducerDown',
      'RecoveryStarted',
      'ProducerHeartbeat',
      'RecoveryCompleted',
    ]);
    expect(perPartition).toHaveLength(5 * PARTITIONS);
    expect(
      facts
        .filter(({ fact }) => 'fixtureId' in fact || 'marketId' in fact)
        .map(({ fact }) => fact.type),
    ).toEqual(['FixtureDefined', 'MarketDefined', 'MarketSnapshot', 'BetStopped']);
    await replayed(log, live);
    expect(taken(log)).toHaveLength(facts.length);
  });

  it('has no beats but its own, where it has its own', async () => {
    const own = newLog();
    await replayed(own, live);
    expect(beats(own)).toBe(2);
  });

  it('asks for what was missed where there is somebody to ask', async () => {
    const wishes: Recovery[] = [];
    const requests = {
      since: (wish: Recovery) => Promise.resolve(void wishes.push(wish)),
      stateful: () => Promise.resolve(),
    } as unknown as RecoveryRequests;
    await replayed(newLog(), live, requests);
    expect(wishes).toMatchObject([
      { product: '1', requestId: 1, afterMs: 1_000, fixtures: [event] },
    ]);
  });
});

given('a replay of a folder', () => {
  it('takes first what describes, then the messages', async () => {
    const log = newLog();
    const { summary, letters } = await replayed(log, samples);
    expect({ letters, state: summary?.state }).toEqual({ letters: [], state: 'finished' });
    expect(summary?.producer.split(', ').toSorted()).toEqual(['uof', 'uof:1', 'uof:2', 'uof:3']);
    expect(summary?.facts).toMatchObject({
      FixtureDefined: 7,
      MarketSnapshot: 9,
      MarketResulted: 5,
      BetsCancelledInWindow: 1,
      BetsCancellationRolledBack: 1,
    });
    const described = taken(log).filter(({ fact }) => fact.type === 'FixtureDefined');
    const known = described.map(({ fact }) => 'sport' in fact && fact.sport);
    expect(known).toHaveLength(7);
    expect(known.filter((sport) => sport === 'soccer')).toHaveLength(2);
  });
});
