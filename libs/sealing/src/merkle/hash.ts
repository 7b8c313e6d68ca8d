import { hash } from 'node:crypto';

/** A SHA-256 of 32 bytes. */
export type Hash = Buffer;

export const HASH_BYTES = 32;

/** The root of a tree without leaves. */
export const emptyRoot: Hash = sha256(Buffer.alloc(0));

/** RFC 6962: a leaf is told from a node by its first byte, so that neither passes for the other. */
export function leafHash(preimage: Uint8Array): Hash {
  const marked = Buffer.allocUnsafe(1 + preimage.length);
  marked[0] = 0x00;
  marked.set(preimage, 1);
  return sha256(marked);
}

const pair = Buffer.alloc(1 + 2 * HASH_BYTES, 0x01);

export function nodeHash(left: Hash, right: Hash): Hash {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return sha256(pair);
}

function sha256(bytes: Uint8Array): Hash {
  return hash('sha256', bytes, 'buffer');
}
