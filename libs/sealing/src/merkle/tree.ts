import { assert, defined } from '@stakelog/contracts';
import { emptyRoot, nodeHash, type Hash } from './hash';

/** The subtree over the leaves `[index · 2^level, (index + 1) · 2^level)`. */
export type Place = { readonly level: number; readonly index: number };

/**
 * A tree that grows by leaves and keeps only what growing needs: the roots of its complete subtrees,
 * the widest first. Its size counts leaves, at most 2^40.
 */
export class MerkleTree {
  #size = 0;
  #peaks: Hash[] = [];

  /** The tree of this size again, from the roots of its complete subtrees (`peaksOf`). */
  static from(size: number, peaks: readonly Hash[]): MerkleTree {
    assert(peaksOf(size).length === peaks.length, 'a tree has a peak for each bit of its size');
    const tree = new MerkleTree();
    tree.#size = size;
    tree.#peaks = [...peaks];
    return tree;
  }

  get size(): number {
    return this.#size;
  }

  /** Calls back for every node that is now complete, the leaf first: the order of `nodePosition`. */
  append(leaf: Hash, onNode: (node: Hash) => void = () => {}): void {
    let node = leaf;
    onNode(node);
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      node = nodeHash(defined(this.#peaks.pop(), 'an odd size has a peak to join'), node);
      onNode(node);
    }
    this.#peaks.push(node);
    this.#size++;
  }

  /** The roots of its complete subtrees, from which it can grow on. */
  get peaks(): readonly Hash[] {
    return [...this.#peaks];
  }

  root(): Hash {
    return joined(this.#peaks);
  }
}

/** The root above complete subtrees that stand side by side, the widest first. */
function joined(peaks: readonly Hash[]): Hash {
  if (peaks.length === 0) return emptyRoot;
  return peaks.reduceRight((right, left) => nodeHash(left, right));
}

/** The complete subtrees that make up the first `size` leaves, the widest first. */
export function peaksOf(size: number): readonly Place[] {
  return subtreesOf(0, size);
}

/** How many nodes a tree of this size has completed, leaves counted. */
export function nodeCount(size: number): number {
  return 2 * size - peaksOf(size).length;
}

/** Where a node stands among all nodes of its tree in the order in which they were completed, from 0. */
export function nodePosition({ level, index }: Place): number {
  return nodeCount((index + 1) * 2 ** level - 1) + level;
}

/** The complete subtrees over the leaves `[from, until)`. `from` is a multiple of the widest of them. */
function subtreesOf(from: number, until: number): readonly Place[] {
  const places: Place[] = [];
  for (let at = from; at < until;) {
    const level = Math.floor(Math.log2(until - at));
    places.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return places;
}

/** Reads a completed node. */
export type NodeAt = (place: Place) => Hash;

/** The root of the leaves `[from, until)` of a tree; RFC 6962 calls it MTH(D[from:until]). */
function rangeRoot(from: number, until: number, nodeAt: NodeAt): Hash {
  return joined(subtreesOf(from, until).map(nodeAt));
}

/** The root of the first `size` leaves. */
export const rootOf = (size: number, nodeAt: NodeAt): Hash => rangeRoot(0, size, nodeAt);

/** The greatest power of two below `size`: how many leaves stand left of the root of a tree of at least two. */
function leftLeaves(size: number): number {
  const level = Math.floor(Math.log2(size));
  return 2 ** level === size ? size / 2 : 2 ** level;
}

/** RFC 6962 PATH: the siblings on the way from a leaf to the root of the first `size` leaves, lowest first. */
export function inclusionPath(leaf: number, size: number, nodeAt: NodeAt): readonly Hash[] {
  assert(leaf >= 0 && leaf < size, 'the leaf is in the tree');
  const path: Hash[] = [];
  let [from, until] = [0, size];
  while (until - from > 1) {
    const middle = from + leftLeaves(until - from);
    if (leaf < middle) {
      path.unshift(rangeRoot(middle, until, nodeAt));
      until = middle;
    } else {
      path.unshift(rangeRoot(from, middle, nodeAt));
      from = middle;
    }
  }
  return path;
}

/** RFC 6962 PROOF: what shows that the tree of `size` leaves begins with the tree of `before` leaves. */
export function consistencyPath(before: number, size: number, nodeAt: NodeAt): readonly Hash[] {
  assert(before > 0 && before <= size, 'the older tree has leaves, and no more than the newer');
  const path: Hash[] = [];
  let [from, until] = [0, size];
  let known = true; // the older root itself, which whoever checks has
  while (before !== until) {
    const middle = from + leftLeaves(until - from);
    if (before <= middle) {
      path.unshift(rangeRoot(middle, until, nodeAt));
      until = middle;
    } else {
      path.unshift(rangeRoot(from, middle, nodeAt));
      from = middle;
      known = false;
    }
  }
  return known ? path : [rangeRoot(from, until, nodeAt), ...path];
}
