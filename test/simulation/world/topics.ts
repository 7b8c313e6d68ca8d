import { topicNames, topics, type TopicName } from '@stakelog/contracts';
import type { AppendRecord, LogRecord } from '@stakelog/kafka';

/** One partition as the broker keeps it. */
export type StoredPartition = {
  readonly records: LogRecord[];
  /** First offsets of the batches. */
  readonly batches: number[];
};

type Poll = { readonly partitions: readonly number[]; readonly heard: () => void };

export type TopicsListener = {
  appended(topic: TopicName, partition: number, records: readonly LogRecord[]): void;
  /** `lost` is what is gone. */
  cut(topic: TopicName, partition: number, from: number, lost: readonly LogRecord[]): void;
};

/** What the brokers hold: dense offsets and whole batches. The one truth of the world. */
export class SimulatedTopics {
  readonly #partitions = new Map<TopicName, readonly StoredPartition[]>();
  readonly #listeners: TopicsListener[] = [];
  /** Long polls that wait for news, by topic. */
  readonly #polls = new Map<TopicName, Set<Poll>>();

  constructor() {
    for (const topic of topicNames)
      this.#partitions.set(
        topic,
        Array.from({ length: topics[topic].partitions }, () => ({ records: [], batches: [] })),
      );
  }

  partitions(topic: TopicName): readonly StoredPartition[] {
    return this.#partitions.get(topic) ?? [];
  }

  partition(topic: TopicName, partition: number): StoredPartition {
    const stored = this.partitions(topic)[partition];
    if (stored === undefined) throw new Error(`${topic} has no partition ${partition}`);
    return stored;
  }

  end(topic: TopicName, partition: number): number {
    return this.partition(topic, partition).records.length;
  }

  listen(listener: TopicsListener): void {
    this.#listeners.push(listener);
  }

  /** Calls back at the next append to one of the partitions, until it is taken off. */
  onNews(topic: TopicName, partitions: readonly number[], heard: () => void): () => void {
    const polls = this.#polls.get(topic) ?? new Set();
    this.#polls.set(topic, polls);
    const poll = { partitions, heard };
    polls.add(poll);
    return () => polls.delete(poll);
  }

  /** Returns the offset of the first record. */
  append(
    topic: TopicName,
    partition: number,
    batch: readonly AppendRecord[],
    appendedAtMs: number,
  ): number {
    const { records, batches } = this.partition(topic, partition);
    const baseOffset = records.length;
    const stored = batch.map(({ key, value, headers = {} }, index) => ({
      partition,
      offset: baseOffset + index,
      appendedAtMs,
      key: bytesOf(key),
      value: bytesOf(value),
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, content]) => [name, Buffer.from(content)]),
      ),
    }));
    batches.push(baseOffset);
    records.push(...stored);
    for (const listener of this.#listeners) listener.appended(topic, partition, stored);
    for (const { partitions, heard } of this.#polls.get(topic) ?? [])
      if (partitions.includes(partition)) heard();
    return baseOffset;
  }

  /** Takes everything from this offset on out of the log: what a power loss can do. Whole batches go. */
  cut(topic: TopicName, partition: number, from: number): void {
    const { records, batches } = this.partition(topic, partition);
    const lost = records.splice(from);
    while ((batches.at(-1) ?? -1) >= from) batches.pop();
    for (const listener of this.#listeners) listener.cut(topic, partition, from, lost);
  }
}

const bytesOf = (content: Buffer | string | null) =>
  content === null || Buffer.isBuffer(content) ? content : Buffer.from(content);
