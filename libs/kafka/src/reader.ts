import { assert, limits } from '@stakelog/contracts';
import type { KafkaConnection } from './connection';
import {
  kafkaSurroundings,
  type FetchConnection,
  type ReaderSurroundings,
} from './fetch-connection';
import type { FetchedPartition } from './fetch-exchange';
import { LogError } from './log-error';
import type { LogRecord } from './log-record';
import { PartitionCursor } from './partition-cursor';

/** The newest broker time that a reader has seen, and when it saw it. */
export type BrokerTime = {
  readonly brokerMs: number;
  /** By the monotonic clock of this process (its `monotonicMs`). */
  readonly seenAtMonotonicMs: number;
};

/**
 * Reads given partitions of one topic from given offsets. Every record is handed out once, in order
 * and without a gap, or the reader fails with `inputs_rewound`.
 */
export type LogReader = {
  /** What has been read of the partition since the last call, at most `max` records. */
  drain(partition: number, max?: number): readonly LogRecord[];
  /** Calls back whenever records of a partition arrive. One listener or many. */
  onData(listener: (partition: number) => void): void;
  /** The next records of the partition, at least one. Rejects when the reader fails or is closed. */
  next(partition: number): Promise<readonly LogRecord[]>;
  /** Everything up to the end that the broker last named has been handed out. */
  caughtUp(partition: number): boolean;
  /** The ends of all partitions of this moment, asked until a broker answers. */
  ends(): Promise<ReadonlyMap<number, number>>;
  /** The end of the partition in the newest answer; undefined before the first one. */
  endOffset(partition: number): number | undefined;
  /** Resolves when everything up to the ends of this moment has been handed out: keep draining. */
  waitForEnd(): Promise<void>;
  /**
   * When the newest fetch was asked whose answer showed nothing behind what was read
   * (its `monotonicMs`). The answer may have been held on its way, so its arrival proves nothing.
   */
  answeredAtEndMs(partition: number): number | undefined;
  newestAppendTimeMs(): BrokerTime | undefined;
  /** The clock that this reader times its answers with. */
  monotonicMs(): number;
  /** Why the broker does not answer at the moment; undefined while it does. */
  trouble(): string | undefined;
  close(): Promise<void>;
};

/** What is read, from where, and how much of it may wait. */
export type ReadOptions<Topic extends string = string> = {
  readonly topic: Topic;
  /** The partitions to read, each with the first offset that is wanted. */
  readonly from: ReadonlyMap<number, number>;
  /** The CRC-32C of the value before that offset, where it is known: it must still be there (R6). */
  readonly crcBefore?: ReadonlyMap<number, number>;
  /** The log is not what it was, or cannot be read: the reader has ended and the app follows. */
  readonly onError?: (error: LogError) => void;
  /** A partition is not fetched while so many of its records wait to be handed out. */
  readonly queueRecordsMax?: number;
  readonly queueBytesMax?: number;
  readonly fetchMaxBytes?: number;
  /**
   * Fewer and fuller fetches at the head of the log: after news, the next question waits until so many
   * milliseconds have passed. A fetch costs its reader and the broker some 0.3 ms each. 0 by default; asked for each
   * time where it depends on what goes on.
   */
  readonly gatherMs?: number | (() => number);
  /** The readers of the topic in this process that say so fetch together (`shareFetches`); each fails alone. */
  readonly shared?: boolean;
};

export type ReaderOptions = KafkaConnection & ReadOptions;

/** By the monotonic clock. */
type FetchTimes = { readonly askedAtMs: number; readonly answeredAtMs: number };

/** Without news, the broker answers after this long: the resolution of silence (R12). */
const FETCH_WAIT_MS = 150;
const BACK_OFF_MS_MAX = 500;

/**
 * Whoever folds a long log takes some microseconds for each record: after so many, and so long without a pause, the rest
 * of the process has its turn. A decider that recovers many partitions would else lose those that it decides already.
 */
const RECORDS_AT_ONCE = 500;
const TURN_MS_MAX = 8;

/**
 * Starts reading at once, and goes on by itself when the broker comes back. It fetches without a
 * consumer group: the consumer of kafkajs seeks to the earliest offset in silence when one is out of
 * range, and reports fetches that were never answered as fetched.
 */
export function openReader(options: ReaderOptions): LogReader {
  return openReaderOver(kafkaSurroundings(options), options);
}

