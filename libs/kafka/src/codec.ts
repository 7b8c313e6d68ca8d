import { assert, defined, schemas, topicNames, type TopicName } from '@stakelog/contracts';
import { Type, type schema, type Schema } from 'avsc';
import { logicalTypes, named, undecodable } from './logical-types';
import { LogError } from './log-error';
import type { Message, MessageOf } from './message';

/** The id of a schema in the registry, which stands before each message. */
export type SchemaId = number;

/** What the registry says of an id: the schema that was registered under it. */
export type FoundSchema = Schema & { readonly name: string; readonly namespace?: string };

/** Messages to bytes and back, in the Confluent wire format: 0, the schema's id, Avro. */
export type Codec = {
  /** Asserts that the message is one of the topic; its words and numbers are checked as well. */
  encode<Topic extends TopicName>(topic: Topic, message: MessageOf[Topic]): Buffer;
  /**
   * As the build that wrote `like` would have written the message: with its schema, and its schemas of what stands
   * inside. Fields that it did not know are left out. `like` is of the same record and was decoded before.
   */
  encodeLike<Topic extends TopicName>(
    topic: Topic,
    message: MessageOf[Topic],
    like: Buffer,
  ): Buffer;
  /**
   * Throws `undecodable` with its `reason`, `no_reader` for a record that only a newer build knows,
   * and `unlearned` for an id that was not met before: `learn` it and decode again.
   */
  decode<Topic extends TopicName>(topic: Topic, value: Buffer | null): MessageOf[Topic];
  /** The record's name, from its schema id alone; undefined where that is not known. */
  nameOf(value: Buffer | null): string | undefined;
  /** Asks the registry for the schema that `unlearned` named; waits while the registry is away. */
  learn(id: SchemaId): Promise<void>;
};

/** One record of one topic, as this build knows it. */
type Known = {
  readonly topic: TopicName;
  readonly name: string;
  readonly id: SchemaId;
  readonly avro: Type;
};

/** How bytes under one id are read. Null: the registry does not know the id. */
type Reader = {
  readonly known: Known;
  readonly resolver?: ReturnType<Type['createResolver']>;
  /** The record as its writer writes it. */
  readonly writer: Known;
};

export type SchemaSource = {
  readonly ids: ReadonlyMap<string, SchemaId>;
  /** Undefined where the registry has no such id. Waits while it is away. */
  readonly find: (id: SchemaId) => Promise<FoundSchema | undefined>;
};

const MAGIC_BYTE = 0;
const AVRO_FROM = 5;
/** A flood of invented ids must not fill the memory; forgetting one costs one question. */
const FOREIGN_IDS_MAX = 10_000;

export const subjectOf = (topic: TopicName, name: string): string =>
  `${topic}-stakelog.${topic}.${name}`;

/** Every message of these topics. BetHeld and CommandRepeated hold messages of both bet topics. */
export function messageNames(of: readonly TopicName[]): readonly (readonly [TopicName, string])[] {
  const both = of.includes('bet.events') ? [...of, 'bet.commands' as const] : of;
  return topicNames
    .filter((topic) => both.includes(topic))
    .flatMap((topic) => Object.keys(schemas[topic] ?? {}).map((name) => [topic, name] as const));
}

/** A codec over schemas whose ids are known. See `connectCodec` and `memoryCodec`. */
export function createCodec(source: SchemaSource, of: readonly TopicName[]): Codec {
  return new WireCodec(source, of);
}

class WireCodec implements Codec {
  readonly #source: SchemaSource;
  readonly #known = new Map<string, Known>();
  readonly #readers = new Map<SchemaId, Reader>();
  /** Ids that no reader of ours takes, and why. */
  readonly #foreign = new Map<SchemaId, (topic: TopicName) => LogError>();
  /** One scratch buffer per depth: a message may stand inside another. */
  readonly #scratch: Buffer[] = [];
  #depth = 0;
  readonly #types: ReturnType<typeof logicalTypes>;
  /** While a message is written as another build did: that build's schemas, by subject. */
  #writing: Map<string, Known> | undefined;
  /** While the bytes of another build are read: the schemas met. */
  #meeting: Map<string, Known> | undefined;

