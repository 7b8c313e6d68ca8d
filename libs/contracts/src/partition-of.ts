/** UTF-8 bytes of a key. Keys are ASCII by contract; others take the long way. */
function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const letter of encodeURIComponent(text).match(/%..|./g) ?? [])
    bytes.push(letter.length === 3 ? Number.parseInt(letter.slice(1), 16) : letter.charCodeAt(0));
  return bytes;
}

/** Murmur2 with Kafka's seed, as the Java client's default partitioner computes it. */
export function murmur2(key: string): number {
  const data = utf8(key);
  const m = 0x5bd1e995;
  let hash = 0x9747b28c ^ data.length;
  let at = 0;
  for (; at + 4 <= data.length; at += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = data.slice(at, at + 4);
    let word = a | (b << 8) | (c << 16) | (d << 24);
    word = Math.imul(word, m);
    word ^= word >>> 24;
    word = Math.imul(word, m);
    hash = Math.imul(hash, m) ^ word;
  }
  const [a = 0, b = 0, c = 0] = data.slice(at);
  const left = data.length - at;
  if (left >= 3) hash ^= c << 16;
  if (left >= 2) hash ^= b << 8;
  if (left >= 1) hash = Math.imul(hash ^ a, m);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, m);
  return hash ^ (hash >>> 15);
}

/** The partition of a key: `murmur2(key) % partitions`, as Kafka's own clients choose it. */
export const partitionOf = (key: string, partitions: number): number =>
  (murmur2(key) & 0x7fffffff) % partitions;
