import { minorDelta, topics, type BetEvent, type Posting } from '@stakelog/contracts';
import { historyOf, prng, randomWords } from '@stakelog/testing';
import { describe, expect, test } from '@jest/globals';
import { redecidePartition } from '../redecide/redecide-partition';
import { historyLog } from '../testing/history-log';
import { codec, home, type SyntheticLog } from '../testing/synthetic-log';
import { openRecording } from '../walk/partition-walk';
import type { LedgerTotals } from './ledger-check';
import { verifyPartition } from './verify-partition';

const seeds = Array.from({ length: 15 }, (_, seed) => seed + 1);

const { partitions } = topics['odds.events'];
const told = (seed: number) => historyLog(historyOf(randomWords(prng(seed), 200), partitions));

async function verified(log: SyntheticLog) {
  const totals: LedgerTotals = new Map();
  return verifyPartition(await openRecording(log, codec), home, totals);
}

const typesIn = (log: SyntheticLog) =>
  log.records('bet.events', home).map(({ value }) => codec.decode('bet.events', value).type);

/** Changes one event of a history, and says where it stands. */
function planted<Type extends BetEvent['type']>(
  type: Type,
  change: (event: Extract<BetEvent, { type: Type }>) => object | undefined,
) {
  for (const seed of seeds) {
    const log = told(seed);
    for (const [offset, record] of log.records('bet.events', home).entries()) {
      const event = codec.decode('bet.events', record.value);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by its type
      const changed = event.type === type ? change(event as never) : undefined;
      if (changed === undefined) continue;
      record.value = codec.encode('bet.events', { ...event, ...changed });
      return { log, at: `b${home}:${offset}` };
    }
  }
  throw new Error(`no history has such a ${type}`);
}

const moved = (postings: readonly Posting[], by: number) =>
  postings.map(({ code, amount }) => ({
    code,
    amount: minorDelta(code === 'cash' ? amount + by : code === 'book' ? amount - by : amount),
  }));

describe('a history of every bet type', () => {
  test.each(seeds)('passes every rule and is decided again: seed %i', async (seed) => {
    const log = told(seed);
    expect((await verified(log)).violations.slice(0, 3)).toEqual([]);
    const again = await redecidePartition(await openRecording(log, codec), home);
    expect(again).toMatchObject({ difference: undefined, broken: undefined });
  });

  test('is what the seeds tell', () => {
    const types = new Set(seeds.flatMap((seed) => typesIn(told(seed))));
    for (const type of ['BetCashedOut', 'BetQuoted', 'QuoteExpired', 'BetReopened', 'BetSettled'])
      expect(types).toContain(type);
  });
});

describe('a planted error', () => {
  test.each([
    [
      'a multiple that is paid one too much',
      () =>
        planted('BetSettled', ({ legs, payout, delta, postings }) =>
          legs.length > 1 && payout > 0 && postings.some(({ code }) => code === 'cash')
            ? { payout: payout + 1, delta: delta + 1, postings: moved(postings, 1) }
            : undefined,
        ),
      'payouts',
    ],
    [
      'a leg that is settled by other odds',
      () =>
        planted('BetSettled', ({ legs: [first, ...others], payout }) =>
          first !== undefined && payout > 0 && first.win.num > 0
            ? { legs: [{ ...first, effectiveOdds: { num: '7', den: '2' } }, ...others] }
            : undefined,
        ),
      'payouts',
    ],
    [
      'a cash-out above its quote',
      () =>
        planted('BetCashedOut', ({ amount, postings }) => ({
          amount: amount + 1,
          postings: moved(postings, 1),
        })),
      'promises',
    ],
    [
      'a cash-out quote above its value',
      () =>
        planted('CashOutQuoted', ({ amount, legs }) =>
          legs.every(({ probPpb }) => probPpb !== null) ? { amount: amount + 2 } : undefined,
        ),
      'payouts',
    ],
    [
      'a price that its bettor did not take',
      () =>
        planted('BetAccepted', ({ legs: [first, ...others], quoteId }) =>
          first !== undefined && quoteId === null
            ? { legs: [{ ...first, odds: first.odds - 100 }, ...others] }
            : undefined,
        ),
      'acceptance',
    ],
    [
      'a share that is closed twice',
      () => planted('BetCashedOut', ({ toShareBps }) => ({ previousShareBps: toShareBps })),
      'life',
    ],
    [
      'a quote that ends twice',
      () => planted('QuoteExpired', () => ({ quoteId: 'q' })),
      'promises',
    ],
    [
      'lines that nobody counted',
      () =>
        planted('BetAccepted', ({ kind, lines }) =>
          kind === 'SYSTEM' ? { lines: lines + 1 } : undefined,
        ),
      'acceptance',
    ],
  ])('%s is named', async (_, plant, rule) => {
    const { log, at } = plant();
    const { violations } = await verified(log);
    expect(violations).toContainEqual(expect.objectContaining({ rule, at }));
  });
});
