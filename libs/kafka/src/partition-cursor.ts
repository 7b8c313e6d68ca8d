import { crc32c } from './crc32c';
import type { FetchedPartition } from './fetch-exchange';
import { LogError } from './log-error';
import type { LogRecord } from './log-record';
import { OffsetGoals } from './offset-goals';
import { RecordQueue } from './record-queue';

export type QueueLimits = { readonly queueRecordsMax: number; readonly queueBytesMax: number };

/** Where a reader stands in one partition, and the records it has not handed out yet. */
export class PartitionCursor {
  readonly #topic: string;
  readonly partition: number;
  readonly #limits: QueueLimits;
  readonly #queue = new RecordQueue();
  /** The next offset to take. */
  #next: number;
  /** The value before it must have this checksum. Undefined: nothing is known of it. */
  #crcBefore: number | undefined;
  /** The value before it, of which the checksum is made when a connection is lost. */
  #last: LogRecord | undefined;
  /** Set while the record before `#next` is still to be seen again (R6). */
  #verify = false;
  #arrival: PromiseWithResolvers<void> | undefined;
  /** Of the offsets that have been handed out. */
  readonly #goals: OffsetGoals;
  #failure: LogError | undefined;
  end: number | undefined;
  /** The greatest end that the broker named when it was asked: somebody may wait for it. */
  #named = 0;
  /**
   * The broker shows less than was read or named: the log went back, or a restarted broker has not found its
   * high watermark again. Only the end that it names when asked (`requireEnd`) tells which.
   */
  behindEnd = false;
  answeredAtEndMs: number | undefined;

  constructor(
    topic: string,
    partition: number,
    from: number,
    limits: QueueLimits,
    crcBefore: number | undefined,
  ) {
    this.#topic = topic;
    this.partition = partition;
    this.#next = from;
    this.#goals = new OffsetGoals(from);
    this.#limits = limits;
    this.#crcBefore = crcBefore;
  }

  /** The offset to ask for: the one before the next while that one is to be verified. */
  get fetchNext(): number {
    return this.#verify ? this.#next - 1 : this.#next;
  }

  get full(): boolean {
    const { queueRecordsMax, queueBytesMax } = this.#limits;
    return this.#queue.length >= queueRecordsMax || this.#queue.bytes >= queueBytesMax;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** The offset after the last record that was handed out. */
  get handedOut(): number {
    return this.#next - this.#queue.length;
  }

  /** A new connection may lead to another log: the last record must be there again. */
  reconnect(): void {
    if (this.#last !== undefined) this.#crcBefore = valueCrc(this.#last);
    this.#verify = this.#crcBefore !== undefined && this.#next > 0;
  }

  /** Resolves when a record arrives. */
  async arrival(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#arrival ??= Promise.withResolvers<void>();
    return this.#arrival.promise;
  }

  /** Nothing more will come: whoever waits, or will, gets the reason. */
  fail(reason: LogError): void {
    this.#failure = reason;
    this.#arrival?.reject(reason);
    this.#goals.fail(reason);
  }

  /** Resolves when everything before this offset has been handed out. */
  reached(offset: number): Promise<void> {
    return this.#goals.reached(offset);
  }

  take(max?: number): readonly LogRecord[] {
    const taken = this.#queue.take(max);
    this.#goals.advance(this.handedOut);
    return taken;
  }

  /**
   * Takes one answer of the broker and returns the newest append time in it, undefined when it holds
   * nothing new. Throws `inputs_rewound` at any record but the one expected.
   */
  accept({ records, highWatermark }: FetchedPartition, askedAtMs: number): number | undefined {
    const wanted = this.fetchNext;
    let newest: number | undefined;
    for (const record of records) {
      if (record.offset < wanted) continue; // a batch is sent whole
      if (this.#verify) this.#verified(record);
      else {
        this.#enqueue(record);
        newest = Math.max(newest ?? 0, record.appendedAtMs);
      }
    }
    this.end = Math.max(highWatermark, this.#next);
    this.behindEnd = highWatermark < Math.max(this.#next, this.#named);
    if (!this.#verify && highWatermark === this.#next) this.answeredAtEndMs = askedAtMs;
    if (newest !== undefined) this.#announce();
    return newest;
  }

  /** Throws `inputs_rewound` where the log now ends before what was read of it, or before where it ended once. */
  requireEnd(end: number): void {
    if (end < Math.max(this.#next, this.#named)) throw this.#rewound(`the log ends at ${end}`);
  }

  nameEnd(end: number): void {
    this.#named = Math.max(this.#named, end);
  }

  #enqueue(record: LogRecord): void {
    if (record.offset !== this.#next) throw this.#rewound(`offset ${record.offset} came`);
    this.#queue.push(record);
    this.#last = record;
    this.#next = record.offset + 1;
  }

  #verified(record: LogRecord): void {
    if (record.offset !== this.#next - 1) throw this.#rewound(`offset ${record.offset} came`);
    if (valueCrc(record) !== this.#crcBefore) throw this.#rewound('the record before is another');
    this.#verify = false;
  }

  #announce(): void {
    this.#arrival?.resolve();
    this.#arrival = undefined;
  }

  #rewound(found: string): LogError {
    return new LogError(
      'inputs_rewound',
      `${this.#topic}/${this.partition}: expected ${this.#next}, ${found}`,
    );
  }
}

/** The checksum that positions carry. A record without a value counts as empty. */
export function valueCrc({ value }: LogRecord): number {
  return value === null ? 0 : crc32c(value);
}
