import { fork, spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Scene } from '../../test/simulation/faults/scene.ts';
import type { Hunt, HuntResult } from './hunt.mts';
import { scenes } from './scenes.mts';
import { blind, type Blind } from './specs.mts';

/** A planted bug: a patch whose first line says what it plants, and which invariants must find it. */
export type Mutant = {
  readonly name: string;
  readonly path: string;
  readonly says: string;
  /** Where the bug is in a copy's writer, or nowhere near, the runs have copies, or none; and what it needs to show. */
  readonly world: Hunt['world'];
  /** Where the simulation cannot see it. */
  readonly blind: Blind | undefined;
};

/** The invariants of Redis, ClickHouse and notices. */
const ofCopies = /\bI(15|16|20)\b/;
const copying = /^\+\+\+ b\/(apps\/(projector|recorder|notifier)|libs\/(redis|testing))\//m;
const ofCopyWriters = ({ faults }: Scene) =>
  faults.some((fault) => 'target' in fault && fault.target?.startsWith('projector') === true);
const deciding = /^\+\+\+ b\/(apps\/(api|decider|feed)|libs\/domain)\//m;

const SOURCES = ['apps', 'libs', 'test/simulation'];

/** All, or those whose names begin with one of these. */
export function mutants(wanted: readonly string[] = []): readonly Mutant[] {
  return globSync('test/mutants/*.patch')
    .toSorted()
    .map((path) => {
      const patch = readFileSync(path, 'utf8');
      const says = patch.slice(0, patch.indexOf('\n'));
      const scene = scenes[basename(path, '.patch')];
      const isOfCopies =
        ofCopies.test(says) || copying.test(patch) || (scene !== undefined && ofCopyWriters(scene));
      const stores = isOfCopies ? true : deciding.test(patch) ? false : undefined;
      const name = basename(path, '.patch');
      const world = { stores, scene };
      return { name, path: resolve(path), says, world, blind: blind[name] };
    })
    .filter(({ name }) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)));
}

/** Why the patch cannot be planted in the sources as they are; nothing where it can. */
export function obstacle({ path }: Mutant): string {
  const { status, stderr } = spawnSync('git', ['apply', '--check', path], { encoding: 'utf8' });
  return status === 0 ? '' : stderr;
}

/** A copy of what the simulation is made of. */
export function copyOf(root: string): string {
  const tree = mkdtempSync(join(tmpdir(), 'stakelog-mutant-'));
  for (const folder of SOURCES) cpSync(join(root, folder), join(tree, folder), { recursive: true });
  return tree;
}

/** What is done with a copy of the sources at `root` in which the bug is planted. */
export async function withPlanted<Value>(
  { path }: Mutant,
  root: string,
  work: (tree: string) => Value | Promise<Value>,
): Promise<Value> {
  const tree = copyOf(root);
  try {
    const { status, stderr } = spawnSync('git', ['apply', path], { cwd: tree, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return await work(tree);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** A seed that takes longer goes round in circles. */
const SEED_MS_MAX = 600_000;

type Told =
  ({ readonly ended: true } & HuntResult) | { readonly seed: string; readonly tried: number };

/** Simulates the seeds in a process of their own; nothing is caught where the time is over. */
export async function hunted(
  hunt: Hunt,
  msMax: number,
  onSeed: (tried: number) => void = () => undefined,
): Promise<HuntResult> {
  const child = fork(new URL('hunt.mts', import.meta.url), { stdio: ['ignore', 2, 2, 'ipc'] });
  const ended = Promise.withResolvers<HuntResult>();
  const late = setTimeout(() => ended.resolve({ red: [] }), msMax);
  let stuck: NodeJS.Timeout | undefined;
  child.on('message', (told: Told) => {
    clearTimeout(stuck);
    if ('ended' in told) return ended.resolve(told);
    onSeed(told.tried);
    const detail = 'it goes round in circles';
    const caught = { ...told, invariant: 'liveness', detail };
    stuck = setTimeout(() => ended.resolve({ caught, red: [] }), SEED_MS_MAX);
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
