import { afterEach, describe, expect, it } from '@jest/globals';
import { limits, topics, utcMs, type BetEvent } from '@stakelog/contracts';
import { MarketTable } from '@stakelog/domain';
import { memoryCodec, type Log } from '@stakelog/kafka';
import { memoryLog } from '@stakelog/testing';
import type { AdoptedFacts } from '../facts/adopted-facts';
import { Follower } from './follower';

const codec = memoryCodec();
const oddsPartitions = topics['odds.events'].partitions;

/** The broker's clock is far from that of the process, which began some seconds ago. */
let brokerMs = 5_000_000;
let monotonicMs = 1_000;
let follower: Follower | undefined;

afterEach(() => follower?.close());

const opened: BetEvent = {
  type: 'EpochOpened',
  epoch: 1,
  writer: 'w',
  rules: 2,
  limitsHash: '',
  openedAtMs: utcMs(0),
};

/** A follower that was started so long after the last record, and has read all. */
async function followerAfter(ms: number): Promise<Follower> {
  const memory = memoryLog({ nowMs: () => brokerMs, monotonicMs: () => monotonicMs });
  await memory.append(0, [{ key: null, value: codec.encode('bet.events', opened) }]);
  brokerMs += ms;
  monotonicMs += ms;
  const log: Pick<Log, 'openReader'> = { openReader: ({ from }) => memory.read(from) };
  const table = new MarketTable(oddsPartitions);
  const facts: Pick<AdoptedFacts, 'table' | 'has'> = { table, has: () => true };
  follower = new Follower({
    log: log as Log,
    codec,
    facts: facts as AdoptedFacts,
    partition: 0,
    onDropped: () => undefined,
  });
  await follower.atEnd();
  return follower;
}

const seenNow = () => ({ brokerMs, seenAtMonotonicMs: monotonicMs });

describe('silence (R12)', () => {
  it('counts from when this process came, where nothing else tells the broker’s time', async () => {
    const late = await followerAfter(60_000);
    expect(late.silentForMs([undefined])).toBeLessThan(limits.takeoverAfterMs);
  });

  it('counts from the last append, where another record proves the broker’s time', async () => {
    const late = await followerAfter(4_000);
    expect(late.silentForMs([undefined, seenNow()])).toBe(4_000 - limits.brokerSkewMs);
  });

  it('takes no time for proved that the broker had not shown yet', async () => {
    const late = await followerAfter(4_000);
    const old = { brokerMs: brokerMs - 3_500, seenAtMonotonicMs: monotonicMs };
    expect(late.silentForMs([old])).toBe(500 - limits.brokerSkewMs);
    // The same record, seen as long ago: by now the broker shows more.
    expect(late.silentForMs([{ ...old, seenAtMonotonicMs: monotonicMs - 3_500 }])).toBe(
      4_000 - limits.brokerSkewMs,
    );
  });
});
