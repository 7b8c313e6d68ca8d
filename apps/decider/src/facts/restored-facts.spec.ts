import { describe, expect, it } from '@jest/globals';
import { defined, topics, type OddsEvent } from '@stakelog/contracts';
import { MarketTable, tableSections } from '@stakelog/domain';
import { memoryCodec, type Log } from '@stakelog/kafka';
import { systemClock } from '@stakelog/runtime';
import { historyOf, memoryLog, prng, randomWords } from '@stakelog/testing';
import { stateHash } from '../snapshot/snapshot-file';
import type { TableStart } from '../snapshot/snapshots';
import { AdoptedFacts } from './adopted-facts';

const seed = Number(process.env['LAWS_SEED'] ?? 20_261_121);
const { partitions } = topics['odds.events'];
const codec = memoryCodec();

type Placed = { readonly partition: number; readonly key: string; readonly fact: OddsEvent };

/** A feed of its own sources, some of them said twice, with a heartbeat between. */
function feed(): readonly Placed[] {
  const random = prng(seed);
  const placed: Placed[] = [];
  const sessions = new Set<string>();
  for (const { facts } of historyOf(randomWords(random, 300), partitions))
    for (const { partition, key, fact } of facts) {
      const { producerId, session, sourceAtMs, receivedAtMs } = fact;
      const head = { producerId, session, sourceAtMs, receivedAtMs };
      const opened = `${partition}/${producerId}/${session}`;
      if (!sessions.has(opened)) {
        const said = { type: 'ProducerSessionOpened', ...head, sourceId: opened } as const;
        placed.push({ partition, key, fact: said });
      }
      sessions.add(opened);
      placed.push({ partition, key, fact: { ...fact, sourceId: `${placed.length}` } });
      const again = random.percent(20) ? placed[random.below(placed.length)] : undefined;
      if (again !== undefined) placed.push(again);
    }
  return placed;
}

async function adopted(log: Log, start?: TableStart): Promise<AdoptedFacts> {
  const failed = Promise.withResolvers<never>();
  const facts = new AdoptedFacts(log, codec, systemClock, failed.reject, start);
  await Promise.race([facts.reader.waitForEnd(), failed.promise]);
  await facts.close();
  return facts;
}

describe('the table of markets', () => {
  it(`goes on from a snapshot as if it had read all (seed ${seed})`, async () => {
    const memory = memoryLog({ partitions });
    const log: Pick<Log, 'openReader'> = { openReader: ({ from }) => memory.read(from) };
    const said = feed();
    let cuts = 0;
    let start: TableStart | undefined;
    for (const [index, { partition, key, fact }] of said.entries()) {
      await memory.append(partition, [{ key, value: codec.encode('odds.events', fact) }]);
      if (index % 97 !== 96) continue;
      const whole = await adopted(log as Log);
      const resumed = await adopted(log as Log, start);
      expect(stateHash(tableSections, resumed.table)).toBe(stateHash(tableSections, whole.table));
      expect(resumed.standing.positions).toEqual(whole.standing.positions);
      for (const [of, { next }] of whole.table.vector.entries())
        for (let at = Math.max(1, next - 5); at <= next; at++)
          expect(resumed.crcBefore(of, at)).toBe(whole.crcBefore(of, at));
      const table = new MarketTable(partitions);
      for (const { rows, restore } of tableSections)
        restore(table, structuredClone([...rows(resumed.table)]));
      start = { ...resumed.standing, table };
      cuts++;
    }
    expect(cuts).toBeGreaterThan(3);
    expect(defined(start, 'it was cut').table.markets.size).toBeGreaterThan(0);
  });
});
