import { fork, spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { bundleSimulation, type Bundle } from './bundle.mts';
import type { Caught, Hunt } from './hunt.mts';

/** A planted bug: a patch whose first lines say what it plants, and which invariants must find it. */
export type Mutant = { readonly name: string; readonly path: string; readonly says: string };

const SOURCES = ['apps', 'libs', 'test/simulation'];

/** All, or those whose names begin with one of these. */
export function mutants(wanted: readonly string[] = []): readonly Mutant[] {
  return globSync('test/mutants/*.patch')
    .toSorted()
    .map((path) => ({
      name: basename(path, '.patch'),
      path: resolve(path),
      says: readFileSync(path, 'utf8').split('\n')[0] ?? '',
    }))
    .filter(({ name }) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)));
}

/** Why the patch cannot be planted in the sources as they are; nothing where it can. */
export function obstacle({ path }: Mutant): string {
  const { status, stderr } = spawnSync('git', ['apply', '--check', path], { encoding: 'utf8' });
  return status === 0 ? '' : stderr;
}

/** The simulation with the bug planted in a copy of the sources. */
export async function planted({ path }: Mutant): Promise<Bundle> {
  const tree = mkdtempSync(join(tmpdir(), 'stakelog-mutant-'));
  try {
    for (const folder of SOURCES) cpSync(folder, join(tree, folder), { recursive: true });
    const { status, stderr } = spawnSync('git', ['apply', path], { cwd: tree, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return await bundleSimulation(tree);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** A seed that takes longer goes round in circles. */
const SEED_MS_MAX = 180_000;

type Told = { readonly caught: Caught } | { readonly seed: string; readonly tried: number };

/** Simulates the seeds in a process of their own; undefined also where the time is over. */
export async function hunted(hunt: Hunt, msMax: number): Promise<Caught> {
  const child = fork(new URL('hunt.mts', import.meta.url), { stdio: ['ignore', 2, 2, 'ipc'] });
  const ended = Promise.withResolvers<Caught>();
  const late = setTimeout(() => ended.resolve(undefined), msMax);
  let stuck: NodeJS.Timeout | undefined;
  child.on('message', (told: Told) => {
    clearTimeout(stuck);
    if ('caught' in told) return ended.resolve(told.caught);
    const detail = 'it goes round in circles';
    const caught = { ...told, invariant: 'liveness', detail };
    stuck = setTimeout(() => ended.resolve(caught), SEED_MS_MAX);
  });
  child.once('exit', (code) => ended.reject(new Error(`the hunt ended with ${code}`)));
  try {
    child.send(hunt);
    return await ended.promise;
  } finally {
    clearTimeout(late);
    clearTimeout(stuck);
    child.removeAllListeners('exit').kill('SIGKILL');
  }
}
