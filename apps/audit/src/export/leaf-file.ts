import { HASH_BYTES, type Hash } from '@stakelog/sealing';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** How many hashes are read at a time. */
const PIECE = 4_096;

/** The leaves of an export, one after another or anywhere. */
export class LeafFile {
  readonly #file: number;
  readonly count: number;
  #piece = Buffer.alloc(0);
  #from = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.count = Math.floor(fstatSync(this.#file).size / HASH_BYTES);
  }

  at(index: number): Hash | undefined {
    if (index < 0 || index >= this.count) return undefined;
    if (index < this.#from || index >= this.#from + this.#piece.length / HASH_BYTES)
      this.#read(index);
    const at = (index - this.#from) * HASH_BYTES;
    return this.#piece.subarray(at, at + HASH_BYTES);
  }

  close(): void {
    closeSync(this.#file);
  }

  #read(from: number): void {
    const bytes = Buffer.alloc(Math.min(PIECE, this.count - from) * HASH_BYTES);
    readSync(this.#file, bytes, 0, bytes.length, from * HASH_BYTES);
    this.#piece = bytes;
    this.#from = from;
  }
}
