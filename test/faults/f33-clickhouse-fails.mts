import { setTimeout as pause } from 'node:timers/promises';
import { ClickHouseUnderFault } from './harness/clickhouse-under-fault.mts';
import type { Bout, Fault } from './harness/fault.mts';
import { behindFeedMax, copyFaults } from './harness/invariants.mts';
import { needsRoot, SmallDisk } from './harness/small-disk.mts';

const withinMs = 120_000;
const downMs = 60_000;
const slowMs = 15_000;
const diskBytes = 512 * 1_024 * 1_024;

/** The same range again under the same token; lag rises meanwhile, and totals are equal afterwards. */
export const f33: Fault = {
  id: 'F33',
  name: 'inserts reported failed although applied; ClickHouse slow, down for 60 s, full',
  run: failInEachWay,
};

async function failInEachWay(bout: Bout): Promise<void> {
  const { system, note, expect } = bout;
  const path = `${system.place.dataDir}/clickhouse-server`;
  const disk = needsRoot() === undefined ? SmallDisk.mount(path, diskBytes) : undefined;
  const clickhouse = await ClickHouseUnderFault.start(system, path);
  const recorder = system.app('recorder');
  try {
    await recorder.restart(clickhouse.environment);
    await failAfterInserts(bout, clickhouse);
    await beSlow(bout, clickhouse);
    await beDown(bout, clickhouse);
    if (disk === undefined) note(`full disk skipped: ${needsRoot()}`);
    else await beFull(bout, disk);
    const addresses = await system.auditAddresses();
    const different = await copyFaults(system, 'clickhouse', addresses, behindFeedMax);
    expect(different.length === 0, `ClickHouse has what the log has, but ${different.join()}`);
  } finally {
    await recorder.stop();
    await clickhouse.close();
    disk?.unmount();
  }
  await recorder.start();
}

const retries = async ({ system }: Bout) =>
  (await system.app('recorder').metric('stakelog_recorder_retries_total')) ?? 0;

async function retried(bout: Bout, what: string): Promise<void> {
  const before = await retries(bout);
  const isTriedAgain = async () => (await retries(bout)) > before;
  bout.expect(await bout.load.until(isTriedAgain, withinMs), `${what} is tried again`);
}

async function failAfterInserts(bout: Bout, clickhouse: ClickHouseUnderFault): Promise<void> {
  const { chance, note } = bout;
  const inserts = 2 + chance.below(4);
  const seen = retried(bout, 'an insert of unknown outcome');
  await clickhouse.failAfter(inserts);
  await seen;
  note(`${inserts} inserts applied and reported failed`);
}

async function beSlow({ load, expect }: Bout, clickhouse: ClickHouseUnderFault): Promise<void> {
  clickhouse.proxy.trouble('both', { latencyMs: 1_000 });
  await pause(slowMs);
  expect(await load.progress(10), 'betting goes on with a slow ClickHouse');
  clickhouse.proxy.heal();
}

async function beDown(bout: Bout, { server }: ClickHouseUnderFault): Promise<void> {
  const { system, load, note, expect } = bout;
  const lag = async () =>
    (await system.app('recorder').metric('stakelog_recorder_lag_records')) ?? 0;
  await server.kill();
  const before = await lag();
  const seen = retried(bout, 'ClickHouse that is down');
  expect(await load.progress(10), 'betting goes on without ClickHouse');
  await Promise.all([seen, pause(downMs)]);
  const behind = await lag();
  expect(behind > before, `the lag rises, from ${before} to ${behind}`);
  await server.start();
  expect(await load.until(async () => (await lag()) < behind / 2, withinMs), 'it catches up');
  note(`down for ${downMs / 1_000} s: ${behind} records behind`);
}

async function beFull(bout: Bout, disk: SmallDisk): Promise<void> {
  const { load, note, expect } = bout;
  const seen = retried(bout, 'a full disk');
  disk.fill();
  await seen;
  expect(await load.progress(10), 'betting goes on with a full ClickHouse');
  disk.free();
  note('its disk was full');
}
