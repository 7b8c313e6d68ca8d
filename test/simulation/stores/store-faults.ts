import type { Chance } from '../world/chance';
import type { World } from '../world/world';
import type { Stores } from './stores';

const troubles = [
  /** Redis does not answer. */
  'redis-away',
  /** Answers of Redis are lost: its clients send again what was done. */
  'redis-unanswered',
  'redis-full',
  'redis-emptied',
  /** Redis comes back as it was some time before. */
  'redis-older',
  'clickhouse-away',
  /** Statements fail, whether or not they were executed, now or later. */
  'clickhouse-silent',
  /** Notices are not taken by somebody outside. */
  'notices-refused',
  /** All models are built anew beside those in use. */
  'rebuild',
  /** A partition of ClickHouse is given up, and recorded again. */
  'record-again',
] as const;

/** Something that goes wrong in a copy of the log; the percentage where only some of the calls meet it. */
export type StoreFault = {
  readonly atMs: number;
  readonly kind: 'store';
  readonly trouble: (typeof troubles)[number];
  readonly forMs: number;
  readonly percent: number;
  readonly partition: number;
};

/** The faults of a run's stores. */
export function planStoreFaults(chance: Chance, lastMs: number): readonly StoreFault[] {
  return Array.from({ length: chance.between(0, 6) }, () => ({
    atMs: 3_000 + chance.below(lastMs - 3_000),
    kind: 'store',
    trouble: chance.pick(troubles),
    forMs: chance.pick([200, 1_000, 3_000, 8_000]),
    percent: chance.pick([5, 20, 60]),
    partition: chance.pick([1, 4, 6]),
  }));
}

/** Lets a fault of the stores happen, now. */
export function strikeStores(world: World, stores: Stores | undefined, fault: StoreFault): void {
  if (stores === undefined) return;
  const { redis, tables } = stores;
  const after = (run: () => void) => world.scheduler.after(fault.forMs * 1_000, run);
  switch (fault.trouble) {
    case 'redis-away':
      redis.isUp = false;
      after(() => (redis.isUp = true));
      return;
    case 'redis-unanswered':
      redis.lostPercent = fault.percent;
      after(() => (redis.lostPercent = 0));
      return;
    case 'redis-full':
      redis.server.full = true;
      after(() => (redis.server.full = false));
      return;
    case 'redis-emptied':
      return stores.loseRedis('empty');
    case 'redis-older':
      redis.keepDump();
      after(() => stores.loseRedis('goBack'));
      return;
    case 'clickhouse-away':
      tables.isUp = false;
      after(() => (tables.isUp = true));
      return;
    case 'clickhouse-silent':
      tables.mishapPercent = fault.percent;
      after(() => (tables.mishapPercent = 0));
      return;
    case 'notices-refused':
      stores.refusedPercent = fault.percent;
      after(() => (stores.refusedPercent = 0));
      return;
    case 'record-again':
      return stores.recordAgain(fault.partition);
    case 'rebuild':
      return stores.rebuild();
  }
}
