import type { MemoryPartitions, MemoryRecord } from './memory-record';

type Cursor = {
  next: number;
  answeredAtEndMs: number | undefined;
  arrival: PromiseWithResolvers<void> | undefined;
};

/** Reads a log in memory as the real reader reads Kafka, without its waiting. */
export class MemoryReader {
  readonly #log: MemoryPartitions;
  readonly #cursors: ReadonlyMap<number, Cursor>;
  readonly #monotonicMs: () => number;
  readonly #listeners: ((partition: number) => void)[] = [];
  readonly #goals: {
    readonly partition: number;
    readonly end: number;
    readonly reached: () => void;
  }[] = [];
  #newest: { brokerMs: number; seenAtMonotonicMs: number } | undefined;
  #failure: Error | undefined;

  constructor(log: MemoryPartitions, from: ReadonlyMap<number, number>, monotonicMs: () => number) {
    this.#log = log;
    this.#monotonicMs = monotonicMs;
    this.#cursors = new Map(
      [...from].map(([partition, next]) => [
        partition,
        { next, answeredAtEndMs: undefined, arrival: undefined },
      ]),
    );
    this.look();
  }

  drain(partition: number, max = Infinity): readonly MemoryRecord[] {
    const cursor = this.#cursor(partition);
    if (this.#failure !== undefined) return [];
    const records = this.#log.records(partition).slice(cursor.next, cursor.next + max);
    cursor.next += records.length;
    this.look();
    this.#reach();
    return records;
  }

  onData(listener: (partition: number) => void): void {
    this.#listeners.push(listener);
  }

  async next(partition: number): Promise<readonly MemoryRecord[]> {
    const cursor = this.#cursor(partition);
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      const records = this.drain(partition);
      if (records.length > 0) return records;
      cursor.arrival ??= Promise.withResolvers<void>();
      await cursor.arrival.promise;
    }
  }

  caughtUp(partition: number): boolean {
    return this.#cursor(partition).next >= this.#log.records(partition).length;
  }

  endOffset(partition: number): number | undefined {
    return this.#log.records(partition).length;
  }

  async ends(): Promise<ReadonlyMap<number, number>> {
    return this.#log.ends();
  }

  async waitForEnd(): Promise<void> {
    const ends = this.#log.ends();
    const reached = [...this.#cursors.keys()].map((partition) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#goals.push({ partition, end: ends.get(partition) ?? 0, reached: resolve });
      return promise;
    });
    this.#reach();
    await Promise.all(reached);
  }

  answeredAtEndMs(partition: number): number | undefined {
    return this.#cursor(partition).answeredAtEndMs;
  }

  newestAppendTimeMs() {
    return this.#newest;
  }

  monotonicMs(): number {
    return this.#monotonicMs();
  }

  trouble(): string | undefined {
    return undefined;
  }

  async close(): Promise<void> {
    this.#fail(fault('closed', 'the reader was closed'));
  }

  /** What a fetch would find now. The log calls it whenever it changes. */
  look(): void {
    if (this.#failure !== undefined) return;
    for (const [partition, cursor] of this.#cursors) {
      const records = this.#log.records(partition);
      if (records.length < cursor.next)
        return this.#fail(fault('inputs_rewound', `partition ${partition} ends before its reader`));
      if (records.length === cursor.next) cursor.answeredAtEndMs = this.#monotonicMs();
      else this.#announce(partition, cursor, records.at(-1)?.appendedAtMs ?? 0);
    }
  }

  #announce(partition: number, cursor: Cursor, brokerMs: number): void {
    if (this.#newest === undefined || brokerMs > this.#newest.brokerMs)
      this.#newest = { brokerMs, seenAtMonotonicMs: this.#monotonicMs() };
    cursor.arrival?.resolve();
    cursor.arrival = undefined;
    for (const listener of this.#listeners) queueMicrotask(() => listener(partition));
  }

  #reach(): void {
    for (const { partition, end, reached } of this.#goals)
      if (this.#cursor(partition).next >= end) reached();
  }

  #fail(failure: Error): void {
    this.#failure ??= failure;
    for (const { arrival } of this.#cursors.values()) arrival?.resolve();
  }

  #cursor(partition: number): Cursor {
    const cursor = this.#cursors.get(partition);
    if (cursor === undefined) throw new Error(`partition ${partition} is not read`);
    return cursor;
  }
}

/** Carries the code and the recovery of the real adapter's error, which this library cannot import. */
function fault(code: string, meaning: string): Error {
  return Object.assign(new Error(`${code}: ${meaning}`), { code, recover: 'stop' });
}
