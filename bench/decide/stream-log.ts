import { partitionOf, topicNames, topics, utcMs, type BetCommand } from '@stakelog/contracts';
import { connectCodec, kafkaLog, type Appender, type Codec, type Log } from '@stakelog/kafka';
import { setTimeout as pause } from 'node:timers/promises';
import { facts } from '../../libs/testing/src/build-facts';
import type { Servers } from '../audit/write-log';
import { streamFacts, type KeyedFact } from './stream-engine';

const FACTS_PER_APPEND = 500;
/** Some 450 bytes each: well below what the topic takes. */
const COMMANDS_PER_APPEND = 2_000;
const HEARTBEAT_EVERY_MS = 5_000;
const LOOK_EVERY_MS = 50;
const TOLD_EVERY_MS = 5_000;
/** Without a hundredth more. */
const STALLED_MS = 60_000;
const { partitions: oddsPartitions } = topics['odds.events'];
const { partitions: betPartitions } = topics['bet.commands'];

/** The stream's side of a real log: its markets, a feed that stays alive, and commands for the deciders. */
export class StreamLog {
  readonly log: Log;
  readonly codec: Codec;
  private readonly facts: Appender;
  private readonly commands: Appender;
  private sources = 0;
  private beating: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();

  private constructor(log: Log, codec: Codec) {
    this.log = log;
    this.codec = codec;
    this.facts = log.openAppender('odds.events');
    this.commands = log.openAppender('bet.commands');
  }

  /** Offers all markets, and tells until it is closed that their feed is alive. */
  static async open({ brokers, registryUrl }: Servers): Promise<StreamLog> {
    const codec = await connectCodec(registryUrl, topicNames);
    const stream = new StreamLog(kafkaLog({ brokers, clientId: 'bench-stream' }), codec);
    await stream.tellAll('ProducerSessionOpened');
    await stream.offer(streamFacts(Date.now()));
    stream.beating = stream.beat();
    return stream;
  }

  /** To the partition of each account, in order. */
  async append(commands: readonly BetCommand[]): Promise<void> {
    const queues = Array.from({ length: betPartitions }, () => [] as BetCommand[]);
    for (const command of commands)
      queues[partitionOf(command.accountId, betPartitions)]?.push(command);
    for (const [partition, queue] of queues.entries())
      for (let from = 0; from < queue.length; from += COMMANDS_PER_APPEND) {
        const records = queue.slice(from, from + COMMANDS_PER_APPEND).map((command) => ({
          key: command.accountId,
          value: this.codec.encode('bet.commands', command),
        }));
        expectAppended(await this.commands.append(partition, records));
      }
  }

  /** Of bet.events, all partitions together. */
  async decided(): Promise<number> {
    const ends = await this.log.endOffsets('bet.events');
    return [...ends.values()].reduce((sum, end) => sum + end, 0);
  }

  /**
   * Until so many records have been decided beyond those before, and no more come but the adoptions of every second.
   * Throws where next to nothing is decided for long.
   */
  async untilDecided(before: number, records: number): Promise<void> {
    let told = 0;
    let toldAtMs = performance.now();
    for (let done = 0; done < records; done = (await this.decided()) - before) {
      const forMs = performance.now() - toldAtMs;
      if (forMs > STALLED_MS) throw new Error(`${done} of ${records} decided, and no more`);
      if (forMs > TOLD_EVERY_MS && (done - told) * 100 > records) {
        process.stderr.write(`${done} of ${records} decided\n`);
        told = done;
        toldAtMs = performance.now();
      }
      await pause(LOOK_EVERY_MS);
    }
    for (let last = 0, now = await this.decided(); now - last > 2 * betPartitions;) {
      await pause(1_000);
      last = now;
      now = await this.decided();
    }
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.beating;
    await Promise.all([this.facts.close(), this.commands.close()]);
  }

  private async offer(told: readonly KeyedFact[]): Promise<void> {
    for (let partition = 0; partition < oddsPartitions; partition++) {
      const own = told.filter(({ key }) => partitionOf(key, oddsPartitions) === partition);
      for (let from = 0; from < own.length; from += FACTS_PER_APPEND)
        await this.appendFacts(partition, own.slice(from, from + FACTS_PER_APPEND));
    }
  }

  private async beat(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.tellAll('ProducerHeartbeat');
      await pause(HEARTBEAT_EVERY_MS, undefined, { signal: this.stopping.signal }).catch(() => {});
    }
  }

  /** A fact of the feed itself, to every partition. */
  private async tellAll(type: 'ProducerSessionOpened' | 'ProducerHeartbeat'): Promise<void> {
    for (let partition = 0; partition < oddsPartitions; partition++) {
      const sourceId = `feed-${this.sources++}`;
      const { subscribed, ...said } = facts.heartbeat(Date.now(), { sourceId });
      const fact =
        type === 'ProducerHeartbeat'
          ? { ...said, subscribed }
          : { ...said, type, receivedAtMs: utcMs(Date.now()) };
      await this.appendFacts(partition, [{ key: 'producer:feed', fact }]);
    }
  }

  private async appendFacts(partition: number, keyed: readonly KeyedFact[]): Promise<void> {
    const records = keyed.map(({ key, fact }) => ({
      key,
      value: this.codec.encode('odds.events', fact),
    }));
    expectAppended(await this.facts.append(partition, records));
  }
}

function expectAppended(appended: Awaited<ReturnType<Appender['append']>>): void {
  if (appended.status !== 'appended') throw new Error(`not appended: ${appended.cause}`);
}
