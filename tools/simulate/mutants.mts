import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
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

/** Simulates the seeds beside this thread; undefined also where the time is over. */
export async function hunted(hunt: Hunt, msMax: number): Promise<Caught> {
  const worker = new Worker(new URL('hunt.mts', import.meta.url), { workerData: hunt });
  const ended = Promise.withResolvers<Caught>();
  worker.once('message', ({ caught }: { readonly caught: Caught }) => ended.resolve(caught));
  worker.once('error', ended.reject);
  const timer = setTimeout(() => ended.resolve(undefined), msMax);
  try {
    return await ended.promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
