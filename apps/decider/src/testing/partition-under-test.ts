import {
  accountId,
  defined,
  partitionOf,
  topicNames,
  topics,
  utcMs,
  type AccountId,
  type BetCommand,
  type BetEvent,
  type OddsEvent,
} from '@stakelog/contracts';
import {
  kafkaLog,
  connectCodec,
  directoryPositions,
  openAppender,
  openReader,
  type Appender,
  type Codec,
  type Log,
  type LogReader,
} from '@stakelog/kafka';
import { createLogger, Health, Metrics, systemClock, type Clock } from '@stakelog/runtime';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeciderMetrics } from '../decider-metrics';
import { AdoptedFacts } from '../facts/adopted-facts';
import { DeadLetters } from '../partition/dead-letters';
import { PartitionOwner } from '../partition/partition-owner';
import { SettlingTurns } from '../partition/settling-turns';

const connection = {
  brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','),
  clientId: 'decider-spec',
};
const registry = process.env['SCHEMA_REGISTRY_URL'] ?? '';

const appenderTo = (topic: string) => openAppender({ ...connection, topic });

/** An account that lives in this partition; another one at each call. */
export function accountIn(partition: number): AccountId {
  for (;;) {
    const id = randomUUID().replaceAll('-', '').slice(0, 16);
    if (partitionOf(id, topics['bet.events'].partitions) === partition) return accountId(id);
  }
}

export type OwnerUnderTest = {
  readonly owner: PartitionOwner;
  readonly health: Health;
  readonly running: Promise<void>;
  readonly stop: () => Promise<void>;
};

/** One partition on the real broker: owners that decide it, and everything one can do to it. */
export class PartitionUnderTest {
  readonly run = randomUUID().slice(0, 8);
  private readonly owners: OwnerUnderTest[] = [];

  private constructor(
    readonly partition: number,
    readonly codec: Codec,
    private readonly odds: Appender,
    private readonly commands: Appender,
    private readonly events: Appender,
  ) {}

  static async open(partition: number): Promise<PartitionUnderTest> {
    const codec = await connectCodec(registry, topicNames);
    return new PartitionUnderTest(
      partition,
      codec,
      appenderTo('odds.events'),
      appenderTo('bet.commands'),
      appenderTo('bet.events'),
    );
  }

