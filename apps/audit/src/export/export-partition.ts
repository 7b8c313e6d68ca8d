import type { TopicName } from '@stakelog/contracts';
import type { LogRecord } from '@stakelog/kafka';
import { leafHash, leafPreimage, MerkleTree, type Hash, type Seals } from '@stakelog/sealing';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { describeFile } from './describe-file';
import { formats, type FormatName } from './formats/formats';
import type { ExportedPartition } from './manifest';
import { PostingSums } from './posting-sums';
import { rowOf, type Decode, type Row } from './row';

/** An offset, or a time of append in UTC milliseconds. */
export type Bound = { readonly offset: number } | { readonly atMs: number };

export type PartitionScope = {
  readonly topic: TopicName;
  readonly partition: number;
  readonly start: number;
  /** The first record that is wanted. */
  readonly from: Bound;
  /** The first that is not. */
  readonly until: Bound;
};

export type ExportTarget = {
  readonly folder: string;
  readonly format: FormatName;
  readonly decode: Decode;
  readonly seals: Seals;
};

const reaches = (bound: Bound, { offset, appendedAtMs }: LogRecord): boolean =>
  'offset' in bound ? offset >= bound.offset : appendedAtMs >= bound.atMs;

/**
 * Writes one partition. It takes all of its records from the start, even where less is wanted: the tree over all of
 * them is what was sealed, and the currencies of accounts stand at their opening.
 */
export class PartitionExport {
  readonly #scope: PartitionScope;
  readonly #target: ExportTarget;
  readonly #paths: {
    readonly records: string;
    readonly leaves: string;
    readonly checkpoints: string;
  };
  readonly #writer;
  readonly #leaves;
  readonly #tree = new MerkleTree();
  readonly #sums = new PostingSums();
  #before: readonly Hash[] = [];
  #from: number | undefined;
  #until: number;

  constructor(scope: PartitionScope, target: ExportTarget) {
    this.#scope = scope;
    this.#target = target;
    this.#until = scope.start;
    const name = `${scope.topic}.${String(scope.partition).padStart(2, '0')}`;
    const { folder, format } = target;
    this.#paths = {
      records: `${name}.${format}`,
      leaves: `${name}.leaves`,
      checkpoints: `${name}.checkpoints.jsonl`,
    };
    this.#writer = formats[format].open(join(folder, this.#paths.records));
    this.#leaves = createWriteStream(join(folder, this.#paths.leaves));
  }

  /** False at the first record that is not wanted any more. */
  async take(slice: readonly LogRecord[]): Promise<boolean> {
    const end = slice.findIndex((record) => reaches(this.#scope.until, record));
    const rows: Row[] = [];
    const leaves: Hash[] = [];
    for (const record of end < 0 ? slice : slice.slice(0, end)) {
      const leaf = leafHash(leafPreimage({ topic: this.#scope.topic, ...record }));
      const row = rowOf(record, this.#target.decode);
      this.#sums.learn(row);
      if (this.#isWanted(record)) {
        rows.push(row);
        leaves.push(leaf);
        this.#sums.add(row);
      }
      this.#tree.append(leaf);
      this.#until = record.offset + 1;
    }
    await this.#writer.write(rows);
    if (!this.#leaves.write(Buffer.concat(leaves))) await once(this.#leaves, 'drain');
    return end < 0;
  }

  async close(): Promise<ExportedPartition> {
    await this.#writer.close();
    this.#leaves.end();
    await finished(this.#leaves);
    const { topic, partition, start } = this.#scope;
    const { folder, seals } = this.#target;
    const from = this.#from ?? this.#until;
    const sealed = seals
      .checkpoints(topic, partition)
      .filter(({ size }) => size > from && size <= this.#until);
    const lines = sealed.map((each) => `${JSON.stringify(each)}\n`).join('');
    await writeFile(join(folder, this.#paths.checkpoints), lines);
    const before = this.#from === undefined ? this.#tree.peaks : this.#before;
    return {
      topic,
      partition,
      start,
      from,
      until: this.#until,
      records: await describeFile(folder, this.#paths.records),
      leaves: await describeFile(folder, this.#paths.leaves),
      before: before.map((peak) => peak.toString('hex')),
      root: this.#tree.root().toString('hex'),
      checkpoints: await describeFile(folder, this.#paths.checkpoints),
      sums: this.#sums.sums,
    };
  }

  #isWanted(record: LogRecord): boolean {
    if (this.#from !== undefined) return true;
    if (!reaches(this.#scope.from, record)) return false;
    this.#from = record.offset;
    this.#before = this.#tree.peaks;
    return true;
  }
}
