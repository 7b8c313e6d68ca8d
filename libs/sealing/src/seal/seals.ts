import type { TopicName } from '@stakelog/contracts';
import { existsSync } from 'node:fs';
import type { Hash } from '../merkle/hash';
import { consistencyPath, inclusionPath } from '../merkle/tree';
import { publicKeys } from './keys';
import { lastLines, readLines } from './line-file';
import { NodeFile } from './node-file';
import { checkpointsPath, nodesPath, readCheckpoint } from './partition-seal';
import { readSealedSchemas } from './schema-seals';
import type { Checkpoint, PublicKeys, SealedSchema } from './statement';

/** What proves one record: the way from its leaf to a signed root. */
export type Inclusion = { readonly path: readonly string[]; readonly checkpoint: Checkpoint };

/** What proves that nothing before a checkpoint was changed since: the newer tree begins with the older. */
export type Consistency = {
  readonly before: Checkpoint;
  readonly checkpoint: Checkpoint;
  readonly path: readonly string[];
};

const LEAVES_AT_ONCE = 4_096;

/** The files of a sealer, for whoever reads them while it goes on writing. */
export class Seals {
  readonly #sealDir: string;
  /** What was read last of each partition, for whoever reads on. */
  readonly #leaves = new Map<string, { readonly from: number; readonly hashes: readonly Hash[] }>();

  constructor(sealDir: string) {
    this.#sealDir = sealDir;
  }

  /** False where nobody has sealed anything yet. */
  get exist(): boolean {
    return existsSync(this.#sealDir);
  }

  newest(topic: TopicName, partition: number): Checkpoint | undefined {
    const [line] = lastLines(checkpointsPath(this.#sealDir, topic, partition), 1);
    return line === undefined ? undefined : readCheckpoint(line);
  }

  checkpoints(topic: TopicName, partition: number): readonly Checkpoint[] {
    return readLines(checkpointsPath(this.#sealDir, topic, partition)).map(readCheckpoint);
  }

  /** Undefined while no checkpoint covers the offset. */
  inclusion(topic: TopicName, partition: number, offset: number): Inclusion | undefined {
    const checkpoint = this.newest(topic, partition);
    if (checkpoint === undefined || offset >= checkpoint.size) return undefined;
    return {
      path: this.#withNodes(topic, partition, (nodes) =>
        inclusionPath(offset, checkpoint.size, nodes.at).map((hash) => hash.toString('hex')),
      ),
      checkpoint,
    };
  }

  /** The hash of a sealed record's leaf; undefined where it is not in the file. */
  leaf(topic: TopicName, partition: number, offset: number): Hash | undefined {
    const key = `${topic}/${partition}`;
    const held = this.#leaves.get(key);
    if (held !== undefined && offset >= held.from && offset < held.from + held.hashes.length)
      return held.hashes[offset - held.from];
    const path = nodesPath(this.#sealDir, topic, partition);
    if (!existsSync(path)) return undefined;
    const hashes = this.#withNodes(topic, partition, (nodes) => {
      const until = Math.min(offset + LEAVES_AT_ONCE, nodes.leafCount);
      return offset < until ? [...nodes.leaves(offset, until)] : [];
    });
    this.#leaves.set(key, { from: offset, hashes });
    return hashes[0];
  }

  /** From the newest checkpoint of at most `size` records to the newest of all. */
  consistency(topic: TopicName, partition: number, size: number): Consistency | undefined {
    const before = this.checkpoints(topic, partition).findLast((each) => each.size <= size);
    const checkpoint = this.newest(topic, partition);
    if (before === undefined || checkpoint === undefined) return undefined;
    const path = this.#withNodes(topic, partition, (nodes) =>
      consistencyPath(before.size, checkpoint.size, nodes.at).map((hash) => hash.toString('hex')),
    );
    return { before, checkpoint, path };
  }

  schemas(): readonly SealedSchema[] {
    return readSealedSchemas(this.#sealDir);
  }

  keys(): PublicKeys {
    return publicKeys(this.#sealDir);
  }

  #withNodes<Answer>(
    topic: TopicName,
    partition: number,
    ask: (nodes: NodeFile) => Answer,
  ): Answer {
    const nodes = new NodeFile(nodesPath(this.#sealDir, topic, partition), 'read');
    try {
      return ask(nodes);
    } finally {
      nodes.close();
    }
  }
}
