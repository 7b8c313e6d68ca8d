import {
  copyFileSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { logFile } from '../../tools/servers/running-service.mts';
import type { Bout, Fault } from './harness/fault.mts';
import { needsRoot, SmallDisk } from './harness/small-disk.mts';

const withinMs = 300_000;
const partitions = 12;
const smallBytes = 65_536;

/** An unfit snapshot is passed over with a word; where none can be written, betting goes on undisturbed. */
export const f26: Fault = {
  id: 'F26',
  name: 'snapshots and position files are torn, flipped, foreign; their writer dies; their store is full',
  run: spoil,
};

async function spoil(bout: Bout): Promise<void> {
  await spoilFiles(bout);
  await dieWriting(bout);
  const reason = needsRoot();
  if (reason === undefined) await fillStore(bout);
  else bout.note(`full store skipped: ${reason}`);
  await bout.system.app('decider').restart();
}

async function spoilFiles({ system, load, chance, note, expect }: Bout): Promise<void> {
  const { place } = system;
  const store = `${place.dataDir}/positions`;
  const decider = system.app('decider');
  const snapshotOf = (partition: number) =>
    globSync(`${store}/bet.events-${partition}-*.snapshot`).toSorted().at(-1);
  const all = Array.from({ length: partitions }, (_, partition) => partition);
  const isWritten = async () => all.every((partition) => snapshotOf(partition) !== undefined);
  expect(await load.until(isWritten, withinMs), 'every partition has a snapshot');
  await decider.stop();
  const [torn, flipped, foreign, misplaced] = chance.shuffled(all);
  tear(snapshotOf(torn ?? 0));
  flip(snapshotOf(flipped ?? 1), (length) => chance.below(length));
  const other = snapshotOf(misplaced ?? 2);
  const name = `bet.events-${foreign}-${'9'.repeat(16)}.snapshot`;
  if (other !== undefined) copyFileSync(other, `${store}/${name}`);
  for (const path of globSync(`${store}/bet.events-*.position.json`)) tear(path);
  const rejected = words(place, 'decider.snapshot-rejected');
  await decider.start();
  expect(await load.progress(20), 'answers go on');
  const reasons = rejected().map((line) => /"reason":"([a-z-]+)"/.exec(line)?.[1]);
  expect(reasons.length >= 3, `three snapshots are passed over, not ${reasons.length}`);
  note(`passed over: ${reasons.join()}`);
  rmSync(`${store}/${name}`, { force: true });
}

/** Its death is nothing to the decider. */
async function dieWriting({ system, load, note, expect }: Bout): Promise<void> {
  const decider = system.app('decider');
  const { deaths } = decider;
  const store = `${system.place.dataDir}/positions-half`;
  mkdirSync(store);
  const unwritten = words(system.place, 'decider.snapshots-unwritten');
  await decider.restart({ CRASH_AT: 'follower.snapshot-half:2', SNAPSHOT_DIR: store });
  const isSaid = async () => unwritten().length > 0;
  expect(await load.until(isSaid, withinMs), 'the decider says that its follower died');
  expect(await load.progress(10), 'answers go on');
  expect(decider.deaths === deaths, 'the decider lives');
  expect(globSync(`${store}/bet.events-*.snapshot`).length < partitions, 'half a snapshot is none');
  note('the follower died half way');
}

async function fillStore({ system, load, note, expect }: Bout): Promise<void> {
  const decider = system.app('decider');
  const disk = SmallDisk.mount(`${system.place.dataDir}/positions-full`, smallBytes);
  try {
    disk.fill();
    const unwritten = words(system.place, 'decider.snapshots-unwritten');
    await decider.restart({ SNAPSHOT_DIR: disk.path });
    const isSaid = async () => unwritten().length > 0;
    expect(await load.until(isSaid, withinMs), 'the decider says that no snapshot can be written');
    expect(await load.progress(10), 'answers go on');
    const ages = async () => ((await decider.metric('stakelog_snapshot_age_seconds')) ?? 0) > 0;
    expect(await load.until(ages, withinMs), 'the age of the newest rises');
    note('the store was full');
  } finally {
    await decider.stop();
    disk.unmount();
  }
}

function tear(path: string | undefined): void {
  if (path !== undefined) truncateSync(path, Math.floor(statSync(path).size / 2));
}

function flip(path: string | undefined, at: (length: number) => number): void {
  if (path === undefined) return;
  const bytes = readFileSync(path);
  const index = at(bytes.length);
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

/** The decider's log lines with this code, from now on. */
function words(place: Parameters<typeof logFile>[1], code: string): () => readonly string[] {
  const path = logFile({ name: 'decider' }, place);
  const from = statSync(path).size;
  return () =>
    readFileSync(path)
      .subarray(from)
      .toString()
      .split('\n')
      .filter((line) => line.includes(`"${code}"`));
}
