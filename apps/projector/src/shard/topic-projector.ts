import { defined, limits } from '@stakelog/contracts';
import {
  crashPoint,
  type Clock,
  type Dependency,
  type Logger,
  type LogSource,
} from '@stakelog/runtime';
import { LogError } from '@stakelog/kafka';
import { RedisError, type ModelStore, type Shard } from '@stakelog/redis';
import type { LogSlice, OpenLog, ProjectedTopic } from '../log/log-slice';
import type { ProjectorMetrics } from '../projector-metrics';
import { establish, type Established } from './establish';
import { ShardProjection } from './shard-projection';

const RETRY_MS = 500;

export type ProjectorSurroundings = {
  readonly store: ModelStore;
  readonly clock: Clock;
  /** A name that no generation had: letters and digits, a part of key names. */
  readonly newGeneration: () => string;
  readonly logger: Logger;
  readonly metrics: ProjectorMetrics;
  readonly health: Dependency;
  /** The offset up to which notices of a partition were delivered, or the end of the log. */
  readonly deliveredTo: (shard: Shard) => Promise<number>;
  /** Removes generations of these shards that nobody uses. */
  readonly sweep: (shards: readonly Shard[]) => Promise<unknown>;
  readonly onError: (error: Error) => void;
};

/**
 * Projects the shards of one topic that this process owns. It finds out where Redis stands, reads the log
 * from there, and starts over whenever Redis stands elsewhere.
 */
export class TopicProjector implements LogSource<LogSlice> {
  readonly topic: Shard['topic'];
  readonly projections = new Map<number, ShardProjection>();
  private log: OpenLog | undefined;
  private deliver: Parameters<LogSource<LogSlice>['start']>[0] | undefined;
  private reopening: Promise<void> | undefined;
  private readonly delivering = new Set<Promise<void>>();
  private readonly stop = new AbortController();

  constructor(
    readonly projected: ProjectedTopic,
    private readonly shards: readonly Shard[],
    readonly around: ProjectorSurroundings,
  ) {
    this.topic = projected.topic;
  }

  async start(deliver: (partition: number, slice: LogSlice) => Promise<void>): Promise<void> {
    this.deliver = deliver;
    await this.open();
    void this.watch();
  }

  /** Called by the handler of the topic. */
  async take(slice: LogSlice): Promise<void> {
    const projection = this.projections.get(slice.partition);
    if (projection === undefined || this.reopening !== undefined) return;
    const done = this.around.metrics.applySeconds.startTimer({ topic: this.topic });
    crashPoint('projector.before-apply');
    const outcome = await projection.apply(slice);
    crashPoint('projector.after-apply');
    done();
    if (outcome === 'applied')
      this.around.metrics.items.inc({ topic: this.topic }, slice.items.length);
    else this.reopen(slice.partition);
  }

  private get closed(): boolean {
    return this.stop.signal.aborted;
  }

  /** Records between the end of the log and what is applied. */
  lag(partition: number): number {
    const end = this.log?.endOffset(partition) ?? 0;
    return Math.max(0, end - (this.projections.get(partition)?.nextOffset ?? 0));
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.reopening;
    await this.log?.close();
  }

