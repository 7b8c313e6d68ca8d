/** What `npm start` does once the packages are there (tools/start.mjs sees to those). */
import { existsSync } from 'node:fs';
import { takenPorts } from '../servers/ports.mts';
import { runCommand } from '../servers/run-command.mts';
import { ServerError } from '../servers/server-error.mts';
import type { Place } from '../servers/service.mts';
import { appService, isApp } from './apps.mts';
import type { AppName } from './apps.mts';
import { appNames, build, builtApp, isBuilt, repository } from './build.mts';
import { freeGigabytes, openPlace, releaseDataDir, takeDataDir } from './data-dir.mts';
import { bettorsService, openDemoAccount } from './demo.mts';
import { deciderServices } from './deciders.mts';
import { readFlags } from './flags.mts';
import { deciderListeners, origin, portOf } from './ports.mts';
import { openProgress } from './progress.mts';
import { summary, summaryLine } from './report.mts';
import { ensureSecrets } from './secrets.mts';
import { serverListeners, startServers } from './start-servers.mts';
import type { Addresses } from './start-servers.mts';
import { stopRequested } from './stop-requested.mts';
import { Supervisor } from './supervisor.mts';
import { issueAllTokens } from './tokens.mts';

const flags = readFlags(process.argv.slice(2));
const progress = openProgress(flags.json ? process.stderr : process.stdout);
const stopping = stopRequested();
// Whoever read our output may go away; the system goes on.
for (const out of [process.stdout, process.stderr]) out.on('error', () => {});

try {
  const place = await openPlace(flags.dataDir, flags.ephemeral);
  const orphans = await takeDataDir(place);
  if (orphans > 0) progress.say(`  ✓ ended ${orphans} processes that a killed start had left`);
  await serve(place).finally(() => releaseDataDir(place, flags.ephemeral));
} catch (error) {
  progress.close();
  const sentence = error instanceof ServerError ? error.message : String(error);
  process.stderr.write(`\nStakelog stopped. ${sentence}\n`);
  process.exitCode = 1;
}
progress.close();
process.exit();

/** Until somebody asks to stop. */
async function serve(place: Place): Promise<void> {
  await checkPorts();
  progress.say(`  ✓ disk ${freeGigabytes(place.dataDir).toFixed(0)} GB free  ✓ ports free`);
  ensureSecrets(`${place.dataDir}/secrets`);
  const supervisor = new Supervisor(place, flags.ephemeral, progress.say);
  try {
    await Promise.race([bringUp(place, supervisor), stopping]);
    await stopping;
  } finally {
    progress.say('  Stopping');
    await supervisor.stop();
  }
}

async function bringUp(place: Place, supervisor: Supervisor): Promise<void> {
  const servers = supervisor.tier();
  const [addresses] = await Promise.all([
    startServers(flags.port, place, servers.start, progress).then(async (started) => {
      await setUp(started);
      return started;
    }),
    isBuilt() ? undefined : progress.step('build', build),
  ]);
  await startApps(place, supervisor, addresses);
  const tokens = await issueAllTokens(`${place.dataDir}/secrets`);
  const fault = await openDemoAccount(origin('api', flags.port), tokens.bettor);
  if (fault !== undefined) progress.say(`  ! the demo account is not open: ${fault}`);
  const bettors = bettorsService(flags, place);
  if (bettors !== undefined) await supervisor.tier().start(bettors);
  progress.say(summary(flags, place, tokens));
  if (flags.json) process.stdout.write(summaryLine(flags, place, tokens));
}

/** Topics and schemas; run at every start, because it changes nothing that is there already. */
async function setUp(addresses: Addresses): Promise<void> {
  const program = `${repository}/tools/set-up.mts`;
  if (!existsSync(program)) return;
  await progress.step('topics and schemas', async () => {
    const quiet = '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON';
    await runCommand(process.execPath, [quiet, program], {
      cwd: repository,
      environment: addresses,
    });
  });
}

async function startApps(
  place: Place,
  supervisor: Supervisor,
  addresses: Addresses,
): Promise<void> {
  const { start } = supervisor.tier();
  const apps = servedApps().filter((app) => existsSync(builtApp(app)));
  const services = apps.flatMap((app) =>
    app === 'decider'
      ? deciderServices(flags, place, addresses)
      : [appService(app, flags, place, addresses)],
  );
  await Promise.all(services.map((service) => progress.step(service.name, () => start(service))));
}

function servedApps(): AppName[] {
  return appNames().filter(isApp);
}

async function checkPorts(): Promise<void> {
  const listeners = new Set([
    ...servedApps(),
    ...deciderListeners(flags),
    ...serverListeners(process.env),
  ]);
  const taken = await takenPorts([...listeners].map((listener) => portOf(listener, flags.port)));
  const [port] = taken;
  if (port === undefined) return;
  const wantedBy = [...listeners].find((listener) => portOf(listener, flags.port) === port);
  throw new ServerError(
    'port_taken',
    `Port ${port} (for ${wantedBy}) is taken by another program; choose others with --port, for example --port ${flags.port + 1_000}.`,
  );
}
