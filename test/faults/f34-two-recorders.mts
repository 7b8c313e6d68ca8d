import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { logFile } from '../../tools/servers/running-service.mts';
import { ClickHouseUnderFault } from './harness/clickhouse-under-fault.mts';
import type { Bout, Fault } from './harness/fault.mts';
import { behindFeedMax, copyFaults } from './harness/invariants.mts';

const withinMs = 120_000;
const frozenMs = 12_000;

/** The first intent for a start offset stands; who comes second or late finds it, and no row is there twice. */
export const f34: Fault = {
  id: 'F34',
  name: 'two recorders with one ordinal, a zombie recorder, and a second one in the embedded engine’s directory',
  run: record,
};

async function record(bout: Bout): Promise<void> {
  const { system } = bout;
  const recorder = system.app('recorder');
  const path = `${system.place.dataDir}/clickhouse-two`;
  const clickhouse = await ClickHouseUnderFault.start(system, path);
  try {
    await recorder.restart(clickhouse.environment);
    await recordTwice(bout, clickhouse);
  } finally {
    await recorder.stop();
    await clickhouse.close();
  }
  await recorder.start();
  await refuseSecond(bout);
}

async function recordTwice(bout: Bout, clickhouse: ClickHouseUnderFault): Promise<void> {
  const { system, load, chance, note, expect } = bout;
  const first = system.app('recorder');
  const second = await system.prepare('recorder', 'recorder-b');
  second.launch(clickhouse.environment);
  expect(await load.progress(40 + chance.below(40)), 'answers go on with two recorders');
  const meets = async () => first.deaths + second.deaths > 0;
  expect(await load.until(meets, withinMs), 'the one that finds another’s intent starts again');
  note(`two at once began again ${first.deaths} and ${second.deaths} times`);
  first.freeze();
  expect(await load.progress(20), 'answers go on beside a frozen recorder');
  await pause(frozenMs);
  first.thaw();
  expect(await load.progress(20), 'answers go on beside a zombie');
  await second.kill({ stays: true });
  const addresses = await system.auditAddresses();
  const different = await copyFaults(system, 'clickhouse', addresses, behindFeedMax);
  expect(different.length === 0, `ClickHouse has what the log has, but ${different.join()}`);
}

/** The embedded engine has one owner. */
async function refuseSecond({ system, note, expect }: Bout): Promise<void> {
  const second = await system.prepare('recorder', 'recorder-c');
  const { deaths } = second;
  second.launch();
  expect(await second.died(deaths + 1, withinMs), 'a second process is refused the directory');
  await second.stop();
  const said = readFileSync(logFile({ name: 'recorder-c' }, system.place), 'utf8');
  expect(said.includes('another process owns this data directory'), 'and says why');
  note('the embedded engine refused a second process');
}
