import { betShards, oddsShards, type Shard } from '@stakelog/redis';
import { Service } from '../processes/service';
import type { Chance } from '../world/chance';
import type { World } from '../world/world';
import { DeliveredStore } from './delivered-store';
import { FoldReference } from './fold-reference';
import { ModelsCheck } from './models-check';
import { NoticesCheck } from './notices-check';
import { startNotifier } from './notifier';
import { startProjector } from './projector';
import { startRecorder } from './recorder';
import { HeardTables, RowsCheck } from './rows-check';
import { SimulatedRedis } from './simulated-redis';
import { SimulatedTables } from './simulated-tables';

export type StoresConfig = {
  /** The partitions of bet.events that this run uses. */
  readonly betPartitions: readonly number[];
  readonly chance: Chance;
};

/** The copies of the log, those who write them, and what is demanded of them: I15, I16, I20. */
export class Stores {
  readonly redis: SimulatedRedis;
  readonly tables: SimulatedTables;
  readonly services: readonly Service[];
  /** Of the deliveries to somebody outside. */
  refusedPercent = 0;
  readonly #references: FoldReference;
  readonly #models: ModelsCheck;
  readonly #rows: RowsCheck;
  readonly #notices: NoticesCheck;
  readonly #shards: readonly Shard[];
  readonly #rebuilds = new Map<string, () => void>();
  #giveUp: ReturnType<typeof startRecorder> = () => undefined;

  constructor(
    private readonly world: World,
    { betPartitions, chance }: StoresConfig,
  ) {
    const delivered = new DeliveredStore(world);
    const server = () => this.redis.server;
    this.#references = new FoldReference(world);
    this.#models = new ModelsCheck(world, server, this.#references);
    this.#notices = new NoticesCheck(world, server, this.#references, delivered);
    this.redis = new SimulatedRedis(world, (name, args) => {
      this.#models.ran(name, args);
      this.#notices.ran(name, args);
    });
    const tables = new HeardTables(chance.between(200, 2_000));
    this.tables = new SimulatedTables(world, tables);
    this.#rows = new RowsCheck(world, tables, this.#references);
    this.#shards = [
      ...betShards.filter(({ partition }) => betPartitions.includes(partition)),
      ...oddsShards,
    ];
    const instances = chance.between(1, 2);
    this.services = [
      ...Array.from({ length: instances }, (_, ordinal) =>
        this.#projector({ ordinal, instances, betPartitions, delivered }),
      ),
      new Service(world, 'recorder', (process, exit) => {
        this.#giveUp = startRecorder(world, this.tables, process, exit);
      }),
      new Service(world, 'notifier', (process, exit) =>
        startNotifier(
          world,
          this.redis,
          process,
          {
            betPartitions,
            delivered,
            refusedPercent: () => this.refusedPercent,
            onDelivered: (eventId) => this.#notices.delivered.add(eventId),
          },
          exit,
        ),
      ),
    ];
  }

  start(): void {
    for (const service of this.services) service.start();
  }

  /** Redis loses everything, or comes back as it was when `redis.keepDump` was called. */
  loseRedis(how: 'empty' | 'goBack'): void {
    this.world.say(`redis: ${how}`);
    this.redis[how]();
    this.#notices.redisLost();
  }

  /** New generations of all models, beside those in use. */
  rebuild(): void {
    for (const rebuild of this.#rebuilds.values()) rebuild();
  }

  /** A partition of bet.events is given up in ClickHouse, and recorded again from its beginning. */
  recordAgain(partition: number): void {
    this.world.say(`bet.events/${partition} is to be recorded again`);
    this.#giveUp('bet.events', partition);
  }

  heal(): void {
    this.refusedPercent = 0;
    this.redis.heal();
    this.tables.heal();
  }

  /** What is not yet as it has to be when nothing changes the log any more. */
  unfinished(): readonly string[] {
    const models = this.#shards.filter((shard) => this.#models.whole(shard) === 'behind');
    const told = this.#shards.flatMap((shard) => this.#notices.missing(shard));
    return [
      ...models.map(({ topic, partition }) => `the models of ${topic}/${partition} are behind`),
      ...this.#rows.missing(),
      ...told.map((text) => `nobody was told of ${text}`),
    ];
  }

  #projector(config: Parameters<typeof startProjector>[3]): Service {
    const name = `projector-${config.ordinal}`;
    return new Service(
      this.world,
      name,
      (process, exit) =>
        void this.#rebuilds.set(
          name,
          startProjector(this.world, this.redis, process, config, exit),
        ),
    );
  }
}
