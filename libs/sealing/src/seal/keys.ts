import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicKeys, SigningKey } from './statement';
import { writeWhole } from './write-whole';

/** `seal-key-3.pem`: the highest number signs, the others are kept for what they signed. */
const privateName = /^seal-key-(\d+)\.pem$/;

/** The first 16 digits of the SHA-256 of the public key (DER, SubjectPublicKeyInfo). */
export function keyIdOf(publicKey: KeyObject): string {
  const bytes = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/** The newest key among the secrets; made at first use, readable by its owner alone. */
export function signingKey(secretsDir: string, sealDir: string): SigningKey {
  const newest = newestNumber(secretsDir);
  if (newest === 0) return rotateKey(secretsDir, sealDir);
  const pem = readFileSync(join(secretsDir, `seal-key-${newest}.pem`));
  const key = named(createPrivateKey(pem));
  publish(key, sealDir);
  return key;
}

/** Makes a new key, which signs from now on. */
export function rotateKey(secretsDir: string, sealDir: string): SigningKey {
  mkdirSync(secretsDir, { recursive: true, mode: 0o700 });
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const path = join(secretsDir, `seal-key-${newestNumber(secretsDir) + 1}.pem`);
  writeFileSync(path, pem, { mode: 0o600, flag: 'wx', flush: true });
  const key = named(privateKey);
  publish(key, sealDir);
  return key;
}

/** Every public key that has signed here, by its name. */
export function publicKeys(sealDir: string): PublicKeys {
  const found = new Map<string, KeyObject>();
  const folder = join(sealDir, 'keys');
  if (!existsSync(folder)) return found;
  for (const file of readdirSync(folder).toSorted()) {
    if (!file.endsWith('.pem')) continue;
    const key = createPublicKey(readFileSync(join(folder, file)));
    found.set(keyIdOf(key), key);
  }
  return found;
}

function publish({ keyId, privateKey }: SigningKey, sealDir: string): void {
  const path = join(sealDir, 'keys', `${keyId}.pem`);
  if (existsSync(path)) return;
  mkdirSync(join(sealDir, 'keys'), { recursive: true });
  writeWhole(path, publicPem(createPublicKey(privateKey)));
}

export const publicPem = (key: KeyObject): string =>
  key.export({ type: 'spki', format: 'pem' }).toString();

const named = (privateKey: KeyObject): SigningKey => ({
  keyId: keyIdOf(createPublicKey(privateKey)),
  privateKey,
});

function newestNumber(secretsDir: string): number {
  if (!existsSync(secretsDir)) return 0;
  const numbers = readdirSync(secretsDir).map((file) => Number(privateName.exec(file)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}
