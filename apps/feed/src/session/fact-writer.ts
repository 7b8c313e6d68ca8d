import {
  defined,
  partitionOf,
  topics,
  type FixtureId,
  type OddsEvent,
  type Position,
} from '@stakelog/contracts';
import {
  contentHash,
  openOddsEventsReader,
  type AppendRecord,
  type Appender,
  type Codec,
  type LogReader,
  type OddsEventsReader,
  type OddsStep,
} from '@stakelog/kafka';
import { crashPoint, type Clock, type Logger } from '@stakelog/runtime';
import type { Fact, KeyedFact } from '../fact';
import { FeedError } from './feed-error';
import type { FeedMetrics } from './feed-metrics';
import { FeedState } from './feed-state';
import { Lane, passageId } from './lane';
import { Sessions } from './sessions';

const TOPIC = 'odds.events';
export const oddsPartitions = Array.from({ length: topics[TOPIC].partitions }, (_, of) => of);
export const partitionOfFixture = (key: FixtureId | string): number =>
  partitionOf(key, topics[TOPIC].partitions);

export type WriterParts = {
  readonly appender: Pick<Appender, 'append'>;
  readonly log: LogReader;
  readonly codec: Codec;
  readonly clock: Clock;
  /** A name that no other process has. */
  readonly newWriter: () => string;
  readonly logger: Logger;
  readonly metrics: FeedMetrics;
  /** The process has to end: a higher session, or a log that cannot be read. */
  readonly onFatal: (error: Error) => void;
};

/**
 * The only writer of odds.events. A fact is stamped with its producer's session and the time of its
 * append, appended in the order of its partition, and believed when it is read back. When an append
 * has no answer, new sessions close the door behind it; then what the log lacks is sent again (R1).
 */
