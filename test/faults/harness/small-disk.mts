import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';

const chunk = Buffer.alloc(65_536, 'x');

/** Why no small disk can be had here; undefined where one can. */
export const needsRoot = (): string | undefined =>
  process.platform === 'linux' && process.getuid?.() === 0 ? undefined : 'needs root';

/** A file system in memory that is soon full. */
export class SmallDisk {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static mount(path: string, bytes: number): SmallDisk {
    mkdirSync(path, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path]);
    return new SmallDisk(path);
  }

  /** To the last byte. */
  fill(): void {
    const file = openSync(this.#filler, 'w');
    try {
      for (;;) writeSync(file, chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.#filler, { force: true });
  }

  unmount(): void {
    execFileSync('umount', ['-l', this.path]);
  }

  get #filler(): string {
    return `${this.path}/filler`;
  }
}
