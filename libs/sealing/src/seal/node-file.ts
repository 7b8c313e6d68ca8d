import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { HASH_BYTES, type Hash } from '../merkle/hash';
import { nodeCount, nodePosition, type Place } from '../merkle/tree';

/** Every completed node of one tree, 32 bytes each, in the order in which they were completed. */
export class NodeFile {
  readonly #file: number;

  constructor(path: string, access: 'read' | 'write') {
    this.#file = openSync(path, access === 'read' ? 'r' : constants.O_RDWR | constants.O_CREAT);
  }

  /** A node that is not there reads as zeros, which no hash is. */
  readonly at = (place: Place): Hash => {
    const node = Buffer.alloc(HASH_BYTES);
    readSync(this.#file, node, 0, HASH_BYTES, nodePosition(place) * HASH_BYTES);
    return node;
  };

  /** The hashes of the leaves `[from, until)`, read in large pieces. */
  *leaves(from: number, until: number): Generator<Hash> {
    const start = nodePosition({ level: 0, index: from });
    const bytes = Buffer.alloc((nodeCount(until) - start) * HASH_BYTES);
    readSync(this.#file, bytes, 0, bytes.length, start * HASH_BYTES);
    for (let index = from; index < until; index++) {
      const at = (nodePosition({ level: 0, index }) - start) * HASH_BYTES;
      yield bytes.subarray(at, at + HASH_BYTES);
    }
  }

  /** How many leaves are in the file: of n leaves there are at least n nodes, and less than 2n. */
  get leafCount(): number {
    const nodes = Math.floor(fstatSync(this.#file).size / HASH_BYTES);
    let [least, most] = [0, nodes];
    while (least < most) {
      const middle = Math.ceil((least + most) / 2);
      if (nodeCount(middle) <= nodes) least = middle;
      else most = middle - 1;
    }
    return least;
  }

  /** Puts nodes behind those of a tree of `size` leaves; whatever stood there was never signed. */
  write(size: number, nodes: readonly Hash[]): void {
    const from = nodeCount(size) * HASH_BYTES;
    ftruncateSync(this.#file, from);
    if (nodes.length > 0) writeSync(this.#file, Buffer.concat(nodes), 0, undefined, from);
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}