export class FactWriter {
  readonly state = new FeedState();
  readonly #parts: WriterParts;
  readonly #lanes: readonly Lane[];
  readonly #reader: OddsEventsReader;
  readonly #sessions: Sessions;
  #opening: Promise<void> = Promise.resolve();
  #isReopening = false;
  #failed: Error | undefined;
  #room = Promise.withResolvers<void>();

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#sessions = new Sessions({ ...parts, state: this.state, partitions: oddsPartitions });
    this.#lanes = oddsPartitions.map(
      (of) =>
        new Lane(
          of,
          (fact) => this.#encode(fact),
          (...batch) => this.#append(...batch),
          () => this.#reopen(),
        ),
    );
    const positions = new Map(oddsPartitions.map((of) => [of, undefined]));
    this.#reader = openOddsEventsReader(parts.log, parts.codec, positions, {
      onStep: (step) => {
        this.#take(step);
        this.#lanes[step.record.partition]?.saw(step.record.offset + 1);
      },
      onError: (error) => this.#fail(error),
    });
  }

  /** Reads to the end, then opens a session for each of the producers everywhere. */
  async start(producers: readonly string[]): Promise<void> {
    await this.#reader.waitForEnd();
    await this.hold(producers);
  }

  /** Opens sessions for producers that this process does not write for yet. */
  hold(producers: readonly string[]): Promise<void> {
    return this.#exclusively(async () => {
      const all = new Set([...this.#sessions.producers, ...producers]);
      if (all.size > this.#sessions.producers.length) await this.#openAll([...all]);
    });
  }

  holds(producerId: string): boolean {
    return this.#sessions.of(producerId) !== undefined;
  }

  session(producerId: string): number {
    return defined(this.#sessions.of(producerId), 'a session is held before its facts are written');
  }

  /** The log has been read, and nothing keeps this process from writing. */
  get isOpen(): boolean {
    return this.#sessions.producers.length > 0 && this.#failed === undefined;
  }

  get producers(): readonly string[] {
    return this.#sessions.producers;
  }

  /** Facts that wait for their append or for the log. */
  get waiting(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.length, 0);
  }

  /** Appends in the order of the calls; resolves with the fact's place once the log has it. */
  write(keyed: KeyedFact): Promise<Position> {
    return this.#send(partitionOfFixture(keyed.key), keyed);
  }

  /** A fact about the producer itself goes to every partition. */
  broadcast(fact: Fact): Promise<readonly Position[]> {
    const key = `producer:${fact.producerId}`;
    return Promise.all(oddsPartitions.map((partition) => this.#send(partition, { key, fact })));
  }

  /** Resolves when fewer facts than this wait. */
  async roomFor(waitingMax: number): Promise<void> {
    while (this.waiting >= waitingMax) {
      if (this.#failed !== undefined) throw this.#failed;
      await this.#room.promise;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.pause()));
    this.#fail(new FeedError('closed'), true);
    await this.#reader.close();
  }

  #send(partition: number, keyed: KeyedFact): Promise<Position> {
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    const landed = Promise.withResolvers<Position>();
    this.#lanes[partition]?.push({ ...keyed, landed });
    return landed.promise;
  }

  #encode({ key, fact }: KeyedFact): AppendRecord {
    const { codec, clock } = this.#parts;
    const session = this.session(fact.producerId);
    const event: OddsEvent = { ...fact, session, receivedAtMs: clock.nowMs() };
    return { key, value: codec.encode(TOPIC, event) };
  }

  async #append(partition: number, records: readonly AppendRecord[]) {
    const { appender, clock, metrics, logger } = this.#parts;
    const beganAtMs = clock.monotonicMs();
    crashPoint('feed.before-append');
    const appended = await appender.append(partition, records);
    crashPoint('feed.after-append');
    metrics.appendSeconds.observe((clock.monotonicMs() - beganAtMs) / 1_000);
    if (appended.status === 'unknown')
      logger.warn({ code: 'feed.append-unknown', partition, cause: appended.cause }, 'unknown');
    return appended;
  }

  /** The outcome of an append is unknown: whatever is still under way must not count any more. */
  #reopen(): void {
    if (this.#isReopening) return;
    this.#isReopening = true;
    void this.#exclusively(() => {
      this.#isReopening = false;
      return this.#openAll(this.#sessions.producers);
    }).catch((error: unknown) => this.#fail(asError(error)));
  }

  #exclusively(work: () => Promise<void>): Promise<void> {
    const after = this.#opening.then(work);
    this.#opening = after.catch(() => undefined);
    return after;
  }

  async #openAll(producers: readonly string[]): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.pause()));
    await this.#sessions.open(producers, this.#reader);
    for (const producer of producers)
      this.#parts.metrics.session.set({ producer }, this.session(producer));
    for (const lane of this.#lanes) lane.resend();
    for (const lane of this.#lanes) lane.resume();
  }

  #take(step: OddsStep): void {
    if (step.verdict === 'undecodable') {
      this.#parts.metrics.dropped.inc({ reason: 'undecodable' });
      return;
    }
    const { fact, record, verdict } = step;
    const position: Position = { topic: TOPIC, partition: record.partition, offset: record.offset };
    if (fact.type === 'ProducerSessionOpened') {
      if (!this.#sessions.see(fact, verdict, record.partition))
        this.#fail(
          new FeedError('session_lost', `${fact.producerId}: ${fact.session} is another's`),
        );
      return;
    }
    if (verdict === 'apply') {
      this.state.take(fact, position, () => contentHash(fact));
      this.#parts.metrics.facts.inc({ producer: fact.producerId, type: fact.type });
    } else this.#parts.metrics.dropped.inc({ reason: verdict });
    if (verdict === 'lower_session' || verdict === 'unopened_session') return;
    const first =
      verdict === 'apply'
        ? undefined
        : this.state.source(fact.producerId, fact.sourceId, fact.receivedAtMs)?.position;
    this.#lanes[record.partition]?.land(passageId({ key: '', fact }), first ?? position);
    this.#room.resolve();
    this.#room = Promise.withResolvers<void>();
  }

  #fail(error: Error, isWanted = false): void {
    if (this.#failed !== undefined) return;
    this.#failed = error;
    for (const lane of this.#lanes) lane.fail(error);
    this.#room.resolve();
    if (!isWanted) this.#parts.onFatal(error);
  }
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
