import type { OddsEvent } from '@stakelog/contracts';

type Fields = Readonly<Record<string, unknown>>;

/** Who wrote a fact and when, and nothing of what it says. */
const origin: ReadonlySet<string> = new Set(['session', 'sourceId', 'sourceAtMs', 'receivedAtMs']);

/**
 * What a fact says, without who wrote it and when: two facts of one `sourceId` must agree on it. 32 bits, stored
 * nowhere; one number or letter that differs always gives another. Every reader asks for every fact, and the JSON of
 * one takes twice as long to make.
 */
export function contentHash(fact: OddsEvent): number {
  const content: Fields =
    'specifiers' in fact ? { ...fact, specifiers: inOrder(fact.specifiers) } : fact;
  let hash = 0;
  for (const name in content) if (!origin.has(name)) hash = hashed(hash, content[name]);
  return hash;
}

/** The one map of a fact has no order of its own. */
const inOrder = (specifiers: Readonly<Record<string, string>>) =>
  Object.entries(specifiers).toSorted(([a], [b]) => (a < b ? -1 : 1));

/** Records of one type have the same fields in the same order: their values say everything. */
function hashed(before: number, value: unknown): number {
  if (typeof value === 'string') return hashedText(before, value);
  if (typeof value === 'number') return mixed(mixed(before, value), value / WORD);
  if (typeof value === 'boolean') return mixed(before, value ? 2 : 1);
  if (Array.isArray(value)) return value.reduce<number>(hashed, mixed(before, value.length));
  let hash = before;
  if (isFields(value)) for (const name in value) hash = hashed(hash, value[name]);
  return mixed(hash, 0);
}

function hashedText(before: number, text: string): number {
  let hash = mixed(before, text.length);
  for (let at = 0; at < text.length; at++) hash = mixed(hash, text.charCodeAt(at));
  return hash;
}

const WORD = 2 ** 32;

/** Different words, or hashes before them, lead to different hashes. */
function mixed(before: number, word: number): number {
  const product = Math.imul(before ^ word, 0x9e_37_79_b1);
  return product ^ (product >>> 15);
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