/** The same over brokers and timers that are given. */
export function openReaderOver(around: ReaderSurroundings, options: ReadOptions): LogReader {
  return new PartitionsReader(around, options);
}

class PartitionsReader implements LogReader {
  readonly #around: ReaderSurroundings;
  readonly #options: ReadOptions;
  readonly #cursors = new Map<number, PartitionCursor>();
  readonly #listeners: ((partition: number) => void)[] = [];
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #connection: FetchConnection | undefined;
  #roomMade = Promise.withResolvers<void>();
  #newest: BrokerTime | undefined;
  /** When records came last, by the monotonic clock. */
  #newsAtMs = 0;
  /** When `next` last let the rest of the process have its turn. */
  #turnAtMs = 0;
  #trouble: string | undefined = 'not connected yet';
  #stopped: LogError | undefined;

  constructor(around: ReaderSurroundings, options: ReadOptions) {
    this.#around = around;
    this.#options = options;
    const { topic } = options;
    const { queueRecordsMax = limits.readerQueueRecordsMax } = options;
    const { queueBytesMax = limits.readerQueueBytesMax } = options;
    for (const [partition, from] of options.from) {
      const crcBefore = options.crcBefore?.get(partition);
      const bounds = { queueRecordsMax, queueBytesMax };
      this.#cursors.set(partition, new PartitionCursor(topic, partition, from, bounds, crcBefore));
    }
    this.#running = this.#run();
  }

  drain(partition: number, max?: number): readonly LogRecord[] {
    const cursor = this.#cursor(partition);
    const wasFull = cursor.full;
    const records = cursor.take(max);
    if (wasFull && !cursor.full) this.#roomMade.resolve();
    return records;
  }

  onData(listener: (partition: number) => void): void {
    this.#listeners.push(listener);
  }

  async next(partition: number): Promise<readonly LogRecord[]> {
    const cursor = this.#cursor(partition);
    const isBusy = cursor.waiting > 0 && this.monotonicMs() - this.#turnAtMs < TURN_MS_MAX;
    if (cursor.waiting > 0 && !isBusy) await this.#around.turn();
    while (cursor.waiting === 0) await cursor.arrival();
    if (!isBusy) this.#turnAtMs = this.monotonicMs();
    return this.drain(partition, RECORDS_AT_ONCE);
  }

  caughtUp(partition: number): boolean {
    const { handedOut, end } = this.#cursor(partition);
    return end !== undefined && handedOut >= end;
  }

  endOffset(partition: number): number | undefined {
    return this.#cursor(partition).end;
  }

  async ends(): Promise<ReadonlyMap<number, number>> {
    for (;;) {
      if (this.#stopped !== undefined) throw this.#stopped;
      try {
        if (this.#connection !== undefined) {
          const ends = await this.#connection.ends();
          for (const [of, cursor] of this.#cursors) cursor.nameEnd(ends.get(of) ?? 0);
          return ends;
        }
      } catch {
        // The loop above sees the same broken connection and makes a new one.
      }
      await this.#pause(10);
    }
  }

  async waitForEnd(): Promise<void> {
    const ends = await this.ends();
    const reached = [...this.#cursors].map(([of, cursor]) => cursor.reached(ends.get(of) ?? 0));
    await Promise.all(reached);
  }

  answeredAtEndMs(partition: number): number | undefined {
    return this.#cursor(partition).answeredAtEndMs;
  }

  newestAppendTimeMs(): BrokerTime | undefined {
    return this.#newest;
  }

  monotonicMs(): number {
    return this.#around.monotonicMs();
  }

  trouble(): string | undefined {
    return this.#trouble;
  }

  async close(): Promise<void> {
    this.#stop(new LogError('closed', this.#options.topic));
    await this.#running;
  }

  #cursor(partition: number): PartitionCursor {
    const cursor = this.#cursors.get(partition);
    assert(cursor !== undefined, 'a reader is asked only for the partitions it reads');
    return cursor;
  }

  #stop(reason: LogError): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = reason;
    this.#closing.abort();
    for (const cursor of this.#cursors.values()) cursor.fail(reason);
    this.#roomMade.resolve();
    this.#connection?.close();
  }

  /** Each round is one connection. Any trouble ends the connection, never the reader. */
  async #run(): Promise<void> {
    for (
      let backOffMs = 10;
      this.#stopped === undefined;
      backOffMs = Math.min(2 * backOffMs, BACK_OFF_MS_MAX)
    ) {
      try {
        const connection = await this.#around.connect(this.#options.topic);
        this.#connection = connection;
        await this.#fetchFrom(connection, () => (backOffMs = 10));
      } catch (error) {
        if (this.#stopped !== undefined) return;
        if (error instanceof LogError) return this.#fail(error);
        this.#trouble = error instanceof Error ? error.message : String(error);
      } finally {
        this.#connection?.close();
        this.#connection = undefined;
      }
      await this.#pause(backOffMs);
    }
  }

  /** Ends early when the reader is closed. */
  async #pause(ms: number): Promise<void> {
    await this.#around.sleep(ms, this.#closing.signal).catch(() => undefined);
  }

  #fail(error: LogError): void {
    this.#stop(error);
    this.#options.onError?.(error);
  }

