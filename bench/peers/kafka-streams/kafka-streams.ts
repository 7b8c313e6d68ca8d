import { openAppender, openBatchingAppender } from '@stakelog/kafka';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import { stream, streamCommands } from '../../decide/bet-stream';
import { AnswerTally, expected, type StreamAnswer } from '../../decide/stream-answers';
import { runLevels } from '../../roundtrip/levels';
import { levelFigures, type PeerFigure } from '../peer-figure';
import { decodeEvent, encodeCommand, marketLines, type Event } from './messages';
import { tunings, withTopology, type Topology, type Tuning } from './topology.mts';

const COMMANDS_PER_APPEND = 2_000;
/** How often the end that a reader may see is asked for. */
const LOOK_EVERY_MS = 15;
/** After the last commit nothing moves any more. */
const AT_REST_MS = 700;
const LAPS = 2;
const DECIDED_WITHIN_MS = 180_000;

const nameOf = ({ name }: Tuning) => `Kafka Streams, exactly_once_v2, ${name}`;

/** One run against the broker: topics of its own, which are gone in the end. */
export class KafkaStreamsPeer {
  private readonly brokers: readonly string[];
  private readonly kafka: Kafka;
  private readonly admin: Admin;
  private readonly prefix = `peer-${Date.now().toString(36)}`;
  private made = 0;

  constructor(brokers: readonly string[]) {
    this.brokers = brokers;
    const logger = { logLevel: logLevel.NOTHING };
    this.kafka = new Kafka({ clientId: 'bench-peer', brokers: [...brokers], ...logger });
    this.admin = this.kafka.admin();
  }

  /** A backlog of two laps: the process is cold in the first and warm in the second. */
  decide(): Promise<readonly PeerFigure[]> {
    return this.withTopics(async () => {
      const commands = await this.topic('commands');
      await this.fill(commands);
      const figures: PeerFigure[] = [];
      for (const tuning of tunings) figures.push(...(await this.backlog(commands, tuning)));
      return figures;
    });
  }

  roundtrip(ms: number): Promise<readonly PeerFigure[]> {
    return this.withTopics(async () => {
      const figures: PeerFigure[] = [];
      for (const tuning of tunings) figures.push(...(await this.loop(tuning, ms)));
      return figures;
    });
  }

  private async backlog(commands: string, tuning: Tuning): Promise<readonly PeerFigure[]> {
    const events = await this.topic('events');
    const wanted = LAPS * stream.commands;
    const topology = this.topology(commands, events, tuning, wanted);
    const seen = await withTopology(topology, async (said) => {
      const firstMs = Number(await said('FIRST'));
      let processed = false;
      const processing = said('PROCESSED').then(() => (processed = true));
      const watching = this.watchEnd(events, firstMs, () => processed);
      await Promise.all([processing, watching]);
      return watching;
    });
    const laps = await this.readLaps(events);
    return laps.map((tally, lap) => ({
      peer: nameOf(tuning),
      against: `decide ${lap === 0 ? 'cold' : 'warm'}`,
      perSecond: Math.round((1_000 * stream.commands) / (seen[lap] ?? Number.NaN)),
      errors: tally.text === expected ? 0 : 1,
    }));
  }

  /**
   * How long each lap took, in milliseconds: from the first command to when the end that a reader may see (committed,
   * markers of transactions included) passed half of it, and from there to when it last moved.
   */
  private async watchEnd(topic: string, firstMs: number, isProcessed: () => boolean) {
    const points = [{ atMs: firstMs, end: 0 }];
    const giveUpMs = now() + DECIDED_WITHIN_MS;
    for (let last = points[0]; last !== undefined; last = points.at(-1)) {
      const atMs = now();
      const end = Number((await this.admin.fetchTopicOffsets(topic))[0]?.offset);
      if (end !== last.end) points.push({ atMs: (atMs + now()) / 2, end });
      if (isProcessed() && now() - last.atMs > AT_REST_MS) break;
      if (now() > giveUpMs) throw new Error('Kafka Streams did not come to an end');
      await pause(LOOK_EVERY_MS);
    }
    const end = points.at(-1) ?? { atMs: Number.NaN, end: Number.NaN };
    const passed = points.findIndex((point) => point.end >= end.end / 2);
    const [from = end, to = end] = points.slice(passed - 1, passed + 1);
    const share = (end.end / 2 - from.end) / (to.end - from.end);
    const halfAtMs = from.atMs + (to.atMs - from.atMs) * share;
    return [halfAtMs - firstMs, end.atMs - halfAtMs];
  }

