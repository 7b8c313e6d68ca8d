import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { writeWhole } from '../servers/write-whole.mts';

export type SigningKey = { readonly [member: string]: unknown; readonly kid: string };

const secret = 0o600;

/**
 * The secrets of one data directory, made at its first start and kept: the key that signs development
 * tokens, its public half as a JWKS, the token with which api speaks to feed, the key of session data.
 */
export function ensureSecrets(secretsDir: string): void {
  mkdirSync(secretsDir, { recursive: true, mode: 0o700 });
  chmodSync(secretsDir, 0o700);
  once(`${secretsDir}/signing-key.jwk`, () => JSON.stringify(newSigningKey()));
  once(`${secretsDir}/internal.token`, () => randomBytes(32).toString('base64url'));
  once(`${secretsDir}/data.key`, () => randomBytes(32).toString('base64url'));
  writeWhole(`${secretsDir}/jwks.json`, JSON.stringify({ keys: [publicHalf(secretsDir)] }), secret);
}

export const signingKey = (secretsDir: string) =>
  JSON.parse(readFileSync(`${secretsDir}/signing-key.jwk`, 'utf8')) as SigningKey;

function once(path: string, make: () => string): void {
  if (!existsSync(path)) writeWhole(path, make(), secret);
}

function newSigningKey(): SigningKey {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(String(jwk.x)).digest('base64url').slice(0, 16);
  return { ...jwk, kid };
}

function publicHalf(secretsDir: string): object {
  const { kid, ...jwk } = signingKey(secretsDir);
  const key = createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'jwk' });
  return { ...key, kid, alg: 'EdDSA', use: 'sig' };
}
