import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { audit } from '../../tools/scenario/audit-process.mts';
import { runCommand } from '../../tools/servers/run-command.mts';
import { logFile } from '../../tools/servers/running-service.mts';
import { ask } from '../../tools/set-up/schemas.mts';
import { repository } from '../../tools/start/build.mts';
import type { Bout, Fault } from './harness/fault.mts';

const withinMs = 300_000;

/** Ids are cached while it is away; an empty one serves nobody until the same ids are back; what would break is refused. */
export const f25: Fault = {
  id: 'F25',
  name: 'the schema registry is down, down at a start, back but empty, and offered an incompatible schema',
  run: loseTheRegistry,
};

async function loseTheRegistry(bout: Bout): Promise<void> {
  const { system, load, note, expect } = bout;
  const folder = `${system.place.dataDir}/export`;
  await load.progress(10);
  const made = await audit(['export', '--out', folder, '--json'], await system.auditAddresses());
  expect(made.exitCode === 0, 'an export is made');
  await system.server('registry').kill();
  expect(await load.progress(20), 'answers go on without the registry');
  await startWithoutIt(bout);
  await comeBackEmpty(bout, folder);
  expect(await load.progress(20), 'answers go on with the registry restored');
  await offerIncompatible(bout);
  rmSync(folder, { recursive: true });
  note('an incompatible schema is refused');
}

async function startWithoutIt({ system, note, expect }: Bout): Promise<void> {
  const { place } = system;
  const recorder = system.app('recorder');
  const deaths = recorder.deaths;
  await recorder.kill();
  const sinceMs = performance.now();
  expect(await recorder.died(deaths + 2, withinMs), 'who starts without a registry gives up');
  const log = readFileSync(logFile({ name: 'recorder' }, place), 'utf8').split('\n');
  const at = `127.0.0.1:${recorder.registry.port}`;
  const said = log.findLast((line) => line.includes(at) && line.includes('registry'));
  expect(said !== undefined, 'and names the URL');
  note(`gave up after ${((performance.now() - sinceMs) / 1_000).toFixed(0)} s`);
}

async function comeBackEmpty(bout: Bout, folder: string): Promise<void> {
  const { system, load, note, expect } = bout;
  const { dataDir } = system.place;
  const registry = system.server('registry');
  const home = `${dataDir}/registry`;
  renameSync(home, `${home}.lost`);
  await registry.start();
  expect(await load.progress(10), 'answers go on with an empty registry');
  const recorder = system.app('recorder');
  expect(!(await recorder.becomesReady(8_000)), 'nobody starts with an empty registry');
  const { SCHEMA_REGISTRY_URL } = system.addresses;
  await runCommand(process.execPath, ['tools/set-up.mts', '--schemas', '--restore', folder], {
    cwd: repository,
    environment: { SCHEMA_REGISTRY_URL },
  });
  expect(await recorder.becomesReady(withinMs), 'with the same ids back it starts');
  expect(existsSync(`${home}.lost`), 'the old one is not used');
  rmSync(`${home}.lost`, { recursive: true });
  note('restored under the same ids from an export');
}

async function offerIncompatible({ system, expect }: Bout): Promise<void> {
  const url = system.addresses.SCHEMA_REGISTRY_URL;
  const subject = 'bet.events-stakelog.bet.events.BetAccepted';
  const schema = JSON.stringify({
    type: 'record',
    name: 'BetAccepted',
    namespace: 'stakelog.bet.events',
    fields: [{ name: 'stake', type: 'string' }],
  });
  const { status } = await ask(`${url}/subjects/${subject}/versions`, 'POST', { schema });
  expect(status === 409, `an incompatible schema is answered 409, not ${status}`);
}
