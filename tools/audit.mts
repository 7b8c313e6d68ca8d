import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { build, builtApp, isBuilt, repository } from './start/build.mts';
import { addressesOf, readSupervisorFile } from './audit/addresses-of.mts';

/**
 * `npm run audit`: the built audit with the addresses of a running system. The environment wins over what the data
 * directory says.
 */
const args = process.argv.slice(2);
const given = args.findIndex((arg) => arg === '--data-dir' || arg.startsWith('--data-dir='));
const dataDir = resolve(
  given < 0 ? './.stakelog' : (args[given]?.split('=')[1] ?? args[given + 1] ?? './.stakelog'),
);
if (given >= 0) args.splice(given, args[given]?.includes('=') ? 1 : 2);

const isRunning = existsSync(`${dataDir}/run/supervisor.json`);
/** These read files and ask no server. */
const isOffline = ['verify-export', 'verify-receipt'].includes(args[0] ?? '');
const isHelp = args.length === 0 || args.some((arg) => arg === '--help' || arg === '-h');
if (!isRunning && !isHelp && !isOffline && process.env['KAFKA_BROKERS'] === undefined) {
  process.stderr.write(
    `audit: nothing has run on ${dataDir}; start it with npm start, name another with --data-dir, or set KAFKA_BROKERS and SCHEMA_REGISTRY_URL.\n`,
  );
  process.exit(64);
}

if (args[0] === 'verify-receipt') {
  const { status } = spawnSync(
    process.execPath,
    [`${repository}/apps/audit/verify-receipt.mjs`, ...args.slice(1)],
    { stdio: 'inherit' },
  );
  process.exit(status ?? 1);
}

if (!existsSync(builtApp('audit')) || !isBuilt()) await build();
const places = { SEAL_DIR: `${dataDir}/seals`, SECRETS_DIR: `${dataDir}/secrets` };
const found = isRunning ? await addressesOf(readSupervisorFile(dataDir), `${dataDir}/secrets`) : {};
const audit = spawn(
  process.execPath,
  ['--disable-warning=TimeoutNegativeWarning', builtApp('audit'), ...args],
  { stdio: 'inherit', env: { ...places, ...found, ...process.env } },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => audit.kill(signal));
audit.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