  constructor(source: SchemaSource, of: readonly TopicName[]) {
    this.#source = source;
    this.#types = logicalTypes({
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- encode asserts the topic
      encode: (topic, message) => this.encode(topic, message as MessageOf[typeof topic]),
      decode: (topic, bytes) => this.decode(topic, bytes),
    });
    for (const [topic, name] of messageNames(of)) {
      const subject = subjectOf(topic, name);
      const id = defined(source.ids.get(subject), `${subject} has an id`);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- generated from the .avsc
      const written = named(schemas[topic]?.[name] as schema.RecordType);
      const avro = Type.forSchema(written, {
        omitRecordMethods: true,
        logicalTypes: this.#types,
      });
      const known = { topic, name, id, avro };
      this.#known.set(subject, known);
      this.#readers.set(id, { known, writer: known });
    }
  }

  encode<Topic extends TopicName>(topic: Topic, message: MessageOf[Topic]): Buffer {
    const subject = subjectOf(topic, message.type);
    const known = this.#writing?.get(subject) ?? this.#known.get(subject);
    assert(known !== undefined, `${message.type} is a message of ${topic}`);
    const depth = this.#depth++;
    try {
      let scratch = this.#buffer(depth, 4_096);
      let end = known.avro.encode(message, scratch, AVRO_FROM);
      if (end < 0) {
        scratch = this.#buffer(depth, scratch.length - end);
        end = known.avro.encode(message, scratch, AVRO_FROM);
      }
      scratch[0] = MAGIC_BYTE;
      scratch.writeInt32BE(known.id, 1);
      const bytes = Buffer.allocUnsafe(end);
      scratch.copy(bytes, 0, 0, end);
      return bytes;
    } finally {
      this.#depth = depth;
    }
  }

  encodeLike<Topic extends TopicName>(
    topic: Topic,
    message: MessageOf[Topic],
    like: Buffer,
  ): Buffer {
    const met = new Map<string, Known>();
    this.#meeting = met;
    try {
      this.decode(topic, like);
      this.#writing = met;
      return this.encode(topic, message);
    } finally {
      this.#meeting = undefined;
      this.#writing = undefined;
    }
  }

  decode<Topic extends TopicName>(topic: Topic, value: Buffer | null): MessageOf[Topic] {
    if (value === null) throw undecodable('NULL_VALUE', topic);
    if (value.length < AVRO_FROM) throw undecodable('TRUNCATED', `${value.length} bytes`);
    if (value[0] !== MAGIC_BYTE) throw undecodable('BAD_MAGIC_BYTE', `${value[0]}`);
    const id = value.readInt32BE(1);
    const { known, resolver, writer } = this.#readerOf(id, topic);
    this.#meeting?.set(subjectOf(known.topic, known.name), writer);
    if (known.topic !== topic) throw undecodable('SCHEMA_UNKNOWN', `${known.name} is no ${topic}`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema read the bytes
    return readMessage(known.avro, value, resolver) as MessageOf[Topic];
  }

  nameOf(value: Buffer | null): string | undefined {
    if (value === null || value.length < AVRO_FROM || value[0] !== MAGIC_BYTE) return undefined;
    return this.#readers.get(value.readInt32BE(1))?.known.name;
  }

  async learn(id: SchemaId): Promise<void> {
    if (this.#readers.has(id) || this.#foreign.has(id)) return;
    const found = await this.#source.find(id);
    if (this.#foreign.size >= FOREIGN_IDS_MAX) this.#foreign.clear();
    if (found === undefined) {
      this.#foreign.set(id, () => undecodable('SCHEMA_UNKNOWN', `schema id ${id}`));
      return;
    }
    const { namespace = '', name } = found;
    const topic = namespace.replace(/^stakelog\./, '');
    const known = this.#known.get(`${topic}-${namespace}.${name}`);
    if (known === undefined) this.#foreign.set(id, (asked) => foreign(asked, topic, name, id));
    else {
      const resolver = resolverOf(known, found);
      this.#readers.set(id, { known, resolver, writer: this.#writerOf(id, known, found) });
    }
  }

  /** The record as the other build writes it. */
  #writerOf(id: SchemaId, known: Known, found: FoundSchema): Known {
    const options = { omitRecordMethods: true, logicalTypes: this.#types };
    return { ...known, id, avro: Type.forSchema(structuredClone(found), options) };
  }

  #readerOf(id: SchemaId, topic: TopicName): Reader {
    const reader = this.#readers.get(id);
    if (reader !== undefined) return reader;
    const why = this.#foreign.get(id);
    if (why !== undefined) throw why(topic);
    throw new LogError('unlearned', String(id), undefined, undefined, id);
  }

  #buffer(depth: number, bytes: number): Buffer {
    const held = this.#scratch[depth];
    if (held !== undefined && held.length >= bytes) return held;
    return (this.#scratch[depth] = Buffer.allocUnsafe(2 * bytes));
  }
}

/** A record of this very topic that we have no schema for is newer than we are. */
function foreign(asked: TopicName, topic: string, name: string, id: SchemaId): LogError {
  return topic === asked
    ? new LogError('no_reader', `${name} of ${topic}, schema id ${id}`)
    : undecodable('SCHEMA_UNKNOWN', `schema id ${id} is ${name}, no message of ${asked}`);
}

/** How our schema reads what another version of it wrote. */
function resolverOf(known: Known, written: FoundSchema) {
  try {
    return known.avro.createResolver(Type.forSchema(written, { omitRecordMethods: true }));
  } catch (error) {
    throw new LogError('no_reader', `${known.name} of ${known.topic} in another shape`, error);
  }
}

function readMessage(avro: Type, value: Buffer, resolver: Reader['resolver']): object {
  let read: { value: unknown; offset: number };
  try {
    read = avro.decode(value, AVRO_FROM, resolver);
  } catch (error) {
    if (error instanceof LogError) throw error;
    throw undecodable('TRUNCATED', error instanceof Error ? error.message : String(error), error);
  }
  if (read.offset !== value.length) throw undecodable('TRUNCATED', 'the bytes end elsewhere');
  assert(typeof read.value === 'object' && read.value !== null, 'a message is a record');
  return read.value;
}

/** Decodes, and first learns what the bytes ask for: the one slow path, taken once per schema. */
export async function decodeLearning<Topic extends TopicName>(
  codec: Codec,
  topic: Topic,
  value: Buffer | null,
): Promise<Message<Topic>> {
  for (;;) {
    try {
      return codec.decode(topic, value);
    } catch (error) {
      if (!(error instanceof LogError) || error.schemaId === undefined) throw error;
      await codec.learn(error.schemaId);
    }
  }
}
