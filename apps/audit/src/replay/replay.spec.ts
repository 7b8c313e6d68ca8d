import { topics } from '@stakelog/contracts';
import { tableSections, type MarketTable } from '@stakelog/domain';
import { historyOf, prng, randomWords } from '@stakelog/testing';
import { describe, expect, test } from '@jest/globals';
import { goodLog } from '../testing/good-log';
import { historyLog } from '../testing/history-log';
import { bettor, codec, home, type SyntheticLog } from '../testing/synthetic-log';
import { openRecording, type Recording } from '../walk/partition-walk';
import { accountAt } from './account-at';
import { exposureAt, exposureSum } from './exposure-at';
import { marketAt } from './market-at';
import { atEnd, parsePoint, type Point } from './point';
import { stateAt } from './state-at';
import { canonical, stateHash } from './state-hash';

const open = (log: SyntheticLog): Promise<Recording> => openRecording(log, codec);
const before = (offset: number): Point => ({ topic: 'bet.events', partition: home, offset });

/** Its rows in one order: how the partitions of the facts interleave does not matter. */
const tableText = (table: MarketTable) =>
  tableSections.map(({ rows }) => [...rows(table)].map(canonical).toSorted());

/** What the writer of a history had behind each batch. */
function recorded(seed: number) {
  const points: { offset: number; ms: number; hash: string; table: string[][] }[] = [];
  const steps = historyOf(randomWords(prng(seed), 200), topics['odds.events'].partitions);
  const log = historyLog(steps, ({ state, table, nowMs }) =>
    points.push({
      offset: state.nextOffset,
      ms: nowMs,
      hash: stateHash(state),
      table: tableText(table),
    }),
  );
  return { log, points };
}

describe('state as it was', () => {
  test.each([1, 2, 3, 4])(
    'at 20 random points equals the state recorded then: seed %i',
    async (seed) => {
      const { log, points } = recorded(seed);
      const recording = await open(log);
      const random = prng(seed);
      const hashes = new Set<string>();
      for (let round = 0; round < 20; round++) {
        const at = points[random.below(points.length)];
        if (at === undefined) throw new Error('a history has batches');
        const { state } = await stateAt(recording, home, before(at.offset));
        expect(stateHash(state)).toBe(at.hash);
        expect(tableText(state.table)).toEqual(at.table);
        hashes.add(at.hash);
      }
      expect(hashes.size).toBeGreaterThan(10);
    },
  );

  test('by time is the state behind the last batch decided by then', async () => {
    const { log, points } = recorded(5);
    const recording = await open(log);
    const random = prng(5);
    for (let round = 0; round < 20; round++) {
      const { ms } = points[random.below(points.length)] ?? { ms: 0 };
      const { state } = await stateAt(recording, home, { ms });
      expect(stateHash(state)).toBe(points.findLast((at) => at.ms === ms)?.hash);
    }
  });

  test('within a batch is the state before it, since a batch counts whole', async () => {
    const { log, betting } = goodLog();
    const recording = await open(log);
    const { state } = await stateAt(recording, home, before(betting + 2));
    expect(state.nextOffset).toBe(betting);
  });
});

describe('an account', () => {
  test('shows money, open bets and what it knew', async () => {
    const { log, betting, holding } = goodLog();
    const recording = await open(log);
    const early = await accountAt(recording, bettor, before(betting), true);
    expect(early).toMatchObject({ open: true, balances: { cash: 10_000, open: 0 }, openBets: [] });
    const later = await accountAt(recording, bettor, before(holding), true);
    expect(later).toMatchObject({
      balances: { cash: 9_000, open: 1_000 },
      openBets: [{ stake: 1_000, legs: [{ marketId: 'm1', outcomeId: '1', odds: 25_000 }] }],
      position: `b${home}:${holding}`,
    });
    expect(later.hash).not.toBe(early.hash);
    const end = await accountAt(recording, bettor, atEnd, false);
    expect(end).toMatchObject({ openBets: [], hash: null, balances: { open: 0 } });
  });

  test('is not open before it was, and lives in its own partition only', async () => {
    const recording = await open(goodLog().log);
    expect(await accountAt(recording, bettor, before(1), false)).toMatchObject({ open: false });
    const other: Point = { topic: 'bet.events', partition: (home + 1) % 12, offset: 5 };
    await expect(accountAt(recording, bettor, other, false)).rejects.toMatchObject({
      exitCode: 64,
    });
  });
});

describe('a market and its exposure', () => {
  test('show what the facts and the bets had made of them', async () => {
    const { log, betting, holding, settled } = goodLog();
    const recording = await open(log);
    expect(await marketAt(recording, 'm1', before(betting))).toMatchObject({
      trading: 'OPEN',
      version: 1,
      results: [],
    });
    expect(await marketAt(recording, 'm1', before(1))).toMatchObject({ known: false });
    expect(await marketAt(recording, 'm1', atEnd)).toMatchObject({ trading: 'SUSPENDED' });
    const open1 = await exposureAt(recording, 'm1', home, before(holding));
    expect(open1).toMatchObject({
      stakes: 1_000,
      returns: { 1: 2_500 },
      worstCase: 1_500,
      bets: 1,
    });
    expect(exposureSum([open1, open1])).toMatchObject({ stakes: 2_000, returns: { 1: 5_000 } });
    const gone = await exposureAt(recording, 'm1', home, before(settled + 10));
    expect(gone).toMatchObject({ stakes: 0, returns: {}, bets: 0 });
  });

  test('by the facts alone follow the offset or the time', async () => {
    const { log } = goodLog();
    const recording = await open(log);
    const end = [...recording.tape.ends].find(([, records]) => records > 4);
    if (end === undefined) throw new Error('the facts of the fixture are somewhere');
    const [partition, records] = end;
    const last: Point = { topic: 'odds.events', partition, offset: records };
    const without: Point = { ...last, offset: records - 1 };
    const results = async (point: Point) => {
      const market = await marketAt(recording, 'm1', point);
      return market.known ? market.results.find(({ outcomeId }) => outcomeId === '2')?.win.num : -1;
    };
    expect(await results(last)).toBe(1);
    expect(await results(without)).toBe(0);
    expect(await results({ ms: log.nowMs })).toBe(1);
    expect(await marketAt(recording, 'm1', { ms: 0 })).toMatchObject({ known: false });
  });
});

test('a point is a position or a time', () => {
  expect(parsePoint('b3:184223')).toEqual({ topic: 'bet.events', partition: 3, offset: 184_223 });
  expect(parsePoint('o5:7')).toEqual({ topic: 'odds.events', partition: 5, offset: 7 });
  expect(parsePoint('2026-05-02T15:04:03.120Z')).toEqual({ ms: 1_777_734_243_120 });
  expect(parsePoint('1777734243120')).toEqual({ ms: 1_777_734_243_120 });
  for (const wrong of ['b12:1', 'c3:1', 'yesterday', 'o6:1'])
    expect(parsePoint(wrong)).toBeUndefined();
});
