import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SealError } from './seal-error';

/** One sealer at a time writes into a directory. Returns what lets the next one in; so does its death. */
export function lockSeals(sealDir: string): () => void {
  mkdirSync(sealDir, { recursive: true });
  const path = join(sealDir, 'sealer.pid');
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch {
      const holder = holderOf(path);
      if (holder !== undefined && holder !== process.pid && lives(holder))
        throw new SealError('locked', `process ${holder} seals into ${sealDir}`);
      rmSync(path, { force: true });
    }
  }
}

function holderOf(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8')) || undefined;
  } catch {
    return undefined; // released between two looks
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
