import kafkajs from 'kafkajs';
import type { Bout, Fault } from './harness/fault.mts';

/** Repeats: the same money, the same answers, and `CommandRepeated` beside them; facts have effect once. */
export const f15: Fault = {
  id: 'F15',
  name: 'every command and every fact is appended three times',
  run: appendThrice,
};

const topics = ['bet.commands', 'odds.events'] as const;

async function appendThrice({ system, load, chance, note, expect }: Bout): Promise<void> {
  const repeated = () => system.log.counted.filter(({ type }) => type === 'CommandRepeated').length;
  const before = repeated();
  const echo = await Echo.open(system.addresses.KAFKA_BROKERS);
  try {
    expect(await load.progress(60 + chance.below(60)), 'answers go on');
  } finally {
    await echo.close();
  }
  const count = echo.appended;
  expect(
    await system.log.until(() => repeated() - before >= 60),
    'repeated commands are told as such',
  );
  note(`${count} records appended again, ${repeated() - before} commands repeated`);
}

/** Appends each new record of the input topics twice more, as it is. */
class Echo {
  appended = 0;
  readonly #consumer: kafkajs.Consumer;
  readonly #producer: kafkajs.Producer;
  /** Offsets of its own appends: those are not appended again. */
  readonly #own = new Set<string>();

  private constructor(kafka: kafkajs.Kafka) {
    this.#consumer = kafka.consumer({ groupId: `faults-echo-${process.pid}-${Date.now()}` });
    this.#producer = kafka.producer({
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
    });
  }

  static async open(brokers: string): Promise<Echo> {
    const logLevel = kafkajs.logLevel.NOTHING;
    const kafka = new kafkajs.Kafka({ clientId: 'faults-echo', brokers: [brokers], logLevel });
    const echo = new Echo(kafka);
    await Promise.all([echo.#producer.connect(), echo.#consumer.connect()]);
    await echo.#consumer.subscribe({ topics: [...topics], fromBeginning: false });
    const joined = new Promise((resolve) =>
      echo.#consumer.on(echo.#consumer.events.GROUP_JOIN, resolve),
    );
    await echo.#consumer.run({ eachMessage: (of) => echo.#again(of) });
    await joined;
    return echo;
  }

  async #again({ topic, partition, message }: kafkajs.EachMessagePayload): Promise<void> {
    if (this.#own.delete(`${topic}/${partition}/${message.offset}`)) return;
    const { key, value } = message;
    const [answer] = await this.#producer.send({
      topic,
      messages: [1, 2].map(() => ({ partition, key, value })),
    });
    const base = Number(answer?.baseOffset ?? -1);
    for (const offset of [base, base + 1]) this.#own.add(`${topic}/${partition}/${offset}`);
    this.appended += 2;
  }

  async close(): Promise<void> {
    await this.#consumer.disconnect();
    await this.#producer.disconnect();
  }
}
