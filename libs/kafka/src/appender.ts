import { assert } from '@stakelog/contracts';
import { KafkaJSError, type Message, type Producer } from 'kafkajs';
import { setImmediate } from 'node:timers/promises';
import { disconnectQuietly, kafkaClient, REQUEST_MS_MAX, type KafkaConnection } from './connection';
import { EncodedBatch, installEncoder } from './install-encoder';
import { LogError } from './log-error';
import { encodeRecordBatch, type AppendRecord } from './record-batch';

/** What became of an append. `unknown` means: read the log, never guess. */
export type Appended =
  | {
      readonly status: 'appended';
      /** The offset of the first record. */
      readonly baseOffset: number;
      /** The broker's time, where the topic keeps it. */
      readonly appendedAtMs?: number;
    }
  | {
      readonly status: 'unknown';
      /** For the log line and the metric, never to decide on. */
      readonly cause: string;
      /** The broker refused these very bytes: sending them again is useless (R7). */
      readonly bytesRefused: boolean;
      /** There was no connection to send it on: it is certain that nothing of it was appended. */
      readonly nothingSent?: true;
    };

export type Appender = {
  /**
   * Appends all records as one record batch or nothing. Asserts one batch in flight per partition. `isWanted` is asked
   * when the batch's turn has come, maybe seconds later: where it is not, nothing is sent.
   */
  append(
    partition: number,
    records: readonly AppendRecord[],
    isWanted?: () => boolean,
  ): Promise<Appended>;
  close(): Promise<void>;
};

type Refusal = Error & { readonly type?: string };

/** Refusals that depend on the bytes alone. Everything else may go well the next time. */
const refusesBytes = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD']);

/** A batch that waits for its request. */
type Queued = {
  readonly partition: number;
  readonly bytes: Buffer;
  readonly isWanted: () => boolean;
  readonly settle: (appended: Appended) => void;
};

/** What becomes of a batch that nobody wants any more when its turn has come. */
export const unwanted: Appended = {
  status: 'unknown',
  cause: 'not wanted any more',
  bytesRefused: false,
  nothingSent: true,
};

/** After a request of several batches failed, each goes alone for so long: the log tells them apart. */
const ALONE_MS = 10_000;

/** The produce requests of one appender, one after the other. */
class Requests {
  readonly #to: KafkaConnection & { readonly topic: string };
  readonly #queue: Queued[] = [];
  #pumping = false;
  #aloneUntilMs = 0;
  #producer: Promise<Producer> | undefined;

  constructor(to: KafkaConnection & { readonly topic: string }) {
    this.#to = to;
  }

  enqueue(partition: number, bytes: Buffer, isWanted: () => boolean): Promise<Appended> {
    const { promise, resolve } = Promise.withResolvers<Appended>();
    this.#queue.push({ partition, bytes, isWanted, settle: resolve });
    if (!this.#pumping) void this.#pump();
    return promise;
  }

  async close(): Promise<void> {
    const producer = await this.#producer?.catch(() => undefined);
    await producer?.disconnect();
  }

  async #pump(): Promise<void> {
    this.#pumping = true;
    await setImmediate(); // what one turn of the event loop appends goes together
    while (this.#queue.length > 0) {
      const alone = performance.now() < this.#aloneUntilMs;
      await this.#attempt(this.#queue.splice(0, alone ? 1 : this.#queue.length));
    }
    this.#pumping = false;
  }

  async #attempt(queued: readonly Queued[]): Promise<void> {
    const batches = queued.filter(({ isWanted }) => isWanted());
    for (const batch of queued) if (!batches.includes(batch)) batch.settle(unwanted);
    if (batches.length === 0) return;
    const { topic } = this.#to;
    const connecting = (this.#producer ??= connect(this.#to));
    let sending = false;
    try {
      const producer = await connecting;
      sending = true;
      const answers = await send(producer, topic, batches);
      for (const { partition, settle } of batches) settle(answerFor(answers, topic, partition));
    } catch (error) {
      if (this.#producer === connecting) this.#producer = undefined;
      connecting.then(disconnectQuietly, () => undefined);
      this.#fail(batches, { ...unknown(error), ...(sending ? {} : { nothingSent: true }) });
    }
  }

  /** Which of several batches the broker refused is not told: each finds out alone. */
  #fail(batches: readonly Queued[], outcome: Extract<Appended, { status: 'unknown' }>): void {
    const several = batches.length > 1;
    if (several) this.#aloneUntilMs = performance.now() + ALONE_MS;
    const told = several ? { ...outcome, bytesRefused: false } : outcome;
    for (const { settle } of batches) settle(told);
  }
}

