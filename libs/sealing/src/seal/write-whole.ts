import { renameSync, writeFileSync } from 'node:fs';

/** The file has the old content or the new one, whatever dies. */
export function writeWhole(path: string, content: string): void {
  const beside = `${path}.${process.pid}.part`;
  writeFileSync(beside, content, { flush: true });
  renameSync(beside, path);
}
