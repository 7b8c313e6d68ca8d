import kafkajs from 'kafkajs';

export type RawRecord = {
  readonly partition: number;
  readonly key: Buffer | string | null;
  readonly value: Buffer | null;
};

/** A topic past every appender and reader of ours: bytes in, bytes out. */
export class RawTopic {
  readonly #kafka: kafkajs.Kafka;
  readonly #topic: string;

  constructor(brokers: string, topic: string) {
    const logLevel = kafkajs.logLevel.NOTHING;
    this.#kafka = new kafkajs.Kafka({ clientId: 'faults-raw', brokers: [brokers], logLevel });
    this.#topic = topic;
  }

  /** Where each partition ends. */
  async ends(): Promise<ReadonlyMap<number, number>> {
    return this.#administer(async (admin) => {
      const offsets = await admin.fetchTopicOffsets(this.#topic);
      return new Map(offsets.map(({ partition, high }) => [partition, Number(high)]));
    });
  }

  /** Every record, of each partition in its order. */
  async records(): Promise<readonly RawRecord[]> {
    const ends = await this.ends();
    const waiting = new Set([...ends].flatMap(([partition, end]) => (end > 0 ? [partition] : [])));
    const found: RawRecord[] = [];
    if (waiting.size === 0) return found;
    const consumer = this.#kafka.consumer({ groupId: `faults-raw-${process.pid}-${Date.now()}` });
    await consumer.connect();
    await consumer.subscribe({ topic: this.#topic, fromBeginning: true });
    const done = Promise.withResolvers<void>();
    await consumer.run({
      eachMessage: async ({ partition, message }) => {
        const { key, value, offset } = message;
        found.push({ partition, key, value });
        if (Number(offset) + 1 >= (ends.get(partition) ?? 0)) waiting.delete(partition);
        if (waiting.size === 0) done.resolve();
      },
    });
    await done.promise;
    await consumer.disconnect();
    return found;
  }

  /** In this order within each partition. */
  async append(records: readonly RawRecord[]): Promise<void> {
    const producer = this.#kafka.producer({
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
    });
    await producer.connect();
    const most = 20_000;
    for (let from = 0; from < records.length; from += most)
      await producer.send({
        topic: this.#topic,
        messages: records.slice(from, from + most).map((record) => ({ ...record })),
      });
    await producer.disconnect();
  }

  /** All of it: whoever has a position in it has none any more. */
  remove(): Promise<void> {
    return this.#administer(async (admin) => {
      await admin.deleteTopics({ topics: [this.#topic] });
      const isGone = async () => !(await admin.listTopics()).includes(this.#topic);
      while (!(await isGone())) await new Promise((resolve) => setTimeout(resolve, 100));
    });
  }

  async #administer<Result>(work: (admin: kafkajs.Admin) => Promise<Result>): Promise<Result> {
    const admin = this.#kafka.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }
}
