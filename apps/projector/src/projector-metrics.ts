import type { Metrics } from '@stakelog/runtime';

import type { RedisMemory } from '@stakelog/redis';

export type ModelLag = readonly [model: string, records: number];

/** What a projector shows of its work. */
export class ProjectorMetrics {
  readonly applySeconds;
  readonly items;
  readonly moved;
  readonly dropped;
  readonly rebuilds;

  constructor(
    metrics: Metrics,
    lags: () => readonly ModelLag[],
    memory: () => Promise<RedisMemory>,
  ) {
    this.applySeconds = metrics.latency(
      'projection_apply_seconds',
      'Folding and writing a slice.',
      ['topic'],
    );
    this.items = metrics.counter('projection_items_total', 'Events and facts applied.', ['topic']);
    this.moved = metrics.counter('projection_moved_total', 'Redis stood elsewhere.', ['topic']);
    this.dropped = metrics.counter(
      'projection_dropped_total',
      'Batches and facts without effect.',
      ['reason'],
    );
    this.rebuilds = metrics.counter('projection_rebuilds_total', 'Rebuilt shards, by outcome.', [
      'outcome',
    ]);
    metrics.gauge('redis_memory_used_ratio', 'Of the limit of Redis.', [], async (gauge) => {
      const found = await memory().catch(() => undefined);
      if (found !== undefined) gauge.set(found.usedRatio);
    });
    metrics.gauge('redis_evicted_keys_total', 'Keys that Redis gave up.', [], async (gauge) => {
      const found = await memory().catch(() => undefined);
      if (found !== undefined) gauge.set(found.evictedKeys);
    });
    metrics.gauge('projection_lag_records', 'Records not applied.', ['model'], (gauge) => {
      for (const [model, records] of lags()) gauge.set({ model }, records);
    });
  }
}
