/**
 * `npm start`, on whatever Node (20 or newer) is on PATH: checks what must be there, installs the packages when they
 * are missing, and hands over to the Node that came with them. Plain JavaScript without packages, because there are none yet.
 */
// oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return -- JavaScript has no types, and Node 20 runs nothing else
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages, node, packagesAreCurrent } from './packages.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);
const asksOnly = args.includes('--help') || args.includes('-h');
const out = args.includes('--json') || asksOnly ? process.stderr : process.stdout;
const say = (line) => out.write(`${line}\n`);

if (!asksOnly) {
  const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
  say(`Stakelog ${version}  development: one broker, survives crashes, NOT a power loss`);
  say(`  ${prerequisites().join('  ')}`);
}
if (!packagesAreCurrent()) await installPackages(say, fail);
handOver();

/** One word for each thing that is there; the first that is missing ends the process with one sentence. */
function prerequisites() {
  const found = [`✓ node ${process.versions.node}`];
  if (Number(process.versions.node.split('.')[0]) < 20)
    fail(`Node ${process.versions.node} is too old; install Node 20 or newer.`);
  if (!process.env.KAFKA_BROKERS || !process.env.SCHEMA_REGISTRY_URL) {
    found.push(`✓ java ${javaVersion()}`);
    if (!serversAreCached() && spawnSync('mvn', ['-v']).error !== undefined)
      fail('Maven is not on PATH; install it (for example: apt-get install maven).');
  }
  const { bavail, bsize } = statfsSync(root);
  const gigabytes = (bavail * bsize) / 2 ** 30;
  if (gigabytes < 3)
    fail(`Only ${gigabytes.toFixed(1)} GB are free at ${root} and Stakelog wants 3; free some.`);
  return found;
}

function javaVersion() {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const wanted = 'install a JDK 17 or newer (for example: apt-get install openjdk-17-jre-headless)';
  if (java.error !== undefined) fail(`Java is not on PATH; ${wanted}.`);
  const version = /version "(?:1\.)?(\d+)/.exec(java.stderr)?.[1] ?? '0';
  if (Number(version) < 17) fail(`Java ${version} is too old; ${wanted}.`);
  return version;
}

function serversAreCached() {
  const cache = resolve(process.env.XDG_CACHE_HOME ?? resolve(homedir(), '.cache'), 'stakelog');
  return (
    existsSync(cache) &&
    readdirSync(cache).some((entry) => existsSync(resolve(cache, entry, 'complete')))
  );
}

/** The rest runs on the packages' Node 24, in the same terminal; its end is our end, and our parent's end is ours. */
function handOver() {
  const main = resolve(root, 'tools/start/main.mts');
  const quiet = '--disable-warning=TimeoutNegativeWarning';
  const small = ['--max-old-space-size=96', '--max-semi-space-size=1'];
  const child = spawn(node, [quiet, ...small, main, ...args], {
    stdio: 'inherit',
  });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
  const starters = npmAbove();
  setInterval(() => {
    if (starters.some((pid, index) => parentOf(starters[index - 1] ?? process.pid) !== pid))
      child.kill('SIGTERM');
  }, 500).unref();
  child.once('error', (error) =>
    fail(`${node} does not run: ${error.message}; remove node_modules.`),
  );
  child.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

/** The processes from our parent up to npm, where npm runs us: the shell of the script may stand between. */
function npmAbove() {
  if (process.env.npm_lifecycle_event !== 'start') return [];
  const parent = process.ppid;
  const isShell = readIfThere(`/proc/${parent}/comm`).trim().endsWith('sh');
  return isShell ? [parent, parentOf(parent)] : [parent];
}

function parentOf(pid) {
  if (pid === process.pid) return process.ppid;
  const stat = readIfThere(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function fail(sentence) {
  process.stderr.write(`\nStakelog cannot start. ${sentence}\n`);
  process.exit(1);
}
