import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
} from 'node:fs';
import { rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { pipeline } from 'node:stream/promises';
import { withLock } from './lock-file.mts';
import { runCommand } from './run-command.mts';
import { ServerError } from './server-error.mts';
import { writeWhole } from './write-whole.mts';

/** Unpacked and checked, ready to run. */
export type Archives = { readonly kafka: string; readonly registryJar: string };

type Say = (sentence: string) => void;

const pom = `${import.meta.dirname}/pom.xml`;
const checksums = readFileSync(`${import.meta.dirname}/archives.sha256`, 'utf8');

export const cacheDirectory = () =>
  `${process.env['XDG_CACHE_HOME'] ?? `${homedir()}/.cache`}/stakelog`;

/**
 * The servers' files from the cache, fetched through Maven when they are not there. The marker `complete` is
 * written last and lists every file with its size, so a half-done or damaged copy is noticed and fetched again.
 */
export async function archives(say: Say): Promise<Archives> {
  const version = createHash('sha256').update(checksums).digest('hex').slice(0, 12);
  const home = `${cacheDirectory()}/servers-${version}`;
  if (damage(home) !== undefined)
    await withLock(
      `${home}.lock`,
      () => fetchInto(home, say),
      (pid) => say(`Process ${pid} is fetching the servers' archives already; waiting for it.`),
    );
  const [registryJar] = globSync(`${home}/registry/*-runner.jar`);
  if (registryJar === undefined)
    throw new ServerError(
      'archives_unavailable',
      `${home} has no registry; remove it, start again.`,
    );
  return { kafka: `${home}/kafka`, registryJar };
}

/** What is wrong with the cached copy, as a clause; undefined when it is whole. */
function damage(home: string): string | undefined {
  if (!existsSync(home)) return 'is not there';
  if (!existsSync(`${home}/complete`)) return 'was not finished';
  const sizes = JSON.parse(readFileSync(`${home}/complete`, 'utf8')) as Record<string, number>;
  const broken = Object.entries(sizes).find(([path, size]) => sizeOf(`${home}/${path}`) !== size);
  return broken === undefined
    ? undefined
    : `is damaged (${broken[0]} has ${sizeOf(`${home}/${broken[0]}`)} of ${broken[1]} bytes)`;
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

async function fetchInto(home: string, say: Say): Promise<void> {
  const harm = damage(home);
  if (harm === undefined) return; // Another process did it while we waited.
  if (harm !== 'is not there') say(`The servers' cache ${harm}; fetching it again.`);
  // A killed predecessor's Maven may still write into its own.
  for (const left of globSync(`${home}.unfinished-*`))
    rmSync(left, { recursive: true, force: true });
  const unfinished = `${home}.unfinished-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  await fetchByMaven(unfinished, []);
  const wrong = await wrongChecksum(unfinished);
  if (wrong !== undefined) {
    say(`${wrong} is damaged in Maven's local repository; fetching everything past it.`);
    await fetchByMaven(unfinished, [`-Dmaven.repo.local=${unfinished}/maven`]);
    const still = await wrongChecksum(unfinished);
    if (still !== undefined)
      throw new ServerError(
        'archives_unavailable',
        `${still} is not the file that tools/servers/archives.sha256 names; check the Maven mirror in use.`,
      );
  }
  await unpackRegistry(unfinished);
  rmSync(home, { recursive: true, force: true });
  renameSync(unfinished, home);
}

async function fetchByMaven(into: string, settings: readonly string[]): Promise<void> {
  try {
    await runCommand('mvn', [
      '-q',
      '-B',
      '--strict-checksums',
      '-f',
      pom,
      'package',
      `-Dinto=${into}`,
      ...settings,
    ]);
  } catch (error) {
    if (error instanceof ServerError && error.code === 'disk_full') throw error;
    const cause = error instanceof Error ? error.message : String(error);
    throw cause.includes('ENOENT')
      ? new ServerError(
          'prerequisite_missing',
          'Maven is not on PATH; install it (mvn 3.6 or newer).',
        )
      : new ServerError(
          'archives_unavailable',
          `Maven could not fetch Kafka and the schema registry; check the network or ~/.m2/settings.xml and start again.\n${cause}`,
        );
  }
}

/** The first file whose SHA-256 is not the committed one. */
async function wrongChecksum(home: string): Promise<string | undefined> {
  for (const line of checksums.trim().split('\n')) {
    const [expected, path] = line.split(/\s+/);
    if (path !== undefined && (await sha256(`${home}/${path}`)) !== expected) return path;
  }
  return undefined;
}

async function sha256(path: string): Promise<string | undefined> {
  if (!existsSync(path)) return undefined;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function unpackRegistry(home: string): Promise<void> {
  const [packed] = globSync(`${home}/*.tar.gz`);
  if (packed === undefined)
    throw new ServerError('archives_unavailable', `${home} has no registry.`);
  mkdirSync(`${home}/registry`, { recursive: true });
  await runCommand('tar', ['-xzf', packed, '-C', `${home}/registry`]);
  rmSync(packed);
  rmSync(`${home}/maven`, { recursive: true, force: true });
  const files = globSync(`${home}/{kafka,registry}/**/*`).filter((path) => statSync(path).isFile());
  const sizes = files.map((path) => [path.slice(home.length + 1), statSync(path).size]);
  writeWhole(`${home}/complete`, JSON.stringify(Object.fromEntries(sizes)));
}
