import { globSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { endProcess, lives, processesMarked } from './process-identity.mts';
import type { ProcessRecord } from './process-identity.mts';
import type { Place } from './service.mts';

const markName = 'STAKELOG_DATA_DIR';

/** Every process of a data directory carries its name, so that a successor knows its own without doubt. */
export const marked = (place: Place) => ({ [markName]: realpathSync(place.dataDir) });

/**
 * Ends what a killed predecessor left running over this data directory: the processes named in its pid files,
 * and any that it started in its last instant before it could write one. Returns how many there were.
 */
export async function endOrphans(place: Place): Promise<number> {
  const named = globSync(`${place.runDir}/*.pid`).flatMap(recorded);
  const found = processesMarked(`${markName}=${realpathSync(place.dataDir)}`);
  const orphans = new Map([...named, ...found].map((orphan) => [orphan.pid, orphan]));
  orphans.delete(process.pid);
  await Promise.all([...orphans.values()].map((orphan) => endProcess(orphan, 8_000)));
  for (const path of globSync(`${place.runDir}/*.pid`)) rmSync(path, { force: true });
  return orphans.size;
}

function recorded(path: string): ProcessRecord[] {
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as ProcessRecord;
    return lives(record) ? [record] : [];
  } catch {
    return []; // Removed by its owner meanwhile, or unreadable: then nothing is known to be ours.
  }
}
