import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createHash } from 'node:crypto';
import { emptyRoot, leafHash, nodeHash, type Hash } from './hash';
import { rootFromInclusion, rootsFromConsistency } from './proofs';
import {
  consistencyPath,
  inclusionPath,
  MerkleTree,
  nodeCount,
  nodePosition,
  peaksOf,
  rootOf,
  type Place,
} from './tree';

/** The leaves and roots with which Certificate Transparency logs test themselves. */
const knownLeaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const knownRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** RFC 6962, section 2.1, word for word: the definition that the incremental tree is held to. */
function definedRoot(leaves: readonly Hash[]): Hash {
  const [only] = leaves;
  if (only === undefined) return createHash('sha256').digest();
  if (leaves.length === 1) return only;
  let left = 1;
  while (2 * left < leaves.length) left *= 2;
  return nodeHash(definedRoot(leaves.slice(0, left)), definedRoot(leaves.slice(left)));
}

function grown(size: number) {
  const nodes: Hash[] = [];
  const leaves = Array.from({ length: size }, (_, index) => leafHash(Buffer.from(`leaf ${index}`)));
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.append(leaf, (node) => nodes.push(node));
  const nodeAt = (place: Place) => nodes[nodePosition(place)] ?? Buffer.alloc(0);
  return { leaves, nodes, tree, nodeAt };
}

const size = fc.integer({ min: 1, max: 300 });
const part = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

describe('the tree', () => {
  test('has the roots that Certificate Transparency knows', () => {
    const tree = new MerkleTree();
    const roots = [tree.root().toString('hex')];
    for (const leaf of knownLeaves) {
      tree.append(leafHash(Buffer.from(leaf, 'hex')));
      roots.push(tree.root().toString('hex'));
    }
    expect(roots).toEqual(knownRoots);
    expect(emptyRoot.toString('hex')).toBe(knownRoots[0]);
  });

  test('has the root of the definition, at every size, from its peaks as well', () => {
    for (let of = 0; of <= 130; of++) {
      const { leaves, nodes, tree, nodeAt } = grown(of);
      const root = definedRoot(leaves);
      expect(tree.root()).toEqual(root);
      expect(rootOf(of, nodeAt)).toEqual(root);
      expect(nodes).toHaveLength(nodeCount(of));
      expect(MerkleTree.from(of, peaksOf(of).map(nodeAt)).root()).toEqual(root);
    }
  });

  test('grows on from its peaks as if it had never stopped', () => {
    fc.assert(
      fc.property(size, part, (whole, share) => {
        const { leaves, tree, nodeAt } = grown(whole);
        const stopped = Math.floor(whole * share);
        const resumed = MerkleTree.from(stopped, peaksOf(stopped).map(nodeAt));
        for (const leaf of leaves.slice(stopped)) resumed.append(leaf);
        expect(resumed.root()).toEqual(tree.root());
      }),
    );
  });
});

describe('inclusion', () => {
  test('is proved for every leaf of every prefix, and leads to the defined root', () => {
    const { leaves, nodeAt } = grown(40);
    for (let of = 1; of <= 40; of++)
      for (let leaf = 0; leaf < of; leaf++) {
        const path = inclusionPath(leaf, of, nodeAt);
        const root = rootFromInclusion(leaves[leaf] ?? Buffer.alloc(0), leaf, of, path);
        expect(root).toEqual(definedRoot(leaves.slice(0, of)));
      }
  });

  test('is not proved at another index, in another size, or with another path', () => {
    fc.assert(
      fc.property(size, part, part, fc.nat(255), (of, share, other, bit) => {
        const { leaves, tree, nodeAt } = grown(of + 1);
        const leaf = Math.floor((of + 1) * share);
        const path = inclusionPath(leaf, of + 1, nodeAt);
        const hash = leaves[leaf] ?? Buffer.alloc(0);
        const elsewhere = (leaf + 1 + Math.floor(of * other)) % (of + 1);
        expect(rootFromInclusion(hash, elsewhere, of + 1, path)).not.toEqual(tree.root());
        expect(rootFromInclusion(hash, leaf, of + 1, path.slice(1))).toBeUndefined();
        expect(rootFromInclusion(hash, leaf, of + 1, [...path, hash])).toBeUndefined();
        const flipped = Buffer.from(path[0] ?? hash);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const changed = [flipped, ...path.slice(1)];
        expect(rootFromInclusion(hash, leaf, of + 1, changed)).not.toEqual(tree.root());
      }),
    );
  });
});

describe('consistency', () => {
  test('is proved between any two sizes, and leads to both roots', () => {
    const { leaves, nodeAt } = grown(40);
    for (let of = 1; of <= 40; of++)
      for (let before = 1; before <= of; before++) {
        const path = consistencyPath(before, of, nodeAt);
        const older = definedRoot(leaves.slice(0, before));
        const newer = definedRoot(leaves.slice(0, of));
        expect(rootsFromConsistency(older, { before, size: of, path })).toEqual({ older, newer });
      }
  });

  test('is not proved for a history that was rewritten', () => {
    fc.assert(
      fc.property(size, part, part, (of, share, at) => {
        const { leaves, nodeAt } = grown(of + 1);
        const before = 1 + Math.floor(of * share);
        const path = consistencyPath(before, of + 1, nodeAt);
        const rewritten = leaves.slice(0, before);
        rewritten[Math.floor(before * at)] = leafHash(Buffer.from('another'));
        const told = definedRoot(rewritten);
        const found = rootsFromConsistency(told, { before, size: of + 1, path });
        const holds = found?.older.equals(told) === true && found.newer.equals(definedRoot(leaves));
        expect(holds).toBe(false);
      }),
    );
  });
});
