import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { holderOf, tryLock, unlock } from '../servers/lock-file.mts';
import { endOrphans } from '../servers/orphans.mts';
import { lives } from '../servers/process-identity.mts';
import { ServerError } from '../servers/server-error.mts';
import { placeIn } from '../servers/service.mts';
import type { Place } from '../servers/service.mts';
import { supervisorFile } from './supervisor.mts';

type SupervisorFile = { readonly stopping: boolean };

const ephemeralPrefix = 'stakelog-ephemeral-';
const freeBytesMin = 3 * 1_073_741_824;
const lockFile = (place: Place) => `${place.runDir}/supervisor.lock`;

/**
 * Makes the data directory ours: refuses one with a living supervisor (one that is stopping is waited for), and
 * ends what a killed one left running. Returns the number of those.
 */
export async function takeDataDir(place: Place): Promise<number> {
  mkdirSync(place.runDir, { recursive: true });
  let holder = tryLock(lockFile(place));
  for (; holder !== undefined && isStopping(place); holder = tryLock(lockFile(place)))
    await pause(100);
  if (holder !== undefined)
    throw new ServerError(
      'data_dir_in_use',
      `Process ${holder.pid} runs on ${place.dataDir} already; stop it, or choose another with --data-dir and --port.`,
    );
  return endOrphans(place);
}

function isStopping(place: Place): boolean {
  try {
    const { stopping } = JSON.parse(readFileSync(supervisorFile(place), 'utf8')) as SupervisorFile;
    return stopping;
  } catch {
    return false; // Not written yet: it is starting.
  }
}

export function releaseDataDir(place: Place, ephemeral: boolean): void {
  if (ephemeral) rmSync(place.dataDir, { recursive: true, force: true });
  else unlock(lockFile(place));
}

/** The place of a run, absolute and without links; ephemeral ones of killed runs are cleared away first. */
export async function openPlace(dataDir: string, ephemeral: boolean): Promise<Place> {
  if (ephemeral) {
    await sweepEphemerals();
    return placeIn(realpathSync(mkdtempSync(`${tmpdir()}/${ephemeralPrefix}`)));
  }
  mkdirSync(dataDir, { recursive: true });
  return placeIn(realpathSync(dataDir));
}

async function sweepEphemerals(): Promise<void> {
  for (const dataDir of globSync(`${tmpdir()}/${ephemeralPrefix}*`)) {
    const place = placeIn(dataDir);
    const holder = holderOf(lockFile(place));
    if (holder === undefined || lives(holder)) continue;
    await endOrphans(place);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Throws `disk_full` when less than 3 GB are free there; otherwise the free gigabytes. */
export function freeGigabytes(path: string): number {
  const existing = existsSync(path) ? path : dirname(path);
  const { bavail, bsize } = statfsSync(existing);
  const gigabytes = (bavail * bsize) / 1_073_741_824;
  if (bavail * bsize < freeBytesMin)
    throw new ServerError(
      'disk_full',
      `Only ${gigabytes.toFixed(1)} GB are free at ${existing} and Stakelog wants 3; free some, or choose another --data-dir.`,
    );
  return gigabytes;
}
