import { globSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';

/** Of a batch on disk: base offset, length of what follows it, …, offset of its last record beyond the first. */
const LENGTH_AT = 8;
const HEAD = 12;
const LAST_DELTA_AT = 23;

/**
 * Cuts a partition off at the batch that holds this offset, as a power loss does that the page cache did not survive.
 * The broker must not run. Returns how many records are gone.
 */
export function cutTail(dataDir: string, topic: string, partition: number, offset: number): number {
  const data = `${dataDir}/kafka/data`;
  const folder = `${data}/${topic}-${partition}`;
  const [segment] = globSync(`${folder}/*.log`)
    .filter((path) => statSync(path).size > 0)
    .toSorted()
    .toReversed();
  if (segment === undefined) throw new Error(`${folder} has no records`);
  const batches = batchesOf(readFileSync(segment));
  const first = batches.find(({ next }) => next > offset);
  if (first === undefined) throw new Error(`${folder} ends before ${offset}`);
  truncateSync(segment, first.at);
  // The broker looks for itself how far the log goes, and builds its indexes again.
  for (const path of [
    ...globSync(`${folder}/*.{index,timeindex,txnindex,snapshot}`),
    `${data}/.kafka_cleanshutdown`,
    `${data}/recovery-point-offset-checkpoint`,
    `${data}/replication-offset-checkpoint`,
  ])
    rmSync(path, { force: true });
  return (batches.at(-1)?.next ?? first.base) - first.base;
}

/** The offset behind the last record on disk. */
export function endOf(dataDir: string, topic: string, partition: number): number {
  const paths = globSync(`${dataDir}/kafka/data/${topic}-${partition}/*.log`).toSorted();
  const ends = paths.flatMap((path) => batchesOf(readFileSync(path)).at(-1)?.next ?? []);
  return Math.max(0, ...ends);
}

function batchesOf(bytes: Buffer) {
  const batches: { readonly at: number; readonly base: number; readonly next: number }[] = [];
  for (let at = 0; at + LAST_DELTA_AT + 4 <= bytes.length;) {
    const length = bytes.readInt32BE(at + LENGTH_AT);
    if (length <= 0) break;
    const base = Number(bytes.readBigInt64BE(at));
    batches.push({ at, base, next: base + bytes.readInt32BE(at + LAST_DELTA_AT) + 1 });
    at += HEAD + length;
  }
  return batches;
}