  /** A generation may be withdrawn where nothing is appended, so that no write would tell. */
  private async watch(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      await this.around.clock.sleep(limits.withdrawalNoticedMs, signal).catch(() => undefined);
      if (this.reopening === undefined) await this.look().catch(() => undefined);
    }
  }

  private async look(): Promise<void> {
    for (const projection of this.projections.values())
      await projection.mutex.run(async () => {
        const { shard, generation } = projection;
        const { position } = await this.around.store.read(shard, generation, []);
        if (position !== projection.position && !this.closed) this.reopen(shard.partition);
      });
  }

  /** Slices that are under way are let finish: they write nothing where Redis moved. */
  private reopen(partition: number): void {
    const { logger, metrics } = this.around;
    logger.warn(
      { code: 'projector.moved', topic: this.topic, partition },
      'Redis stands elsewhere',
    );
    metrics.moved.inc({ topic: this.topic });
    this.reopening ??= this.startOver().catch((error: Error) => {
      if (!this.closed) this.around.onError(error);
    });
  }

  private async startOver(): Promise<void> {
    const { log } = this;
    this.log = undefined;
    await log?.close();
    await Promise.all(this.delivering);
    if (!this.closed) await this.open();
  }

  private async open(): Promise<void> {
    this.around.health.starting('finding out where Redis stands');
    const found = await Promise.all(this.shards.map((shard) => this.establish(shard)));
    const positions = new Map(
      this.shards.map(({ partition }) => [partition, this.projections.get(partition)?.position]),
    );
    const { clock } = this.around;
    // Not before: who started over meanwhile would have a slice of this reader applied to a generation of his.
    this.reopening = undefined;
    const log = this.projected.open(positions, {
      clock,
      // What an earlier reader still holds belongs to a generation that may be gone.
      onSlice: async (slice) => {
        if (this.log === log) await this.hand(slice);
      },
      onError: (error) => {
        if (this.log === log && !this.closed) this.around.onError(error);
      },
    });
    this.log = log;
    this.around.health.starting('reading to the end of the log');
    void this.goLive(log, found).catch((error: unknown) => {
      if (this.log === log && !this.closed)
        this.around.onError(error instanceof Error ? error : new Error(String(error)));
    });
  }

  private hand(slice: LogSlice): Promise<void> {
    const handing = defined(this.deliver, 'delivering has begun')(slice.partition, slice);
    this.delivering.add(handing);
    return handing.finally(() => this.delivering.delete(handing));
  }

  private async establish(shard: Shard): Promise<Established> {
    const { store, logger, newGeneration } = this.around;
    if (this.topic === 'bet.events') await this.aroundQueue(shard);
    const found = await this.persist(() => establish(store, this.projected, shard, newGeneration));
    const { generation, position, because } = found;
    const at = { topic: this.topic, partition: shard.partition, generation };
    if (because !== undefined)
      logger.info({ code: 'projector.generation', ...at, because }, 'building a new generation');
    const known = this.projections.get(shard.partition);
    if (known !== undefined) await known.mutex.run(async () => known.become(generation, position));
    else this.projections.set(shard.partition, this.projection(shard, found));
    return found;
  }

  /** A broker or a Redis that is away is waited for. */
  private async persist<Value>(work: () => Promise<Value>): Promise<Value> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const passing = error instanceof RedisError || error instanceof LogError;
        if (!passing || error.recover !== 'retry' || this.closed) throw error;
        this.around.health.starting(error.message);
        await this.around.clock.sleep(RETRY_MS);
      }
    }
  }

  private projection(shard: Shard, { generation, position }: Established): ShardProjection {
    const onTrouble = (error: RedisError | undefined) => this.trouble(error);
    const { store, clock } = this.around;
    const parts = { store, topic: this.projected, clock, onTrouble, stop: this.stop.signal };
    return new ShardProjection(parts, shard, generation, position);
  }

  /** Nothing that was delivered once is queued again, and without knowing what was, nothing of the past. */
  private async aroundQueue(shard: Shard): Promise<void> {
    const { store, deliveredTo } = this.around;
    if ((await store.queuedTo(shard)) === undefined)
      await store.queueFrom(shard, await this.persist(() => deliveredTo(shard)));
  }

  private async goLive(log: OpenLog, found: readonly Established[]): Promise<void> {
    await log.waitForEnd();
    if (this.log !== log) return;
    await Promise.all(
      this.shards.map(async (shard, index) => {
        const projection = this.projections.get(shard.partition);
        if (projection === undefined || found[index]?.live === true) return;
        await projection.mutex.run(async () => {
          if (this.log !== log) return;
          const { generation, position } = projection;
          if (!(await this.around.store.point(shard, generation, position)))
            this.reopen(shard.partition);
        });
      }),
    );
    if (this.log !== log) return;
    this.around.health.up();
    await this.around.sweep(this.shards);
  }

  private trouble(error: RedisError | undefined): void {
    if (error === undefined) return;
    this.around.logger.warn({ code: 'projector.redis', fault: error.code }, error.message);
  }
}
