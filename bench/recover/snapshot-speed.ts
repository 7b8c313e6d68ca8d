import { MarketTable, partitionSections, PartitionState } from '@stakelog/domain';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { snapshotFrames, SnapshotReading } from '../../apps/decider/src/snapshot/snapshot-file';
import { SnapshotDirectory } from '../../apps/decider/src/snapshot/snapshot-store';
import { fullPartition } from './full-state';

const PARTITIONS = 12;
/** Of this process: the machine may have other work. */
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};
const heapMb = () => process.memoryUsage().heapUsed / 1_024 ** 2;

/** Writes and loads the snapshots of so many accounts with an open bet each; v8's own serializer for comparison. */
export async function snapshotSpeed(accounts: number) {
  const directory = mkdtempSync(join(tmpdir(), 'stakelog-bench-'));
  const store = new SnapshotDirectory(directory);
  try {
    let writeMs = 0;
    let bytes = 0;
    let v8WriteMs = 0;
    let v8ReadMs = 0;
    let v8Bytes = 0;
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const state = fullPartition(partition, PARTITIONS, Math.ceil(accounts / PARTITIONS));
      const name = `bet.events-${partition}-0000000000000001.snapshot`;
      const header = {
        kind: 'table',
        cluster: '',
        build: '',
        positions: [],
        crcs: [],
        crcsFrom: [],
        newestReceivedAtMs: 0,
      } as const;
      let at = cpuMs();
      await store.write(name, snapshotFrames(header, partitionSections, state));
      writeMs += cpuMs() - at;
      bytes += statSync(join(directory, name)).size;
      if (partition > 0) continue;
      at = cpuMs();
      const written = serialize(partitionSections.map(({ rows }) => [...rows(state)]));
      v8WriteMs = cpuMs() - at;
      v8Bytes = written.length;
      at = cpuMs();
      deserialize(written);
      v8ReadMs = cpuMs() - at;
    }
    globalThis.gc?.();
    const heapBefore = heapMb();
    const kept: PartitionState[] = [];
    const at = cpuMs();
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const state = new PartitionState(partition, PARTITIONS, new MarketTable(12));
      const reading = new SnapshotReading(
        store.read(`bet.events-${partition}-0000000000000001.snapshot`),
      );
      await reading.header();
      await reading.into(partitionSections, state);
      kept.push(state);
    }
    const readMs = cpuMs() - at;
    globalThis.gc?.();
    const bets = kept.reduce((sum, state) => sum + state.bets.size, 0);
    return {
      bets,
      writeMs: Math.round(writeMs),
      readMs: Math.round(readMs),
      bytesPerBet: Math.round(bytes / bets),
      heapBytesPerBet: Math.round(((heapMb() - heapBefore) * 1_024 ** 2) / bets),
      v8WriteMs: Math.round(v8WriteMs * PARTITIONS),
      v8ReadMsWithoutMaps: Math.round(v8ReadMs * PARTITIONS),
      v8BytesPerBet: Math.round((v8Bytes * PARTITIONS) / bets),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
