/** Kafka's API keys that the proxy looks into. */
export const apiKeys = { produce: 0, fetch: 1, metadata: 3, findCoordinator: 10 } as const;

/** One Produce request, as far as a test chooses by it. */
export type Produce = {
  readonly topic: string;
  readonly partitions: readonly number[];
  /** Of the request's largest batch: a bare adoption or `EpochOpened` has one, decisions make it more. */
  readonly records: number;
};

export type RequestHead = {
  readonly apiKey: number;
  readonly version: number;
  readonly correlationId: number;
  /** Where the body begins. */
  readonly bodyAt: number;
};

/** Collects bytes and hands out whole frames, their length in front. */
export class Frames {
  #bytes: Buffer = Buffer.alloc(0);

  take(bytes: Buffer): readonly Buffer[] {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
    const frames: Buffer[] = [];
    while (this.#bytes.length >= 4) {
      const end = 4 + this.#bytes.readInt32BE(0);
      if (this.#bytes.length < end) break;
      frames.push(this.#bytes.subarray(0, end));
      this.#bytes = this.#bytes.subarray(end);
    }
    return frames;
  }
}

export function requestHead(frame: Buffer): RequestHead {
  const clientId = frame.readInt16BE(12);
  return {
    apiKey: frame.readInt16BE(4),
    version: frame.readInt16BE(6),
    correlationId: frame.readInt32BE(8),
    bodyAt: 14 + Math.max(0, clientId),
  };
}

/** Reads on from a place of a frame: Kafka's own types, big-endian, lengths in front. */
export class FrameReader {
  readonly #frame: Buffer;
  at: number;

  constructor(frame: Buffer, at: number) {
    this.#frame = frame;
    this.at = at;
  }

  int16(): number {
    this.at += 2;
    return this.#frame.readInt16BE(this.at - 2);
  }

  int32(): number {
    this.at += 4;
    return this.#frame.readInt32BE(this.at - 4);
  }

  skip(bytes: number): void {
    this.at += bytes;
  }

  /** Empty where it is null. */
  string(): string {
    const length = Math.max(0, this.int16());
    this.at += length;
    return this.#frame.toString('utf8', this.at - length, this.at);
  }

  array<Item>(read: () => Item): Item[] {
    return Array.from({ length: Math.max(0, this.int32()) }, read);
  }
}

/** Of a Produce request of version 3 to 7 with one topic, as all of ours are. */
export function produceOf(frame: Buffer, { bodyAt }: RequestHead): Produce {
  const reader = new FrameReader(frame, bodyAt);
  reader.string();
  reader.skip(2 + 4);
  const topics = reader.array(() => ({
    topic: reader.string(),
    batches: reader.array(() => {
      const partition = reader.int32();
      const length = reader.int32();
      const records = frame.readInt32BE(reader.at + 57);
      reader.skip(length);
      return { partition, records };
    }),
  }));
  const batches = topics.flatMap((topic) => topic.batches);
  return {
    topic: topics[0]?.topic ?? '',
    partitions: batches.map(({ partition }) => partition),
    records: Math.max(...batches.map(({ records }) => records)),
  };
}

/** The answer that a broker gives when it takes none of a request's batches: versions 5 to 7. */
export function produceRefusal(
  correlationId: number,
  { topic, partitions }: Produce,
  errorCode: number,
): Buffer {
  const name = Buffer.from(topic);
  const frame = Buffer.alloc(4 + 4 + 4 + 2 + name.length + 4 + partitions.length * 30 + 4);
  frame.writeInt32BE(frame.length - 4, 0);
  frame.writeInt32BE(correlationId, 4);
  frame.writeInt32BE(1, 8);
  frame.writeInt16BE(name.length, 12);
  name.copy(frame, 14);
  let at = 14 + name.length;
  at = frame.writeInt32BE(partitions.length, at);
  for (const partition of partitions) {
    at = frame.writeInt32BE(partition, at);
    at = frame.writeInt16BE(errorCode, at);
    for (let times = 0; times < 3; times++) at = frame.writeBigInt64BE(-1n, at);
  }
  return frame;
}

/** Puts an error into the answer to a Produce that was appended all the same. */
export function withProduceError(frame: Buffer, errorCode: number): Buffer {
  const changed = Buffer.from(frame);
  const reader = new FrameReader(changed, 8);
  reader.array(() => {
    reader.string();
    reader.array(() => {
      reader.skip(4);
      changed.writeInt16BE(errorCode, reader.at);
      reader.skip(2 + 3 * 8);
    });
  });
  return changed;
}

/** Every broker named in the answer listens on this port, and where it says on loopback. */
export function withBrokersAt(frame: Buffer, version: number, port: number): Buffer {
  const changed = Buffer.from(frame);
  const reader = new FrameReader(changed, version >= 3 ? 12 : 8);
  reader.array(() => {
    reader.skip(4);
    reader.string();
    changed.writeInt32BE(port, reader.at);
    reader.skip(4);
    if (version >= 1) reader.string();
  });
  return changed;
}

/** The same for the coordinator of a group. */
export function withCoordinatorAt(frame: Buffer, version: number, port: number): Buffer {
  const changed = Buffer.from(frame);
  const reader = new FrameReader(changed, version >= 1 ? 12 : 8);
  const errorCode = reader.int16();
  if (version >= 1) reader.string();
  reader.skip(4);
  reader.string();
  if (errorCode === 0) changed.writeInt32BE(port, reader.at);
  return changed;
}

/** A Fetch answer of version 11 without the records of some partitions; the ends that it names stay true. */
export function withoutRecords(
  frame: Buffer,
  withheld: (topic: string, partition: number) => boolean,
): Buffer {
  const reader = new FrameReader(frame, 4 + 4 + 4 + 2 + 4);
  const kept: Buffer[] = [];
  let from = 0;
  reader.array(() => {
    const topic = reader.string();
    reader.array(() => {
      const partition = reader.int32();
      reader.skip(2 + 3 * 8);
      reader.array(() => reader.skip(16));
      reader.skip(4);
      const lengthAt = reader.at;
      const length = Math.max(0, reader.int32());
      reader.skip(length);
      if (length === 0 || !withheld(topic, partition)) return;
      kept.push(frame.subarray(from, lengthAt), Buffer.alloc(4));
      from = reader.at;
    });
  });
  const changed = Buffer.concat([...kept, frame.subarray(from)]);
  changed.writeInt32BE(changed.length - 4, 0);
  return changed;
}