  private async readLaps(topic: string): Promise<readonly AnswerTally[]> {
    const laps = Array.from({ length: LAPS }, () => new AnswerTally());
    let left = LAPS * stream.commands;
    const read = Promise.withResolvers<void>();
    const consumer = await this.consume(topic, (event) => {
      laps[event.lap]?.add(event.id, event.stake, event);
      if (--left === 0) read.resolve();
    });
    await read.promise;
    await consumer.disconnect();
    return laps;
  }

  private async loop(tuning: Tuning, ms: number): Promise<readonly PeerFigure[]> {
    const [commands, events] = [await this.topic('commands'), await this.topic('events')];
    const waiting = new Map<string, ((answer: StreamAnswer) => void)[]>();
    const consumer = await this.consume(events, (event) => {
      const users = waiting.get(event.id);
      users?.shift()?.(event);
      if (users?.length === 0) waiting.delete(event.id);
    });
    const to = { brokers: this.brokers, clientId: 'bench-peer', topic: commands };
    const appender = openBatchingAppender(openAppender(to));
    const asked = streamCommands();
    const records = asked.map((command) => encodeCommand(command, 0));
    const submit = async (_: unknown, index: number) => {
      const answer = Promise.withResolvers<StreamAnswer>();
      const id = asked[index]?.id ?? '';
      waiting.set(id, [...(waiting.get(id) ?? []), answer.resolve]);
      const record = records[index];
      if (record !== undefined) void appender.append(0, record);
      return answer.promise;
    };
    const { levels } = await withTopology(this.topology(commands, events, tuning, 0), (said) =>
      said('READY').then(() => runLevels(asked, ms, { submit })),
    );
    await Promise.all([appender.close(), consumer.disconnect()]);
    return levelFigures(nameOf(tuning), levels, true);
  }

  private topology(commands: string, events: string, tuning: Tuning, wanted: number): Topology {
    const { brokers } = this;
    const start = { markets: marketLines(), startBalance: stream.balance };
    return { brokers, commands, events, tuning, wanted, ...start };
  }

  private async fill(topic: string): Promise<void> {
    const to = { brokers: this.brokers, clientId: 'bench-peer', topic };
    const appender = openAppender(to);
    const commands = streamCommands();
    for (let lap = 0; lap < LAPS; lap++)
      for (let from = 0; from < commands.length; from += COMMANDS_PER_APPEND) {
        const some = commands.slice(from, from + COMMANDS_PER_APPEND);
        const records = some.map((command) => encodeCommand(command, lap));
        const appended = await appender.append(0, records);
        if (appended.status !== 'appended') throw new Error(`not appended: ${appended.cause}`);
      }
    await appender.close();
  }

  /** Reads what is committed, from the beginning. */
  private async consume(topic: string, take: (event: Event & { lap: number }) => void) {
    const groupId = `${topic}-${this.made++}`;
    const waits = { maxWaitTimeInMs: 100, minBytes: 1, maxBytesPerPartition: 2 * 1_024 ** 2 };
    const consumer = this.kafka.consumer({ groupId, ...waits });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
    await consumer.run({
      autoCommit: false,
      eachBatch: ({ batch }) => {
        for (const { value } of batch.messages) if (value !== null) take(decodeEvent(value));
        return Promise.resolve();
      },
    });
    await joined;
    return consumer;
  }

  private async topic(name: string): Promise<string> {
    const topic = `${this.prefix}-${name}-${this.made++}`;
    const one = { topic, numPartitions: 1, replicationFactor: 1 };
    await this.admin.createTopics({ topics: [one], waitForLeaders: true });
    return topic;
  }

  /** The changelogs of the topology go with the others. */
  private async withTopics<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.admin.connect();
    try {
      return await work();
    } finally {
      const topics = await this.admin.listTopics();
      const own = topics.filter((topic) => topic.startsWith(this.prefix));
      await this.admin.deleteTopics({ topics: own });
      await this.admin.disconnect();
    }
  }
}

/** UTC milliseconds with fractions. */
const now = () => performance.timeOrigin + performance.now();
