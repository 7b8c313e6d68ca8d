import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lives, processIdentity } from './process-identity.mts';

type Holder = { readonly pid: number; readonly identity: string };

/**
 * Takes the lock, or returns the living process that holds it. A lock whose holder died is taken over.
 * The file appears with its content (a hard link), so nobody ever reads a half-written holder.
 */
export function tryLock(path: string): Holder | undefined {
  const me = { pid: process.pid, identity: processIdentity(process.pid) ?? '' };
  const mine = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(mine, JSON.stringify(me));
  try {
    for (;;) {
      if (linked(mine, path)) return undefined;
      const holder = holderOf(path);
      if (holder !== undefined && lives(holder)) return holder;
      removeStale(path, mine);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

export const unlock = (path: string) => rmSync(path, { force: true });

/** Does the work under the lock, waiting as long as another living process holds it. */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  onWait: (pid: number) => void = () => {},
): Promise<T> {
  let told = false;
  for (let holder = tryLock(path); holder !== undefined; holder = tryLock(path)) {
    if (!told) onWait(holder.pid);
    told = true;
    await pause(200);
  }
  try {
    return await work();
  } finally {
    unlock(path);
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined when it was released meanwhile, or when its content makes no sense. */
export function holderOf(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** Moved aside first, so that of two successors only one removes it. */
function removeStale(path: string, mine: string): void {
  try {
    renameSync(path, `${mine}.stale`);
  } catch {
    return; // Someone else was quicker.
  }
  const moved = holderOf(`${mine}.stale`);
  if (moved !== undefined && lives(moved)) linked(`${mine}.stale`, path);
  rmSync(`${mine}.stale`, { force: true });
}
