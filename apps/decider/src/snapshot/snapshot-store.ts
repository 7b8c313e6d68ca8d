import { limits } from '@stakelog/contracts';
import { createReadStream } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A snapshot in a store. */
export type StoredSnapshot = {
  /** Such as `bet.events-3-0000000000184223.snapshot`: what it is of, and how far it goes. */
  readonly name: string;
  /** What its log's next offset was; of the table of markets, the sum over its partitions. */
  readonly next: number;
  readonly writtenAtMs: number;
};

/** Where snapshots are kept, shared by all deciders: a directory, or an object store. */
export type SnapshotStore = {
  /** Of one partition or of the table, the furthest first. */
  list(of: string): Promise<readonly StoredSnapshot[]>;
  read(name: string): AsyncIterable<Uint8Array>;
  /** Keeps it whole or not at all; rejects where it could not. */
  write(name: string, frames: Iterable<Uint8Array>): Promise<void>;
  remove(name: string): Promise<void>;
};

export const snapshotName = (of: string, next: number): string =>
  `${of}-${String(next).padStart(16, '0')}.snapshot`;

export class SnapshotDirectory implements SnapshotStore {
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  async list(of: string): Promise<readonly StoredSnapshot[]> {
    const found: StoredSnapshot[] = [];
    for (const name of await readdir(this.directory)) {
      const next = /^(.*)-(\d{16})\.snapshot$/.exec(name);
      if (next?.[1] !== of) continue;
      const { mtimeMs } = await stat(join(this.directory, name)).catch(() => ({ mtimeMs: 0 }));
      found.push({ name, next: Number(next[2]), writtenAtMs: mtimeMs });
    }
    return found.toSorted((left, right) => right.next - left.next);
  }

  read(name: string): AsyncIterable<Uint8Array> {
    return createReadStream(join(this.directory, name), { highWaterMark: 1_024 * 1_024 });
  }

  async write(name: string, frames: Iterable<Uint8Array>): Promise<void> {
    await this.removeLeftOvers();
    const path = join(this.directory, name);
    const written = `${path}.${process.pid}.new`;
    const file = await open(written, 'w');
    try {
      for (const frame of frames) await file.writeFile(frame);
      await file.sync();
    } catch (error) {
      await rm(written, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    await rename(written, path);
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.directory, name), { force: true });
  }

  /** Of writers that died. One that is at work is younger. */
  private async removeLeftOvers(): Promise<void> {
    for (const name of await readdir(this.directory)) {
      if (!/\.snapshot\.\d+\.new$/.test(name)) continue;
      const path = join(this.directory, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
      if (Date.now() - mtimeMs > limits.snapshotIntervalMs) await rm(path, { force: true });
    }
  }
}
