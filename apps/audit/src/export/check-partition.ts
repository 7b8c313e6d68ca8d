import {
  isSignedCheckpoint,
  MerkleTree,
  type Checkpoint,
  type PublicKeys,
} from '@stakelog/sealing';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { belongs, Culprit, type Expected, type Tampering } from './culprit';
import { describeFile } from './describe-file';
import { formats, type FormatName } from './formats/formats';
import { LeafFile } from './leaf-file';
import type { ExportedFile, ExportedPartition } from './manifest';
import { PostingSums } from './posting-sums';
import { contentOf, rowOf, type Decode, type Row } from './row';

/** What is wrong with an export: a record with what was done to it, or one of its files. */
export type Finding = {
  readonly topic: string;
  readonly partition: number;
  /** Of the first record that is not what was exported. */
  readonly offset?: number;
  readonly kind: Tampering | 'file' | 'root' | 'signature' | 'sums';
  readonly detail: string;
};

export type CheckOptions = {
  readonly folder: string;
  readonly format: FormatName;
  readonly decode: Decode;
  readonly keys: PublicKeys;
};

/** Holds one partition of an export to its leaves, those to their root, and that to the signatures. */
export async function checkPartition(
  of: ExportedPartition,
  options: CheckOptions,
): Promise<readonly Finding[]> {
  const { topic, partition, from, until } = of;
  const missing = [of.records, of.leaves, of.checkpoints].filter(
    ({ path }) => !existsSync(join(options.folder, path)),
  );
  const found = (kind: Finding['kind'], detail: string) => ({ topic, partition, kind, detail });
  if (missing.length > 0) return missing.map(({ path }) => found('file', `${path} is missing`));
  const leaves = new LeafFile(join(options.folder, of.leaves.path));
  try {
    const findings = [...checkRoots(of, leaves, options)];
    // Records cannot be held to leaves that are wrong themselves.
    if (findings.every(({ kind }) => kind !== 'root') && leaves.count === until - from)
      findings.push(...(await checkRows(of, leaves, options)));
    else if (leaves.count !== until - from)
      findings.push(
        found('root', `${of.leaves.path} has ${leaves.count} leaves, not ${until - from}`),
      );
    const named = findings.some(({ offset }) => offset !== undefined);
    for (const file of [of.leaves, of.checkpoints, ...(named ? [] : [of.records])])
      if (!(await isAsWritten(options.folder, file)))
        findings.push(found('file', `${file.path} has other bytes than were exported`));
    return findings;
  } finally {
    leaves.close();
  }
}

async function isAsWritten(folder: string, file: ExportedFile): Promise<boolean> {
  return isDeepStrictEqual(await describeFile(folder, file.path), file);
}

/** The leaves make the root, and each root on the way that was signed. */
function* checkRoots(
  { topic, partition, start, from, before, root, checkpoints }: ExportedPartition,
  leaves: LeafFile,
  { folder, keys }: CheckOptions,
): Generator<Finding> {
  const found = (kind: Finding['kind'], detail: string) => ({ topic, partition, kind, detail });
  const tree = MerkleTree.from(
    from - start,
    before.map((peak) => Buffer.from(peak, 'hex')),
  );
  const lines = readFileSync(join(folder, checkpoints.path), 'utf8').split('\n').filter(Boolean);
  let sealed = from;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the signature is checked
  for (const said of lines.map((line) => JSON.parse(line) as Checkpoint)) {
    if (said.topic !== topic || said.partition !== partition || !isSignedCheckpoint(said, keys))
      yield found(
        'signature',
        `the checkpoint of ${said.size} records is signed by none of the keys`,
      );
    for (; tree.size < said.size;) {
      const leaf = leaves.at(tree.size - (from - start));
      if (leaf === undefined) break;
      tree.append(leaf);
    }
    if (tree.root().toString('hex') !== said.root)
      yield found('root', `offsets ${sealed} to ${said.size - 1} are not what was signed`);
    sealed = said.size;
  }
  for (let leaf = leaves.at(tree.size - (from - start)); leaf !== undefined;) {
    tree.append(leaf);
    leaf = leaves.at(tree.size - (from - start));
  }
  if (tree.root().toString('hex') !== root)
    yield found('root', `the leaves do not make the root ${root}`);
}

/** Every row is the record that was exported there; the first that is not is named. */
async function checkRows(
  of: ExportedPartition,
  leaves: LeafFile,
  { folder, format, decode }: CheckOptions,
): Promise<readonly Finding[]> {
  const { topic, partition, from, until } = of;
  const expected: Expected = { topic, partition, from, leaves };
  const sums = new PostingSums();
  let culprit: Culprit | undefined;
  let misread: number | undefined;
  let index = 0;
  for await (const row of formats[format].read(join(folder, of.records.path))) {
    const content = row === undefined ? undefined : contentOf(row);
    if (culprit !== undefined) culprit.follow(index, content);
    else if (!belongs(expected, content, index)) culprit = new Culprit(expected, index, content);
    else if (row !== undefined && content !== undefined) {
      if (!readsAs(row, { offset: from + index, ...content }, decode)) misread ??= from + index;
      sums.learn(row);
      sums.add(row);
    }
    index++;
  }
  if (culprit === undefined && index < until - from)
    culprit = new Culprit(expected, index, undefined);
  if (culprit !== undefined) {
    const kind = culprit.verdict(index);
    return [{ topic, partition, offset: from + culprit.index, kind, detail: meanings[kind] }];
  }
  if (misread !== undefined)
    return [
      {
        topic,
        partition,
        offset: misread,
        kind: 'changed',
        detail: 'what is decoded is not what the bytes say',
      },
    ];
  if (from === of.start && !isDeepStrictEqual(sums.sums, of.sums))
    return [{ topic, partition, kind: 'sums', detail: 'the postings add up to other sums' }];
  return [];
}

const meanings: Readonly<Record<Tampering, string>> = {
  changed: 'another record stands there, or one that cannot be read',
  dropped: 'the record is missing',
  added: 'a record stands there that was not exported',
  swapped: 'a later record stands there, and this one stands in a later place',
};

const readsAs = (row: Row, content: Parameters<typeof rowOf>[0], decode: Decode): boolean =>
  isDeepStrictEqual(row, rowOf(content, decode));
