/** `npm run servers` runs Kafka, the registry and Redis alone, and prints where they are as shell exports. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { freePorts } from './servers/ports.mts';
import { ServerError } from './servers/server-error.mts';
import { openPlace, releaseDataDir, takeDataDir } from './start/data-dir.mts';
import { openProgress } from './start/progress.mts';
import { portSpan } from './start/ports.mts';
import { startServers } from './start/start-servers.mts';
import { stopRequested } from './start/stop-requested.mts';
import { Supervisor } from './start/supervisor.mts';

type Options = { readonly dataDir: string; readonly ephemeral: boolean; readonly port: string };

const { dataDir, ephemeral, port } = new Command('npm run servers --')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 64))
  .description(
    'Runs the servers alone until it is stopped; prints their addresses on standard output.',
  )
  .option('--data-dir <dir>', 'where everything is kept', './.stakelog')
  .option('--ephemeral', 'a fresh data directory, removed at exit', false)
  .option('--port <n>', 'the first port, as of npm start; 0: where some are free', '3000')
  .parse()
  .opts<Options>();

const progress = openProgress(process.stderr);
const stopping = stopRequested();

try {
  const place = await openPlace(resolve(dataDir), ephemeral);
  await takeDataDir(place);
  const supervisor = new Supervisor(place, ephemeral, progress.say);
  try {
    const { start } = supervisor.tier();
    const first = port === '0' ? await freePorts(portSpan) : Number(port);
    const started = startServers(first, place, start, progress);
    const addresses = await Promise.race([started, stopping]);
    for (const [name, address] of Object.entries(addresses ?? {}))
      process.stdout.write(`export ${name}=${address}\n`);
    await stopping;
  } finally {
    await supervisor.stop();
    releaseDataDir(place, ephemeral);
  }
} catch (error) {
  process.stderr.write(`\n${error instanceof ServerError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
progress.close();
process.exit();
