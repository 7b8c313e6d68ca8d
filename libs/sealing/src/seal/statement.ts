import type { TopicName } from '@stakelog/contracts';
import { createHash, sign, verify, type KeyObject } from 'node:crypto';

/** What the sealer says of a partition: its first `size` records have this root. */
export type Checkpoint = {
  readonly topic: TopicName;
  readonly partition: number;
  /** How many records, counted from offset 0. */
  readonly size: number;
  /** 64 digits, lower case. */
  readonly root: string;
  readonly atMs: number;
  readonly keyId: string;
  /** Ed25519 over `checkpointText`, base64. */
  readonly signature: string;
};

/** What the sealer says of a schema: the registry gave this text for the id. Bytes mean nothing without it. */
export type SealedSchema = {
  readonly id: number;
  readonly text: string;
  readonly keyId: string;
  /** Ed25519 over `schemaText`, base64. */
  readonly signature: string;
};

/** Whoever signs: its name and its secret. */
export type SigningKey = { readonly keyId: string; readonly privateKey: KeyObject };

/** Public keys by their names. */
export type PublicKeys = ReadonlyMap<string, KeyObject>;

type Unsigned<Statement> = Omit<Statement, 'keyId' | 'signature'>;
type Signed = { readonly keyId: string; readonly signature: string };

/** The very bytes that are signed for a checkpoint, as text. */
export const checkpointText = (of: Omit<Checkpoint, 'signature'>): string =>
  `stakelog checkpoint 1\ntopic ${of.topic}\npartition ${of.partition}\nsize ${of.size}\nroot ${of.root}\natMs ${of.atMs}\nkey ${of.keyId}\n`;

/** The very bytes that are signed for a schema, as text. */
export const schemaText = ({ id, text, keyId }: Omit<SealedSchema, 'signature'>): string =>
  `stakelog schema 1\nid ${id}\nsha256 ${createHash('sha256').update(text).digest('hex')}\nkey ${keyId}\n`;

export function signedCheckpoint(of: Unsigned<Checkpoint>, key: SigningKey): Checkpoint {
  const said = { ...of, keyId: key.keyId };
  return { ...said, signature: signature(checkpointText(said), key) };
}

export function signedSchema(of: Unsigned<SealedSchema>, key: SigningKey): SealedSchema {
  const said = { ...of, keyId: key.keyId };
  return { ...said, signature: signature(schemaText(said), key) };
}

export const isSignedCheckpoint = (said: Checkpoint, keys: PublicKeys): boolean =>
  isSigned(checkpointText(said), said, keys);

export const isSignedSchema = (said: SealedSchema, keys: PublicKeys): boolean =>
  isSigned(schemaText(said), said, keys);

const signature = (text: string, { privateKey }: SigningKey): string =>
  sign(null, Buffer.from(text), privateKey).toString('base64');

function isSigned(text: string, said: Signed, keys: PublicKeys): boolean {
  const key = keys.get(said.keyId);
  return (
    key !== undefined && verify(null, Buffer.from(text), key, Buffer.from(said.signature, 'base64'))
  );
}
