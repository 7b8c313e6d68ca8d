import { expect, it } from '@jest/globals';
import { utcMs, type BetEvent } from '@stakelog/contracts';
import { MarketTable } from '@stakelog/domain';
import { kafkaLog, LogError, memoryCodec } from '@stakelog/kafka';
import { memoryLog } from '@stakelog/testing';
import type { AdoptedFacts } from '../facts/adopted-facts';
import { Follower } from './follower';

const codec = memoryCodec();
const opened: BetEvent = {
  type: 'EpochOpened',
  epoch: 1,
  writer: 'w',
  rules: 2,
  limitsHash: 'h',
  openedAtMs: utcMs(1),
};
const batch = (number: number, next: number, records = 0): BetEvent => ({
  type: 'InputsAdopted',
  epoch: 1,
  writer: 'w',
  batch: number,
  records,
  decidedAtMs: utcMs(number),
  commandsNext: 0,
  commandsCrc: 0,
  oddsNext: [{ partition: 2, next, crc: next }],
  workOpen: 0,
  workTaken: 0,
});
const rewound: BetEvent = {
  type: 'InputsRewound',
  topic: 'odds.events',
  partition: 2,
  fromOffset: 9,
  toOffset: 4,
  actor: 'olga',
  reason: 'power loss',
};

/** Facts of a log that ends here: what lies behind is not waited for. */
function factsUpTo(end: number) {
  const asked: number[] = [];
  const facts: Pick<AdoptedFacts, 'table' | 'has' | 'reach'> = {
    table: new MarketTable(6),
    has: (_, next) => next <= end,
    reach: async (_, next) => {
      asked.push(next);
      if (next > end) throw new LogError('inputs_rewound', `odds.events/2 ends at ${end}`);
    },
  };
  return { facts, asked };
}

async function followed(events: readonly (readonly BetEvent[])[], end: number) {
  const log = memoryLog();
  for (const together of events)
    await log.append(
      0,
      together.map((event) => ({ key: null, value: codec.encode('bet.events', event) })),
    );
  const { facts, asked } = factsUpTo(end);
  const follower = new Follower({
    log: {
      ...kafkaLog({ brokers: [], clientId: 'nobody' }),
      openReader: ({ from }) => log.read(from),
    },
    codec,
    facts,
    partition: 0,
    onDropped: () => undefined,
  });
  await follower.atEnd();
  await follower.close();
  return { follower, asked };
}

it('folds on where adopted facts are gone, waits for them once, and remembers that they are', async () => {
  const { follower, asked } = await followed([[opened], [batch(1, 8)], [batch(2, 9)]], 4);
  expect(asked).toEqual([8]);
  expect([...follower.factsLacking]).toEqual([2]);
  expect(follower.oddsAdopted.get(2)).toEqual({ partition: 2, next: 9, crc: 9 });
  expect(follower.state.oddsNext[2]).toBe(9);
});

it('knows that it was accepted, when it folds the same log again', async () => {
  const accepted = [[opened], [batch(1, 9)], [batch(2, 4, 1), rewound], [batch(3, 4)]];
  const { follower } = await followed(accepted, 4);
  expect([...follower.factsLacking]).toEqual([]);
  expect(follower.oddsAdopted.get(2)?.next).toBe(4);
  expect(follower.state.oddsNext[2]).toBe(4);
});
