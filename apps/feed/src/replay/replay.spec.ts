import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryLog, type MemoryLog } from '@stakelog/testing';
import { gzipSync } from 'node:zlib';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codec, feedOver, judged, PARTITIONS, StandingClock } from '../testing/feed-under-test';
import { matchDay } from '../match-day/match-day';
import { isUpTo, parseReplayId, parseReplayRun, replayId, stepId } from './replay-id';

const folder = mkdtempSync(join(tmpdir(), 'feed-replay-'));
const definition = {
  eventId: '9',
  eventTypeId: '1',
  eventName: 'Home v Away',
  marketType: 'MATCH_ODDS',
  numberOfWinners: 1,
  marketTime: '2020-01-01T12:00:00.000Z',
  status: 'OPEN',
  inPlay: true,
  betDelay: 5,
  version: 1,
  runners: [
    { id: 1, status: 'ACTIVE', sortPriority: 1 },
    { id: 2, status: 'ACTIVE', sortPriority: 2 },
  ],
};
const message = (pt: number, change: object) =>
  JSON.stringify({ op: 'mcm', pt, mc: [{ id: '1.1', ...change }] });
const start = 1_577_880_000_000;
const prices = Array.from({ length: 6 }, (_, at) =>
  message(start + 60_000 * (at + 1), { rc: [{ id: 1, ltp: 2 + at }] }),
);
const closed = {
  ...definition,
  status: 'CLOSED',
  version: 2,
  runners: [
    { id: 1, status: 'WINNER', sortPriority: 1 },
    { id: 2, status: 'LOSER', sortPriority: 2 },
  ],
};
const whole = [
  message(start, { marketDefinition: definition }),
  ...prices,
  message(start + 600_000, { marketDefinition: closed }),
];

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const open: MemoryLog[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((log) => log.close()));
});
const newLog = () => {
  const log = memoryLog({ partitions: PARTITIONS });
  open.push(log);
  return log;
};
const fromStart = new Map(Array.from({ length: PARTITIONS }, (_, of) => [of, 0]));

async function started(log: MemoryLog, options: Parameters<typeof feedOver>[1] = {}) {
  const feed = feedOver({ appender: log, log: log.read(fromStart) }, options);
  await feed.start();
  return feed;
}
const factsIn = (log: MemoryLog, producer = 'betfair') =>
  judged([...fromStart.keys()].map((of) => log.records(of)))
    .filter(({ verdict, fact }) => verdict === 'apply' && fact.producerId === producer)
    .map(({ fact }) => fact)
    .filter(({ type }) => type !== 'ProducerHeartbeat');

describe('a replay', () => {
  let path = '';
  beforeAll(() => {
    path = file('whole.gz', gzipSync(`${whole.join('\n')}\n`));
  });

  it('says everything once, however often it is started', async () => {
    const log = newLog();
    for (const before of [0, 12]) {
      const feed = await started(log);
      await feed.replay({ kind: 'files', paths: [path] });
      const [summary] = feed.replays.summaries();
      expect(summary).toMatchObject({ state: 'finished', lines: 8, factsBefore: before });
      await feed.close();
    }
    expect(factsIn(log)).toHaveLength(12);
  });

  it('goes on where it was broken off, on the clock it began with', async () => {
    const log = newLog();
    const clock = new StandingClock();
    const first = await started(log, { clock, speed: 60 });
    const playing = first.replay({ kind: 'files', paths: [path] });
    await until(() => factsIn(log).length >= 4);
    await first.close();
    await playing;
    clock.move(60_000);
    const second = await started(log, { clock, speed: 1_000 });
    await second.replay({ kind: 'files', paths: [path] });
    await second.close();
    const facts = factsIn(log);
    expect(facts).toHaveLength(12);
    const ids = facts.map(({ sourceId }) => parseReplayId(sourceId)?.replayId);
    expect(new Set(ids).size).toBe(1);
    const times = facts.map(({ sourceAtMs }) => sourceAtMs);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBe(600_000 / 60);
  });

  it('divides times and bet delays by the speed', async () => {
    const log = newLog();
    const clock = new StandingClock();
    const feed = await started(log, { clock, speed: 10 });
    const playing = feed.replay({ kind: 'files', paths: [path] });
    await until(() => factsIn(log).length >= 3);
    const snapshot = factsIn(log).find(({ type }) => type === 'MarketSnapshot');
    expect(snapshot).toMatchObject({ betDelayMs: 500, sourceAtMs: clock.nowMs() });
    expect(feed.writer.state.policy?.heartbeatAgeMsMax).toBe(5_000);
    await feed.close();
    await playing;
  });

  it('sends what it cannot understand to dead.letters, with its line, and goes on', async () => {
    const log = newLog();
    const broken = [...whole.slice(0, 3), 'no JSON', ...whole.slice(3)].join('\n');
    const bad = file('bad', `${broken}\n{"op":"mcm","pt":15`);
    const feed = await started(log);
    await feed.replay({ kind: 'files', paths: [join(folder, 'missing'), bad] });
    expect(feed.replays.summaries()).toMatchObject([{ state: 'finished', deadLetters: 2 }]);
    const letters = feed.letters.map((bytes) => codec.decode('dead.letters', bytes));
    expect(letters).toMatchObject([
      { source: 'feed/bad/4', code: 'LINE_MALFORMED', original: Buffer.from('no JSON') },
      { source: 'feed/bad/10', code: 'LINE_TRUNCATED' },
    ]);
    expect(factsIn(log).at(-1)).toMatchObject({ type: 'MarketResulted' });
    await feed.close();
  });

  it('plays the match day of its seed', async () => {
    const log = newLog();
    const feed = await started(log);
    await feed.replay({ kind: 'match-days', seed: 3 });
    expect(factsIn(log, 'match-day')).toHaveLength(matchDay(3, 1).length);
    await feed.close();
  });
});

describe('the name of a fact of a replay', () => {
  const run = { name: 'm.7.12', startMs: 1_800_000_000_123, speed: 1_500.5 };

  it('holds all that its clock depends on', () =>
    expect(parseReplayRun(replayId(run))).toEqual(run));

  it('can be told from any other source id', () => {
    expect(parseReplayId(stepId(replayId(run), 4, 2))).toMatchObject({ entry: 4, index: 2 });
    expect(parseReplayId('acme/1')).toBeUndefined();
  });

  it.each`
    entry | index | isBehind
    ${3}  | ${9}  | ${true}
    ${4}  | ${2}  | ${true}
    ${4}  | ${3}  | ${false}
    ${5}  | ${0}  | ${false}
  `('$entry/$index against 4/2: $isBehind', ({ entry, index, isBehind }) =>
    expect(isUpTo(Number(entry), Number(index), { replayId: 'r', entry: 4, index: 2 })).toBe(
      isBehind,
    ),
  );
});

async function until(holds: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 4_000;
  while (!holds() && performance.now() < deadlineMs)
    await new Promise((resolve) => setTimeout(resolve, 5));
}
