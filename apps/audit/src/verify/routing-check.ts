import { partitionOf, topics } from '@stakelog/contracts';
import type { BatchCheck } from './batch-check';

/** Every event is keyed by its account, and stands where its account belongs. */
export function routingCheck(): BatchCheck {
  const { partitions } = topics['bet.events'];
  /** Of accounts met: hashing a key costs more than finding it. */
  const homes = new Map<string, number>();
  const homeOf = (key: string) => {
    const known = homes.get(key) ?? partitionOf(key, partitions);
    homes.set(key, known);
    return known;
  };
  return {
    take({ batch: { partition, records } }, report) {
      for (const { event, record, offset } of records) {
        const key = record.key?.toString('utf8') ?? null;
        const expected = 'accountId' in event ? event.accountId : null;
        if (key !== expected) report('routing', offset, `keyed ${key}, not ${expected}`);
        else if (key !== null && homeOf(key) !== partition)
          report('routing', offset, `${key} belongs to partition ${homeOf(key)}`);
      }
    },
  };
}