  /**
   * Starts an owner of the partition, as a process of its own would; `seen` is what it sees of the log, `through` the
   * way of its batches.
   */
  own(
    clock: Clock = systemClock,
    seen: (log: Log) => Log = (log) => log,
    through: (appender: Appender) => Appender = (appender) => appender,
  ): OwnerUnderTest {
    const logger = createLogger('decider-spec', 'silent');
    const health = new Health();
    const log = seen(kafkaLog(connection));
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => undefined);
    const facts = new AdoptedFacts(log, this.codec, clock, failed.reject);
    const deadLetters = new DeadLetters(log, this.codec, systemClock, logger);
    const appender = through(appenderTo('bet.events'));
    const positionsDir = mkdtempSync(join(tmpdir(), 'stakelog-positions-'));
    const owner: PartitionOwner = new PartitionOwner({
      log,
      codec: this.codec,
      appender,
      facts,
      clock,
      newWriter: randomUUID,
      logger,
      metrics: new DeciderMetrics(
        new Metrics('decider-spec'),
        () => [],
        () => 0,
      ),
      deadLetters,
      health: health.dependency('partition'),
      partition: this.partition,
      positions: directoryPositions(positionsDir),
      settling: new SettlingTurns(clock),
      acceptRewind: false,
    });
    const running = facts.reader.waitForEnd().then(() => owner.run());
    const stop = async () => {
      owner.stop();
      await running;
      await Promise.allSettled([facts.close(), deadLetters.close(), appender.close()]);
      rmSync(positionsDir, { recursive: true, force: true });
    };
    const started = { owner, health, running, stop };
    this.owners.push(started);
    return started;
  }

  /** Everything the partition holds from an offset on, as raw as the log has it. */
  async read(from = 0): Promise<readonly { offset: number; event: BetEvent }[]> {
    const records = await this.drain('bet.events', from);
    return records.map(({ offset, value }) => ({
      offset,
      event: this.codec.decode('bet.events', value),
    }));
  }

  /** Those about one record; other specs put into the topic what nobody can read. */
  async deadLetters(source: string) {
    const records = await this.drain('dead.letters', 0, 0);
    return records
      .filter(({ key }) => key?.toString() === source)
      .map(({ value }) => this.codec.decode('dead.letters', value));
  }

  /** Waits, with a deadline, until some event of the partition is what is looked for. */
  async until<Found>(
    look: (event: BetEvent, offset: number) => Found | undefined,
    from = 0,
    withinMs = 15_000,
  ): Promise<Found> {
    const deadline = Date.now() + withinMs;
    while (Date.now() < deadline) {
      for (const { offset, event } of await this.read(from)) {
        const found = look(event, offset);
        if (found !== undefined) return found;
      }
    }
    throw new Error('the event did not come in time');
  }

  async put(...facts: readonly OddsEvent[]): Promise<void> {
    for (const fact of facts) {
      const everywhere = fact.type.startsWith('Producer');
      const key = everywhere ? `producer:${fact.producerId}` : this.fixture;
      const partitions = everywhere
        ? Array.from({ length: topics['odds.events'].partitions }, (_, of) => of)
        : [partitionOf(this.fixture, topics['odds.events'].partitions)];
      const value = this.codec.encode('odds.events', fact);
      for (const partition of partitions) await this.odds.append(partition, [{ key, value }]);
    }
  }

  get fixture(): string {
    return `fixture-${this.run}`;
  }

  async send(command: BetCommand): Promise<void> {
    const value = this.codec.encode('bet.commands', command);
    await this.sendRaw(command.accountId, value);
  }

  async putRaw(value: Buffer | null): Promise<string> {
    const of = partitionOf(this.fixture, topics['odds.events'].partitions);
    const put = await this.odds.append(of, [{ key: this.fixture, value }]);
    if (put.status === 'unknown') throw new Error(put.cause);
    return `odds.events/${of}/${put.baseOffset}`;
  }

  /** Together, so that an owner reads them together. */
  async sendAll(...commands: readonly BetCommand[]): Promise<void> {
    const records = commands.map((command) => ({
      key: command.accountId,
      value: this.codec.encode('bet.commands', command),
    }));
    const sent = await this.commands.append(this.partition, records);
    if (sent.status === 'unknown') throw new Error(sent.cause);
  }

  async sendRaw(key: string, value: Buffer | null): Promise<number> {
    const sent = await this.commands.append(this.partition, [{ key, value }]);
    if (sent.status === 'unknown') throw new Error(sent.cause);
    return sent.baseOffset;
  }

  /** Writes into bet.events behind the owner's back, as a zombie would. */
  async intrude(...events: readonly BetEvent[]): Promise<void> {
    const records = events.map((event) => ({
      key: null,
      value: this.codec.encode('bet.events', event),
    }));
    const sent = await this.events.append(this.partition, records);
    defined(sent.status === 'appended' ? sent : undefined, 'the intruder writes');
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.owners.map((owner) => owner.stop()));
    await Promise.allSettled([this.odds.close(), this.commands.close(), this.events.close()]);
  }

  private async drain(topic: string, from: number, partition = this.partition) {
    const reader: LogReader = openReader({
      ...connection,
      topic,
      from: new Map([[partition, from]]),
    });
    try {
      const end = (await reader.ends()).get(partition) ?? 0;
      const records: ReturnType<LogReader['drain']>[number][] = [];
      while (from + records.length < end) records.push(...(await reader.next(partition)));
      return records;
    } finally {
      await reader.close();
    }
  }
}

/** A process whose clock is so many milliseconds ahead. */
export const clockAhead = (ms: number): Clock => ({
  ...systemClock,
  nowMs: () => utcMs(systemClock.nowMs() + ms),
});