/**
 * The one way into the log: no retries, no idempotence, acknowledged by all replicas. Batches of several
 * partitions that are ready together share one request, since a request costs both sides more than a small
 * batch does. After any error the producer is given up and the next request makes a new one, since the old
 * one may still be on its way: every batch of it has an unknown outcome. Connects at the first append and
 * never throws for a broker's sake.
 */
export function openAppender(to: KafkaConnection & { readonly topic: string }): Appender {
  installEncoder();
  const requests = new Requests(to);
  const inFlight = new Map<number, Promise<Appended>>();
  let closed = false;
  return {
    async append(partition, records, isWanted = () => true) {
      if (closed) throw new LogError('closed');
      assert(records.length > 0, 'a batch has records');
      assert(!inFlight.has(partition), 'one batch is in flight per partition');
      const appending = requests.enqueue(
        partition,
        encodeRecordBatch(records, records[0]?.timestampMs ?? Date.now()),
        isWanted,
      );
      inFlight.set(partition, appending);
      try {
        return await appending;
      } finally {
        inFlight.delete(partition);
      }
    },
    async close() {
      closed = true;
      await Promise.all(inFlight.values());
      await requests.close();
    },
  };
}

async function connect(to: KafkaConnection): Promise<Producer> {
  const producer = kafkaClient(to).producer({
    allowAutoTopicCreation: false,
    idempotent: false,
    retry: { retries: 0 },
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
  });
  await producer.connect();
  return producer;
}

type Answers = Awaited<ReturnType<Producer['send']>>;

function send(
  producer: Producer,
  topic: string,
  batches: readonly { readonly partition: number; readonly bytes: Buffer }[],
): Promise<Answers> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see EncodedBatch
  const messages = batches.map(({ partition, bytes }) => ({
    partition,
    value: new EncodedBatch(bytes),
  })) as unknown as Message[];
  return before(producer.send({ topic, acks: -1, timeout: REQUEST_MS_MAX, messages }));
}

function answerFor(answers: Answers, topic: string, partition: number): Appended {
  const answer = answers.find((metadata) => metadata.partition === partition);
  // kafkajs answers with nothing when the topic has no such partition.
  if (answer?.baseOffset === undefined)
    return { status: 'unknown', cause: `no answer for ${topic}/${partition}`, bytesRefused: false };
  const appendedAtMs = Number(answer.logAppendTime ?? -1);
  const baseOffset = Number(answer.baseOffset);
  return { status: 'appended', baseOffset, ...(appendedAtMs >= 0 ? { appendedAtMs } : {}) };
}

/** kafkajs bounds each request but not its own waiting for a connection; this bounds both. */
async function before<Answer>(sent: Promise<Answer>): Promise<Answer> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('no answer in time')), 2 * REQUEST_MS_MAX);
  try {
    return await Promise.race([sent, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function unknown(error: unknown): Extract<Appended, { status: 'unknown' }> {
  const cause = innermost(error);
  return {
    status: 'unknown',
    cause: cause.type ?? cause.message,
    bytesRefused: cause.type !== undefined && refusesBytes.has(cause.type),
  };
}

/** kafkajs wraps the broker's refusal in errors of its own. A broken rule of ours passes through. */
function innermost(error: unknown): Refusal {
  assert(error instanceof Error, 'kafkajs rejects with errors');
  if (error.message.startsWith('broken rule')) throw error;
  return error instanceof KafkaJSError && error.cause instanceof Error
    ? innermost(error.cause)
    : error;
}
