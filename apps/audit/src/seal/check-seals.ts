import { topics } from '@stakelog/contracts';
import {
  isSignedCheckpoint,
  leafHash,
  leafPreimage,
  MerkleTree,
  type Checkpoint,
  type PublicKeys,
  type Seals,
} from '@stakelog/sealing';
import type { RecordedLog } from '../log/recorded-log';
import { grouped, seconds, type Output } from '../report/output';
import type { SealedTopic } from './sealing';

type Checked = { readonly records: number; readonly checkpoints: number; readonly fault?: string };

/** Reads everything that was sealed again, from offset 0, and holds it to every signed root (I21). */
export async function checkSeals(
  log: RecordedLog,
  seals: Seals,
  sealed: readonly SealedTopic[],
  out: Output,
): Promise<boolean> {
  const started = performance.now();
  const keys = seals.keys();
  const faults: string[] = [];
  let [records, checkpoints] = [0, 0];
  for (const topic of sealed)
    for (let partition = 0; partition < topics[topic].partitions; partition++) {
      const checked = await checkPartition(log, seals, keys, { topic, partition });
      records += checked.records;
      checkpoints += checked.checkpoints;
      if (checked.fault !== undefined) faults.push(`${topic}/${partition}: ${checked.fault}`);
      out.progress(`${topic}/${partition}  ${grouped(records)} records`);
    }
  if (out.json) await out.value({ verb: 'seal', records, checkpoints, faults });
  else
    out.text(
      `${grouped(records)} sealed records  ${grouped(checkpoints)} checkpoints  ${seconds(started)}`,
      ...faults.map((fault) => `  ✗ ${fault}`),
      ...(faults.length === 0 ? ['  ✓ signatures  ✓ roots'] : []),
    );
  return faults.length === 0;
}

type Place = { readonly topic: SealedTopic; readonly partition: number };

async function checkPartition(
  log: RecordedLog,
  seals: Seals,
  keys: PublicKeys,
  { topic, partition }: Place,
): Promise<Checked> {
  const said = seals.checkpoints(topic, partition);
  const unsigned = said.find((each) => !isSignedCheckpoint(each, keys));
  const counts = { records: said.at(-1)?.size ?? 0, checkpoints: said.length };
  if (unsigned !== undefined)
    return { ...counts, fault: `the checkpoint of ${unsigned.size} records is signed by no key` };
  const { end = 0 } = (await log.ranges(topic)).get(partition) ?? {};
  if (end < counts.records)
    return { ...counts, fault: `it ends at ${end}, and ${counts.records} records were sealed` };
  const roots = new SignedRoots(said, (offset) => seals.leaf(topic, partition, offset));
  for await (const slice of log.read(topic, partition, 0, counts.records))
    for (const record of slice) {
      roots.take(record.offset, leafHash(leafPreimage({ topic, ...record })));
      if (roots.fault !== undefined) return { ...counts, fault: roots.fault };
    }
  return counts;
}

/** Folds leaves and compares the root wherever one was signed. */
class SignedRoots {
  readonly #tree = new MerkleTree();
  readonly #said: readonly Checkpoint[];
  readonly #leafAt: (offset: number) => Buffer | undefined;
  #next = 0;
  /** The first record that is not the sealed one, as the nodes tell. */
  #suspect: number | undefined;
  fault: string | undefined;

  constructor(said: readonly Checkpoint[], leafAt: (offset: number) => Buffer | undefined) {
    this.#said = said;
    this.#leafAt = leafAt;
  }

  take(offset: number, leaf: Buffer): void {
    this.#tree.append(leaf);
    if (this.#suspect === undefined && this.#leafAt(offset)?.equals(leaf) === false)
      this.#suspect = offset;
    const due = this.#said[this.#next];
    if (due?.size !== this.#tree.size) return;
    const from = this.#said[this.#next - 1]?.size ?? 0;
    this.#next++;
    if (this.#tree.root().toString('hex') === due.root) return;
    const first = this.#suspect === undefined ? '' : `, the first at offset ${this.#suspect}`;
    this.fault = `offsets ${from} to ${due.size - 1} are not what was signed${first}`;
  }
}
