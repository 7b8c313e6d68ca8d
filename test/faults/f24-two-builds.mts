import avsc, { type Schema } from 'avsc';
import kafkajs from 'kafkajs';
import { ask } from '../../tools/set-up/schemas.mts';
import type { Bout, Fault } from './harness/fault.mts';

/**
 * Both builds decode both, and what a build does not know is kept out of its decisions. Here the other build is a
 * writer that appends every command and fact again by schemas with a field more and with one less. (R11's stop before
 * a record that only a newer build knows is specified in apps/decider/src/bad-input.kafka.spec.ts.)
 */
export const f24: Fault = {
  id: 'F24',
  name: 'a rolling restart, with records of an older and of a newer build in the log',
  run: rollOn,
};

const topics = ['bet.commands', 'odds.events'] as const;
/** One after the other. */
const tiers = [['decider'], ['api', 'feed'], ['projector', 'recorder']] as const;

async function rollOn({ system, load, note, expect }: Bout): Promise<void> {
  const other = await OtherBuild.open(system.addresses);
  try {
    expect(await load.progress(30), 'answers go on beside another build');
    for (const names of tiers) {
      await Promise.all(names.map((name) => system.app(name).restart()));
      expect(await load.progress(5), `answers go on after ${names.join()} were replaced`);
    }
    const decoded = () => system.log.counted.some(({ type }) => type === 'CommandRepeated');
    expect(await system.log.until(decoded), 'commands of another build are understood');
  } finally {
    await other.close();
  }
  const undecodable = system.log.counted.filter(({ type }) => String(type).endsWith('Undecodable'));
  expect(undecodable.length === 0, `nothing is undecodable, but ${undecodable.length} records`);
  expect(other.failure === undefined, `the other build writes: ${other.failure}`);
  expect(other.newer > 0 && other.older > 0, 'both kinds were written');
  note(`${other.newer} records with a field more, ${other.older} with one less`);
}

type Field = { readonly name: string; readonly default?: unknown; readonly type: Schema };
type RecordSchema = {
  readonly name: string;
  readonly namespace: string;
  readonly fields: readonly Field[];
};
type Transcoder = {
  readonly newer: (avro: Buffer) => Buffer;
  readonly older: ((avro: Buffer) => Buffer | undefined) | undefined;
};

const AVRO_FROM = 5;

/** Appends each new record of the input topics again, as builds before and after this one would write it. */
class OtherBuild {
  newer = 0;
  older = 0;
  failure: string | undefined;
  readonly #registry: string;
  readonly #consumer: kafkajs.Consumer;
  readonly #producer: kafkajs.Producer;
  readonly #transcoders = new Map<number, Promise<Transcoder>>();
  /** Ids of its own schemas: its records are not written again. */
  readonly #own = new Set<number>();

  private constructor(registry: string, kafka: kafkajs.Kafka) {
    this.#registry = registry;
    this.#consumer = kafka.consumer({ groupId: `faults-build-${process.pid}-${Date.now()}` });
    this.#producer = kafka.producer();
  }

  static async open(of: { readonly KAFKA_BROKERS: string; readonly SCHEMA_REGISTRY_URL: string }) {
    const logLevel = kafkajs.logLevel.NOTHING;
    const kafka = new kafkajs.Kafka({ clientId: 'faults', brokers: [of.KAFKA_BROKERS], logLevel });
    const build = new OtherBuild(of.SCHEMA_REGISTRY_URL, kafka);
    await Promise.all([build.#producer.connect(), build.#consumer.connect()]);
    await build.#consumer.subscribe({ topics: [...topics], fromBeginning: false });
    const { GROUP_JOIN } = build.#consumer.events;
    const joined = new Promise((resolve) => build.#consumer.on(GROUP_JOIN, resolve));
    await build.#consumer.run({
      eachMessage: (met) =>
        build.#again(met).catch((error: unknown) => {
          build.failure ??= String(error);
        }),
    });
    await joined;
    return build;
  }

  async close(): Promise<void> {
    await this.#consumer.disconnect();
    await this.#producer.disconnect();
  }

  async #again({ topic, partition, message }: kafkajs.EachMessagePayload): Promise<void> {
    const { key, value } = message;
    if (value === null || this.#own.has(value.readInt32BE(1))) return;
    const id = value.readInt32BE(1);
    let transcoder = this.#transcoders.get(id);
    if (transcoder === undefined) {
      transcoder = this.#transcoder(topic, id);
      this.#transcoders.set(id, transcoder);
    }
    const { newer, older } = await transcoder;
    const before = older?.(value.subarray(AVRO_FROM));
    const values = [newer(value.subarray(AVRO_FROM)), ...(before === undefined ? [] : [before])];
    await this.#producer.send({
      topic,
      messages: values.map((of) => ({ partition, key, value: of })),
    });
    this.newer += 1;
    this.older += values.length - 1;
  }

  async #transcoder(topic: string, id: number): Promise<Transcoder> {
    const { body } = await ask(`${this.#registry}/schemas/ids/${id}`, 'GET');
    const { schema: text } = JSON.parse(body) as { readonly schema: string };
    const schema = JSON.parse(text) as RecordSchema;
    const plus = { name: 'ofALaterBuild', type: ['null', 'string'], default: null };
    const newerId = await this.#register(topic, { ...schema, fields: [...schema.fields, plus] });
    // The later build's field holds something: "x".
    const newer = (avro: Buffer) => wire(newerId, Buffer.concat([avro, Buffer.from([2, 2, 0x78])]));
    const gained = schema.fields.findLast((field) => field.default !== undefined);
    if (gained === undefined) return { newer, older: undefined };
    const fields = schema.fields.filter((field) => field !== gained);
    const olderId = await this.#register(topic, { ...schema, fields });
    const [was, is] = [{ ...schema, fields }, schema].map((of) =>
      avsc.Type.forSchema(of as unknown as Schema),
    );
    const older = (avro: Buffer) => {
      const record = is?.fromBuffer(avro) as Readonly<Record<string, unknown>>;
      // An older build cannot have written what it does not know.
      const isDefault = JSON.stringify(record[gained.name]) === JSON.stringify(gained.default);
      return isDefault && was !== undefined ? wire(olderId, was.toBuffer(record)) : undefined;
    };
    return { newer, older };
  }

  async #register(topic: string, schema: RecordSchema): Promise<number> {
    const subject = `${topic}-${schema.namespace}.${schema.name}`;
    const url = `${this.#registry}/subjects/${subject}/versions`;
    const { status, body } = await ask(url, 'POST', { schema: JSON.stringify(schema) });
    if (status !== 200) throw new Error(`${subject}: ${status} ${body}`);
    const { id } = JSON.parse(body) as { readonly id: number };
    this.#own.add(id);
    return id;
  }
}

function wire(id: number, avro: Buffer): Buffer {
  const head = Buffer.alloc(AVRO_FROM);
  head.writeInt32BE(id, 1);
  return Buffer.concat([head, avro]);
}
