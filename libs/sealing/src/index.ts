export { leafPreimage, type PlacedRecord } from './leaf';
export { HASH_BYTES, leafHash, type Hash } from './merkle/hash';
export { rootFromInclusion, rootsFromConsistency } from './merkle/proofs';
export { MerkleTree } from './merkle/tree';
export { plainDecoder, recordName } from './receipt/plain-decode';
export { isSealed, receiptOf, type Receipt, type ReceiptSource } from './receipt/receipt';
export { keyIdOf, publicPem, rotateKey, signingKey } from './seal/keys';
export { PartitionSeal } from './seal/partition-seal';
export { SealError } from './seal/seal-error';
export { lockSeals } from './seal/seal-lock';
export { schemaIdOf, SchemaSeals } from './seal/schema-seals';
export { Seals, type Consistency, type Inclusion } from './seal/seals';
export {
  isSignedCheckpoint,
  isSignedSchema,
  type Checkpoint,
  type PublicKeys,
  type SealedSchema,
  type SigningKey,
} from './seal/statement';