  /** One loop for each broker that leads some of the partitions; the first failure ends them all. */
  async #fetchFrom(connection: FetchConnection, answered: () => void): Promise<void> {
    const led = connection.leaders([...this.#cursors.keys()]);
    const found = [...led.values()].reduce((count, partitions) => count + partitions.length, 0);
    if (found < this.#cursors.size)
      throw new Error(`${this.#options.topic} has fewer partitions than are read`);
    for (const cursor of this.#cursors.values()) cursor.reconnect();
    const round = { live: true };
    const loops = [...led].map(async ([leader, partitions]) => {
      const cursors = partitions.map((partition) => this.#cursor(partition));
      while (round.live && this.#stopped === undefined) {
        await this.#fetchOnce(connection, leader, cursors);
        if (cursors.some(({ behindEnd }) => behindEnd)) await this.#checkEnds(connection, cursors);
        answered();
      }
    });
    try {
      await Promise.all(loops);
    } finally {
      round.live = false;
    }
  }

  /** A broker that has not found its high watermark again refuses to name an end: that is no answer. */
  async #checkEnds(connection: FetchConnection, cursors: readonly PartitionCursor[]) {
    const ends = await connection.ends().catch(() => undefined);
    if (ends === undefined) return this.#pause(FETCH_WAIT_MS);
    for (const cursor of cursors) cursor.requireEnd(ends.get(cursor.partition) ?? 0);
  }

  async #fetchOnce(
    connection: FetchConnection,
    leader: string,
    cursors: readonly PartitionCursor[],
  ): Promise<void> {
    const wanted = cursors.filter((cursor) => !cursor.full);
    if (wanted.length === 0) {
      this.#roomMade = Promise.withResolvers<void>();
      await this.#roomMade.promise;
      return;
    }
    await this.#gather(wanted);
    const { fetchMaxBytes = 8 * 1024 * 1024 } = this.#options;
    const askedAtMs = this.#around.monotonicMs();
    const fetched = await connection.fetch(leader, {
      waitMsMax: FETCH_WAIT_MS,
      bytesMax: fetchMaxBytes,
      partitionBytesMax: Math.max(1, Math.floor(fetchMaxBytes / 2)),
      from: wanted.map(({ partition, fetchNext: offset }) => ({ partition, offset })),
    });
    if (this.#stopped !== undefined) return;
    this.#trouble = undefined;
    const answeredAtMs = this.#around.monotonicMs();
    for (const answer of fetched) this.#accept(answer, { askedAtMs, answeredAtMs });
  }

  /** A backlog is read without a pause. */
  async #gather(cursors: readonly PartitionCursor[]): Promise<void> {
    const { gatherMs: how = 0 } = this.#options;
    const gatherMs = typeof how === 'number' ? how : how();
    if (gatherMs === 0) return;
    const waitMs = this.#newsAtMs + gatherMs - this.#around.monotonicMs();
    const atHead = cursors.every(({ end, fetchNext }) => end !== undefined && fetchNext >= end);
    if (waitMs > 0 && atHead) await this.#pause(Math.ceil(waitMs));
  }

  #accept(answer: FetchedPartition, { askedAtMs, answeredAtMs }: FetchTimes): void {
    const cursor = this.#cursor(answer.partition);
    const newest = cursor.accept(answer, askedAtMs);
    if (newest === undefined) return;
    this.#newsAtMs = answeredAtMs;
    if (this.#newest === undefined || newest > this.#newest.brokerMs)
      this.#newest = { brokerMs: newest, seenAtMonotonicMs: answeredAtMs };
    for (const listener of this.#listeners) listener(answer.partition);
  }
}
