import { MarketTable, partitionSections, PartitionState } from '@stakelog/domain';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { snapshotFrames, SnapshotReading } from '../../apps/decider/src/snapshot/snapshot-file';
import { SnapshotDirectory } from '../../apps/decider/src/snapshot/snapshot-store';
import { fullPartition } from './full-state';

const PARTITIONS = 12;
/** Of all threads of this process: the machine may have other work. */
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

export type SnapshotSpeed = Awaited<ReturnType<typeof snapshotSpeed>>;
const heapMb = () => {
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1_024 ** 2;
};

/** Writes and loads the snapshots of so many accounts with an open bet each; v8's own serializer for comparison. */
export async function snapshotSpeed(accounts: number) {
  const directory = mkdtempSync(join(tmpdir(), 'stakelog-bench-'));
  const store = new SnapshotDirectory(directory);
  try {
    const written = await writeAll(store, directory, accounts);
    const read = await readAll(store);
    const { bets } = read;
    return {
      bets,
      writeCpuMs: Math.round(written.ms),
      readMs: Math.round(read.ms),
      readCpuMs: Math.round(read.cpuMs),
      bytesPerBet: Math.round(written.bytes / bets),
      heapBytesPerBet: Math.round(read.heapBytes / bets),
      v8WriteCpuMs: Math.round(written.v8.writeMs * PARTITIONS),
      v8ReadCpuMsWithoutMaps: Math.round(written.v8.readMs * PARTITIONS),
      v8BytesPerBet: Math.round((written.v8.bytes * PARTITIONS) / bets),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const nameOf = (partition: number) => `bet.events-${partition}-0000000000000001.snapshot`;

const header = {
  kind: 'table',
  cluster: '',
  build: '',
  positions: [],
  crcs: [],
  crcsFrom: [],
  newestReceivedAtMs: 0,
} as const;

/** All partitions; v8 only the first, which stands for all. */
async function writeAll(store: SnapshotDirectory, directory: string, accounts: number) {
  let ms = 0;
  let bytes = 0;
  let v8 = { writeMs: 0, readMs: 0, bytes: 0 };
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const state = fullPartition(partition, PARTITIONS, Math.ceil(accounts / PARTITIONS));
    const name = nameOf(partition);
    const at = cpuMs();
    await store.write(name, snapshotFrames(header, partitionSections, state));
    ms += cpuMs() - at;
    bytes += statSync(join(directory, name)).size;
    if (partition === 0) v8 = withV8(state);
  }
  return { ms, bytes, v8 };
}

function withV8(state: PartitionState) {
  let at = cpuMs();
  const written = serialize(partitionSections.map(({ rows }) => [...rows(state)]));
  const writeMs = cpuMs() - at;
  at = cpuMs();
  deserialize(written);
  return { writeMs, readMs: cpuMs() - at, bytes: written.length };
}

async function readAll(store: SnapshotDirectory) {
  globalThis.gc?.();
  const heapBefore = heapMb();
  const kept: PartitionState[] = [];
  const cpuBefore = cpuMs();
  const at = performance.now();
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const state = new PartitionState(partition, PARTITIONS, new MarketTable(12));
    const reading = new SnapshotReading(store.read(nameOf(partition)));
    await reading.header();
    await reading.into(partitionSections, state);
    kept.push(state);
  }
  const ms = performance.now() - at;
  const cpu = cpuMs() - cpuBefore;
  globalThis.gc?.();
  const bets = kept.reduce((sum, state) => sum + state.bets.size, 0);
  return { ms, cpuMs: cpu, bets, heapBytes: (heapMb() - heapBefore) * 1_024 ** 2 };
}
