import { nodeHash, type Hash } from './hash';

/** The root that a leaf and its path lead to (RFC 9162, 2.1.3.2); undefined where the path has another length. */
export function rootFromInclusion(
  leaf: Hash,
  index: number,
  size: number,
  path: readonly Hash[],
): Hash | undefined {
  if (index >= size) return undefined;
  let [at, last, root] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      root = nodeHash(sibling, root);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else root = nodeHash(root, sibling);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? root : undefined;
}

type Grown = { readonly before: number; readonly size: number; readonly path: readonly Hash[] };

/** The roots of the older and the newer tree that a path leads to (RFC 9162, 2.1.4.2); undefined where it cannot. */
export function rootsFromConsistency(
  olderRoot: Hash,
  { before, size, path }: Grown,
): { readonly older: Hash; readonly newer: Hash } | undefined {
  if (before === size)
    return path.length === 0 ? { older: olderRoot, newer: olderRoot } : undefined;
  const whole = Number.isInteger(Math.log2(before));
  const [first, ...rest] = whole ? [olderRoot, ...path] : path;
  if (first === undefined) return undefined;
  let [at, last] = [before - 1, size - 1];
  while (at % 2 === 1) [at, last] = [(at - 1) / 2, Math.floor(last / 2)];
  let [older, newer] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      older = nodeHash(sibling, older);
      newer = nodeHash(sibling, newer);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else newer = nodeHash(newer, sibling);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? { older, newer } : undefined;
}
