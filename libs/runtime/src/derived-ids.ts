import { accountId, type AccountId } from '@stakelog/contracts';
import { createHash, hash } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** Lower-case base32 (RFC 4648) without padding, the first `length` characters. */
function base32(bytes: Uint8Array, length: number): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < length) {
      bits -= 5;
      text += alphabet[(held >>> bits) & 31] ?? '';
    }
    held &= (1 << bits) - 1;
  }
  return text;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** The account of a token's subject: the same person has the same account, and no id is ever chosen. */
export const accountIdOf = (issuer: string, subject: string): AccountId =>
  accountId(base32(digest(`${issuer}\n${subject}`), 16));

/** The id of a command, of its ticket or quote too: the same for every repeat of an idempotency key. */
export const commandIdOf = (account: AccountId, idempotencyKey: string): string =>
  base32(digest(`${account}\n${idempotencyKey}`), 26);

/**
 * SHA-256 of the canonical body (keys sorted, at every depth) and the command's type, in hexadecimal
 * digits: the decider keeps the first 52 bits of it with the answer.
 */
export const bodyHashOf = (commandType: string, body: unknown): string =>
  hash('sha256', `${commandType}\n${canonicalJson(body)}`, 'hex');

/** JSON with sorted keys and without the fields that are undefined: one text per value. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}
