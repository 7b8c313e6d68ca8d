import { MemoryReader } from './memory-reader';
import type { MemoryPartitions, MemoryRecord } from './memory-record';

export type MemoryAppendRecord = {
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, Buffer | string>>;
};

export type MemoryAppended =
  | { readonly status: 'appended'; readonly baseOffset: number; readonly appendedAtMs: number }
  | { readonly status: 'unknown'; readonly cause: string; readonly bytesRefused: boolean };

/** What the network does to one append. All but `none` leave the writer without an answer. */
export type AppendFault =
  | 'none'
  /** The request is lost. */
  | 'lost_before'
  /** The answer is lost: the batch is in the log. */
  | 'lost_after'
  /** The request arrives when `release` is called: a zombie's. */
  | 'held'
  /** The broker refuses these bytes. */
  | 'refused';

export type MemoryLogOptions = {
  readonly partitions?: number;
  readonly fault?: (partition: number) => AppendFault;
  /** The broker's clock. */
  readonly nowMs?: () => number;
  /** The clock of this process, for silence. */
  readonly monotonicMs?: () => number;
};

/** A topic in memory: whole batches, dense offsets, and the faults of a network on request. */
export function memoryLog(options: MemoryLogOptions = {}): MemoryLog {
  return new MemoryLog(options);
}

export class MemoryLog implements MemoryPartitions {
  readonly #partitions: MemoryRecord[][];
  readonly #fault: (partition: number) => AppendFault;
  readonly #nowMs: () => number;
  readonly #monotonicMs: () => number;
  readonly #readers: MemoryReader[] = [];
  #held: (() => void)[] = [];

  constructor({ partitions = 1, fault, nowMs, monotonicMs }: MemoryLogOptions) {
    this.#partitions = Array.from({ length: partitions }, () => []);
    this.#fault = fault ?? (() => 'none');
    this.#nowMs = nowMs ?? (() => Date.now());
    this.#monotonicMs = monotonicMs ?? (() => performance.now());
  }

  /** Appends the whole batch or nothing, and says so unless the fault forbids it. */
  async append(partition: number, batch: readonly MemoryAppendRecord[]): Promise<MemoryAppended> {
    const fault = this.#fault(partition);
    switch (fault) {
      case 'none':
        return this.#write(partition, batch);
      case 'lost_after':
        this.#write(partition, batch);
        break;
      case 'held':
        this.#held.push(() => this.#write(partition, batch));
        break;
      case 'lost_before':
      case 'refused':
        break;
    }
    return { status: 'unknown', cause: fault, bytesRefused: fault === 'refused' };
  }

  async close(): Promise<void> {
    await Promise.all(this.#readers.map((reader) => reader.close()));
  }

  /** Lets the held appends arrive, in their order. */
  release(): void {
    const held = this.#held;
    this.#held = [];
    for (const arrive of held) arrive();
  }

  /** Takes everything from this offset on out of the log: what a power loss can do. */
  cut(partition: number, from: number): void {
    this.records(partition).length = from;
    for (const reader of this.#readers) reader.look();
  }

  records(partition: number): MemoryRecord[] {
    const records = this.#partitions[partition];
    if (records === undefined) throw new Error(`the log has no partition ${partition}`);
    return records;
  }

  ends(): ReadonlyMap<number, number> {
    return new Map(this.#partitions.map((records, partition) => [partition, records.length]));
  }

  /** Reads the given partitions, each from its offset. */
  read(from: ReadonlyMap<number, number>): MemoryReader {
    const reader = new MemoryReader(this, from, this.#monotonicMs);
    this.#readers.push(reader);
    return reader;
  }

  #write(partition: number, batch: readonly MemoryAppendRecord[]): MemoryAppended {
    const records = this.records(partition);
    const baseOffset = records.length;
    const appendedAtMs = this.#nowMs();
    for (const [index, { key, value, headers = {} }] of batch.entries())
      records.push({
        partition,
        offset: baseOffset + index,
        appendedAtMs,
        key: bytesOf(key),
        value: bytesOf(value),
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, content]) => [name, Buffer.from(content)]),
        ),
      });
    for (const reader of this.#readers) reader.look();
    return { status: 'appended', baseOffset, appendedAtMs };
  }
}

const bytesOf = (content: Buffer | string | null) =>
  content === null ? null : Buffer.from(content);
