import { copyFileSync, globSync, statSync, truncateSync } from 'node:fs';

const logBytesMax = 16 * 1_048_576;

/** Keeps each log and one before it: writers append through open files, so a full one is copied and emptied. */
export function capLogs(logsDir: string): void {
  for (const path of globSync(`${logsDir}/*.log`)) {
    if (statSync(path).size <= logBytesMax) continue;
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
  }
}
