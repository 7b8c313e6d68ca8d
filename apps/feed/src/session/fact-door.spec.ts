import { afterEach, describe, expect, it } from '@jest/globals';
import { memoryLog, type MemoryLog } from '@stakelog/testing';
import { NativeFact } from '../native/native-fact';
import { feedOver, judged, PARTITIONS } from '../testing/feed-under-test';

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

async function started(log: MemoryLog) {
  const feed = feedOver({ appender: log, log: log.read(fromStart) });
  await feed.start();
  return feed;
}
const factsIn = (log: MemoryLog) =>
  judged([...fromStart.keys()].map((of) => log.records(of)))
    .filter(({ verdict }) => verdict === 'apply')
    .map(({ fact }) => fact);

const native = (fact: object): NativeFact =>
  NativeFact.parse({ producerId: 'acme', sourceAtMs: 1_700_000_000_000, ...fact });
const market = native({
  type: 'MarketDefined',
  sourceId: 'm',
  marketId: 'm1',
  fixtureId: 'f1',
  marketType: 'WINNER',
  specifiers: { b: '2', a: '1' },
  name: 'Winner',
  groups: ['main'],
  numberOfWinners: 1,
  settlement: 'DECLARED',
  scoreBasis: 'FULL',
  reductionMethod: 'NONE',
  antePost: false,
  singlesOnly: false,
  ruleSetId: 'default',
  outcomes: [{ outcomeId: 'a', name: 'A', sortPriority: 1 }],
});
const price = (odds: number, more: object = {}) =>
  native({
    type: 'OddsChanged',
    sourceId: 'p',
    marketId: 'm1',
    marketVersion: 1,
    outcomes: [{ outcomeId: 'a', odds }],
    ...more,
  });

describe('the door for native facts', () => {
  it('answers a repeat with the first place, also after a restart', async () => {
    const log = newLog();
    const first = await started(log);
    const written = await first.door.admit([market, price(20_000)]);
    expect(written).toMatchObject({ status: 'written' });
    expect(await first.door.admit([price(20_000), market])).toMatchObject({
      positions: written.status === 'written' ? written.positions.toReversed() : [],
    });
    await first.close();
    const second = await started(log);
    expect(await second.door.admit([market, price(20_000)])).toEqual(written);
    expect(factsIn(log).filter(({ type }) => type === 'OddsChanged')).toHaveLength(1);
    await second.close();
  });

  it.each([
    ['posted before', [price(20_000)], [price(30_000)]],
    ['posted in the same post', [], [price(20_000), price(30_000)]],
  ])(
    'suspends the fixture when a source id %s comes with other content',
    async (_, before, now) => {
      const log = newLog();
      const feed = await started(log);
      await feed.door.admit([market, ...before]);
      expect(await feed.door.admit(now)).toMatchObject({ fact: { why: 'source-id-reused' } });
      const stopped = factsIn(log).filter(({ type }) => type === 'BetStopped');
      expect(stopped).toMatchObject([{ producerId: 'operator', fixtureId: 'f1', groups: ['all'] }]);
      expect(factsIn(log).filter(({ type }) => type === 'OddsChanged')).toHaveLength(before.length);
      await feed.close();
    },
  );

  it.each([
    ['an unknown market', [price(20_000, { marketId: 'm9' })]],
    ['an outcome of another market', [price(20_000, { outcomes: [{ outcomeId: 'z' }] })]],
    ['a time in the future', [price(20_000, { sourceAtMs: 1_900_000_000_000 })]],
    ['a producer that is ours', [price(20_000, { producerId: 'betfair' })]],
  ])('refuses %s, and then writes nothing of the post', async (_, bad) => {
    const log = newLog();
    const feed = await started(log);
    await feed.door.admit([market]);
    const before = factsIn(log).length;
    const admitted = await feed.door.admit([price(20_000, { sourceId: 'q' }), ...bad]);
    expect(admitted).toMatchObject({ status: 'refused', fact: { index: 1, why: 'invalid' } });
    expect(factsIn(log)).toHaveLength(before);
    await feed.close();
  });

  it('says in every partition that whoever posts is alive', async () => {
    const log = newLog();
    const feed = await started(log);
    await feed.door.admit([market]);
    await feed.writer.roomFor(1);
    const beats = factsIn(log).filter(({ type }) => type === 'ProducerHeartbeat');
    expect(beats).toHaveLength(PARTITIONS);
    await feed.close();
  });
});

const result = (win: object) => ({
  type: 'MarketResulted',
  producerId: 'acme',
  sourceId: 'r',
  sourceAtMs: 0,
  marketId: 'm1',
  resultVersion: 1,
  certainty: 2,
  outcomes: [{ outcomeId: 'a', win, void: { num: 1, den: 2 } }],
});

describe('the shape of a native fact', () => {
  it.each([
    ['odds below 1.01', { outcomes: [{ outcomeId: 'a', odds: 10_000 }] }],
    ['odds with a fraction', { outcomes: [{ outcomeId: 'a', odds: 20_000.5 }] }],
    ['a session of the caller', { session: 4 }],
    ['a receipt of the caller', { receivedAtMs: 1 }],
    ['an outcome twice', { outcomes: [{ outcomeId: 'a' }, { outcomeId: 'a' }] }],
    ['letters beyond ASCII', { marketId: 'münchen' }],
    ['a name that is too long', { marketId: 'm'.repeat(129) }],
    ['an unknown type', { type: 'OddsVanished' }],
    [
      'a fraction not in lowest terms',
      { outcomes: [{ outcomeId: 'a', fraction: { num: 2, den: 4 } }] },
    ],
  ])('refuses %s', (_, wrong) =>
    expect(NativeFact.safeParse({ ...price(20_000), ...wrong }).success).toBe(false),
  );

  it('refuses factors above one', () => {
    expect(NativeFact.safeParse(result({ num: 1, den: 2 })).success).toBe(true);
    expect(NativeFact.safeParse(result({ num: 2, den: 3 })).success).toBe(false);
  });
});
