/** One record of a log in memory, in the shape of the real one. */
export type MemoryRecord = {
  readonly partition: number;
  readonly offset: number;
  readonly appendedAtMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
};

/** What a reader needs of a log in memory. */
export type MemoryPartitions = {
  records(partition: number): readonly MemoryRecord[];
  ends(): ReadonlyMap<number, number>;
};
