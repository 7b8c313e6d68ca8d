import { limits, topics, type TopicName } from '@stakelog/contracts';
import type { LogRecord } from '@stakelog/kafka';
import {
  lockSeals,
  PartitionSeal,
  SchemaSeals,
  SealError,
  Seals,
  signingKey,
  type Checkpoint,
} from '@stakelog/sealing';
import type { RecordedLog } from '../log/recorded-log';

/** What a sealer writes a tree over. Dead letters expire, so no tree can stand over them. */
export const sealedTopics = ['bet.events', 'odds.events', 'bet.commands'] as const;

export type SealedTopic = (typeof sealedTopics)[number];

export type SealingParts = {
  readonly log: RecordedLog;
  readonly textOf: (schemaId: number) => Promise<string | undefined>;
  readonly sealDir: string;
  readonly secretsDir: string;
  readonly nowMs: () => number;
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
};

/** The trees over all partitions of some topics, and the refusals among them. One at a time for a directory. */
export class Sealing {
  readonly #parts: SealingParts;
  readonly #unlock: () => void;
  readonly #schemas: SchemaSeals;
  readonly #seals = new Map<string, PartitionSeal>();
  /** Partitions whose log is not what was sealed: nothing more of them is signed. */
  readonly refusals = new Map<string, SealError>();

  /** Throws `locked` where another process seals there. */
  constructor(parts: SealingParts) {
    this.#parts = parts;
    this.#unlock = lockSeals(parts.sealDir);
    signingKey(parts.secretsDir, parts.sealDir); // made now, so that its public half can be handed out
    this.#schemas = new SchemaSeals(parts.sealDir);
  }

  /** Where to read each partition of the topic from, and its end at this moment. */
  async open(topic: SealedTopic): Promise<ReadonlyMap<number, { from: number; end: number }>> {
    const ranges = await this.#parts.log.ranges(topic);
    const keys = new Seals(this.#parts.sealDir).keys();
    const from = new Map<number, { from: number; end: number }>();
    for (let partition = 0; partition < topics[topic].partitions; partition++) {
      const { start, end } = ranges.get(partition) ?? { start: 0, end: 0 };
      this.#guarded(topic, partition, () => {
        if (start > 0) throw new SealError('not_dense', `${topic}/${partition} begins at ${start}`);
        const seal = new PartitionSeal({ sealDir: this.#parts.sealDir, topic, partition }, keys);
        seal.requireEnd(end);
        this.#seals.set(nameOf(topic, partition), seal);
        from.set(partition, { from: seal.next, end });
      });
    }
    return from;
  }

  take(topic: SealedTopic, record: LogRecord): void {
    const name = nameOf(topic, record.partition);
    const seal = this.#seals.get(name);
    if (seal === undefined) return;
    this.#guarded(topic, record.partition, () => {
      seal.take({ topic, ...record });
      this.#schemas.meet(record.value);
      if (seal.unsealed >= limits.sealRecordsMax) this.#sign(seal);
    });
  }

  /** Signs everything that was taken and not signed yet. Schemas wait where the registry is away. */
  async sign(): Promise<void> {
    for (const seal of this.#seals.values()) this.#sign(seal);
    const { secretsDir, sealDir, textOf } = this.#parts;
    await this.#schemas.seal(textOf, signingKey(secretsDir, sealDir));
  }

  sealedSize(topic: TopicName, partition: number): number {
    return this.#seals.get(nameOf(topic, partition))?.sealedSize ?? 0;
  }

  close(): void {
    for (const seal of this.#seals.values()) seal.close();
    this.#seals.clear();
    this.#unlock();
  }

  #sign(seal: PartitionSeal): void {
    if (seal.unsealed === 0) return;
    const { secretsDir, sealDir, nowMs, onCheckpoint } = this.#parts;
    const checkpoint = seal.seal(nowMs(), signingKey(secretsDir, sealDir));
    if (checkpoint !== undefined) onCheckpoint?.(checkpoint);
  }

  /** What disagrees is left out from here on; the other partitions go on. */
  #guarded(topic: TopicName, partition: number, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      const name = nameOf(topic, partition);
      this.refusals.set(name, error);
      this.#seals.get(name)?.close();
      this.#seals.delete(name);
    }
  }
}

const nameOf = (topic: TopicName, partition: number): string => `${topic}/${partition}`;
