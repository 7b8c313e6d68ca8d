import { assert, limits, type TopicName } from '@stakelog/contracts';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { leafPreimage, type PlacedRecord } from '../leaf';
import { leafHash, type Hash } from '../merkle/hash';
import { MerkleTree, peaksOf } from '../merkle/tree';
import { appendLine, lastLines } from './line-file';
import { NodeFile } from './node-file';
import { SealError } from './seal-error';
import {
  isSignedCheckpoint,
  signedCheckpoint,
  type Checkpoint,
  type PublicKeys,
  type SigningKey,
} from './statement';

export const partitionDir = (sealDir: string, topic: TopicName, partition: number): string =>
  join(sealDir, topic, String(partition).padStart(2, '0'));

/** The checkpoints of a partition, one JSON object a line, oldest first: the file for a witness. */
export const checkpointsPath = (sealDir: string, topic: TopicName, partition: number): string =>
  join(partitionDir(sealDir, topic, partition), 'checkpoints.jsonl');

export const nodesPath = (sealDir: string, topic: TopicName, partition: number): string =>
  join(partitionDir(sealDir, topic, partition), 'nodes');

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the signature is checked
export const readCheckpoint = (line: string): Checkpoint => JSON.parse(line) as Checkpoint;

type Place = { readonly sealDir: string; readonly topic: TopicName; readonly partition: number };

/**
 * The tree over one partition, as it grows. Nodes reach their file before the checkpoint that signs them, so
 * that a kill at any point loses work and nothing else. Begins again some records before the newest
 * checkpoint: they must be what was sealed.
 */
export class PartitionSeal {
  readonly #place: Place;
  readonly #nodes: NodeFile;
  readonly #sealed: { size: number; root: string };
  #tree = new MerkleTree();
  /** The size of the tree whose nodes are in the file. */
  #written = 0;
  #unwritten: Hash[] = [];
  #next = 0;

  /** Throws `damaged` where the newest checkpoint was signed by none of these keys. */
  constructor(place: Place, keys: PublicKeys) {
    const { sealDir, topic, partition } = place;
    this.#place = place;
    mkdirSync(partitionDir(sealDir, topic, partition), { recursive: true });
    this.#nodes = new NodeFile(nodesPath(sealDir, topic, partition), 'write');
    const path = checkpointsPath(sealDir, topic, partition);
    const newest = lastLines(path, 2).map(readCheckpoint);
    const last = newest.at(-1);
    this.#sealed = { size: last?.size ?? 0, root: last?.root ?? '' };
    if (last === undefined) return;
    if (!isSignedCheckpoint(last, keys)) throw new SealError('damaged', `${path}, its last line`);
    this.#resume(last, newest.length > 1 ? (newest[0]?.size ?? 0) : 0);
  }

  /** The offset of the record to hand in next. */
  get next(): number {
    return this.#next;
  }

  /** How many records the newest checkpoint covers. */
  get sealedSize(): number {
    return this.#sealed.size;
  }

  /** How many records were taken since the newest checkpoint. */
  get unsealed(): number {
    return Math.max(0, this.#tree.size - this.#sealed.size);
  }

  /** Throws `disagrees` with the first offset that is not what was sealed. */
  take(record: PlacedRecord): void {
    assert(record.offset === this.#next, 'records are sealed in order, without a gap');
    const leaf = leafHash(leafPreimage(record));
    if (record.offset < this.#tree.size) {
      if (!this.#nodes.at({ level: 0, index: record.offset }).equals(leaf))
        throw this.#disagrees(`at offset ${record.offset}`);
    } else this.#append(leaf);
    this.#next++;
  }

  /** Throws `disagrees` where the log ends before what was sealed of it. */
  requireEnd(end: number): void {
    if (end < this.#sealed.size) throw this.#disagrees(`it ends at ${end}`);
  }

  /** Signs what was taken. Undefined where a checkpoint covers all of it. */
  seal(atMs: number, key: SigningKey): Checkpoint | undefined {
    if (this.unsealed === 0) return undefined;
    this.#write();
    const { sealDir, topic, partition } = this.#place;
    const { size } = this.#tree;
    const root = this.#tree.root().toString('hex');
    const checkpoint = signedCheckpoint({ topic, partition, size, root, atMs }, key);
    appendLine(checkpointsPath(sealDir, topic, partition), JSON.stringify(checkpoint));
    this.#sealed.size = size;
    this.#sealed.root = root;
    return checkpoint;
  }

  close(): void {
    this.#nodes.close();
  }

  /** With damaged nodes the whole partition is folded again, up to the signed root. */
  #resume(last: Checkpoint, before: number): void {
    const tree = MerkleTree.from(last.size, peaksOf(last.size).map(this.#nodes.at));
    if (tree.root().toString('hex') !== last.root) return;
    this.#tree = tree;
    this.#written = last.size;
    this.#next = before;
  }

  #append(leaf: Hash): void {
    this.#tree.append(leaf, (node) => this.#unwritten.push(node));
    const { size } = this.#tree;
    if (size === this.#sealed.size && this.#tree.root().toString('hex') !== this.#sealed.root)
      throw this.#disagrees('folded again, it has another root');
    if (size - this.#written >= limits.sealRecordsMax) this.#write();
  }

  #write(): void {
    if (this.#written === this.#tree.size) return;
    this.#nodes.write(this.#written, this.#unwritten);
    this.#written = this.#tree.size;
    this.#unwritten = [];
  }

  #disagrees(found: string): SealError {
    const { topic, partition } = this.#place;
    const range = `${topic}/${partition}, offsets 0 to ${this.#sealed.size - 1} are sealed`;
    return new SealError('disagrees', `${range}: ${found}`);
  }
}
