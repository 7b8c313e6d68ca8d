// Checks a receipt of Stakelog with Node alone: node verify-receipt.mjs receipt.json public-key.pem
// Exit 0 and what it proves, or exit 1 and why it proves nothing. It needs no network and no other file.
// What the bytes mean and why this is enough: docs/operations/sealing.md.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

class Refused extends Error {}

function need(holds, why) {
  if (!holds) throw new Refused(why);
}

const sha256 = (...parts) =>
  parts.reduce((h, part) => h.update(part), createHash('sha256')).digest();
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

// Shape: exactly the fields that are checked, so that nothing unproved stands among what is proved.

function fields(value, names, where) {
  need(
    typeof value === 'object' && value !== null && !Array.isArray(value),
    `${where} is no object`,
  );
  const found = Object.keys(value);
  need(
    found.length === names.length && names.every((name) => found.includes(name)),
    `${where} has the fields "${found.join(' ')}" and not "${names.join(' ')}"`,
  );
}

function base64(text, where) {
  need(typeof text === 'string', `${where} is no text`);
  const bytes = Buffer.from(text, 'base64');
  need(bytes.toString('base64') === text, `${where} is not base64`);
  return bytes;
}

function digest(text, where) {
  need(
    typeof text === 'string' && /^[0-9a-f]{64}$/.test(text),
    `${where} is no SHA-256 in 64 digits`,
  );
  return Buffer.from(text, 'hex');
}

function count(value, where) {
  need(Number.isSafeInteger(value) && value >= 0, `${where} is no whole number`);
  return value;
}

// Avro, as far as schemas go: from bytes to plain values. Bytes are shown as base64.

class AvroReader {
  constructor(bytes, where) {
    this.bytes = bytes;
    this.at = 0;
    this.where = where;
  }

  take(length) {
    need(
      length >= 0 && this.at + length <= this.bytes.length,
      `${this.where}: the bytes end before the message does`,
    );
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  long() {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const [byte] = this.take(1);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) break;
      need(shift < 63n, `${this.where}: a number is too long`);
    }
    const signed = Number((value >> 1n) ^ -(value & 1n));
    need(Number.isSafeInteger(signed), `${this.where}: a number is beyond 2^53`);
    return signed;
  }

  items(read) {
    for (let left = this.long(); left !== 0; left = this.long()) {
      if (left < 0) this.long();
      for (let each = Math.abs(left); each > 0; each--) read();
    }
  }
}

function learnNames(schema, names, space = '') {
  if (Array.isArray(schema)) for (const branch of schema) learnNames(branch, names, space);
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return;
  const inner = schema.namespace ?? space;
  if (typeof schema.name === 'string') {
    names.set(schema.name, schema);
    names.set(inner === '' ? schema.name : `${inner}.${schema.name}`, schema);
  }
  for (const field of schema.fields ?? []) learnNames(field.type, names, inner);
  for (const part of [schema.type, schema.items, schema.values])
    if (typeof part === 'object') learnNames(part, names, inner);
}

function readAvro(schema, names, from) {
  if (Array.isArray(schema)) return readAvro(schema[from.long()], names, from);
  const kind = typeof schema === 'string' ? schema : schema?.type;
  if (typeof kind === 'object') return readAvro(kind, names, from);
  switch (kind) {
    case 'null':
      return null;
    case 'boolean':
      return from.take(1)[0] === 1;
    case 'int':
    case 'long':
      return from.long();
    case 'float':
      return from.take(4).readFloatLE();
    case 'double':
      return from.take(8).readDoubleLE();
    case 'string':
      return from.take(from.long()).toString('utf8');
    case 'bytes':
      return from.take(from.long()).toString('base64');
    case 'fixed':
      return from.take(schema.size).toString('base64');
    case 'enum':
      return schema.symbols[from.long()];
    case 'record':
    case 'array':
    case 'map':
      return readMany(schema, names, from);
    default: {
      const named = names.get(kind);
      need(named !== undefined, `${from.where}: its schema has no type ${kind}`);
      return readAvro(named, names, from);
    }
  }
}

function readMany(schema, names, from) {
  if (schema.type === 'record')
    return Object.fromEntries(
      schema.fields.map(({ name, type }) => [name, readAvro(type, names, from)]),
    );
  const list = [];
  if (schema.type === 'array') {
    from.items(() => list.push(readAvro(schema.items, names, from)));
    return list;
  }
  from.items(() =>
    list.push([readAvro('string', names, from), readAvro(schema.values, names, from)]),
  );
  return Object.fromEntries(list);
}

// The leaf: the record as the log holds it, field behind field.

function readLeaf(bytes, where) {
  let at = 0;
  const take = (length) => {
    need(at + length <= bytes.length, `${where}: its leaf is cut short`);
    at += length;
    return bytes.subarray(at - length, at);
  };
  const number = (length) => Number(BigInt(`0x${take(length).toString('hex')}`));
  const sized = () => {
    const length = number(4);
    return length === 0xffffffff ? null : take(length);
  };
  const topic = sized()?.toString('utf8');
  const leaf = {
    topic,
    partition: number(4),
    offset: number(8),
    appendedAtMs: number(8),
    key: sized(),
    value: sized(),
  };
  for (let left = 2 * number(4); left > 0; left--) sized();
  need(at === bytes.length, `${where}: its leaf has bytes behind its end`);
  return leaf;
}

// Signatures.

function readKeys(pem) {
  const keys = new Map();
  for (const block of pem.match(/-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----/g) ?? []) {
    const key = createPublicKey(block);
    keys.set(
      sha256(key.export({ type: 'spki', format: 'der' }))
        .toString('hex')
        .slice(0, 16),
      key,
    );
  }
  need(keys.size > 0, 'the key file has no public key');
  return keys;
}

function requireSigned(text, { keyId, signature }, keys, what) {
  const key = keys.get(keyId);
  need(
    key !== undefined,
    `${what} is signed by key ${keyId}, which is not among the keys given (${[...keys.keys()].join(', ')})`,
  );
  need(
    verify(null, Buffer.from(text), key, base64(signature, `the signature of ${what}`)),
    `the signature of ${what} is not by key ${keyId} over these words: they, or it, were changed`,
  );
}

const checkpointText = (c) =>
  `stakelog checkpoint 1\ntopic ${c.topic}\npartition ${c.partition}\nsize ${c.size}\nroot ${c.root}\natMs ${c.atMs}\nkey ${c.keyId}\n`;

function checkCheckpoint(checkpoint, keys, what) {
  fields(checkpoint, ['topic', 'partition', 'size', 'root', 'atMs', 'keyId', 'signature'], what);
  digest(checkpoint.root, `the root of ${what}`);
  for (const name of ['partition', 'size', 'atMs']) count(checkpoint[name], `${name} of ${what}`);
  requireSigned(checkpointText(checkpoint), checkpoint, keys, what);
}

function checkedSchemas(schemas, keys) {
  need(Array.isArray(schemas), 'schemas is no list');
  const known = new Map();
  for (const schema of schemas) {
    const what = `schema ${schema?.id}`;
    fields(schema, ['id', 'text', 'keyId', 'signature'], what);
    const hash = sha256(String(schema.text)).toString('hex');
    requireSigned(
      `stakelog schema 1\nid ${schema.id}\nsha256 ${hash}\nkey ${schema.keyId}\n`,
      schema,
      keys,
      what,
    );
    need(!known.has(schema.id), `${what} stands there twice`);
    known.set(schema.id, JSON.parse(schema.text));
  }
  return known;
}

// Merkle proofs, RFC 9162 sections 2.1.3.2 and 2.1.4.2.

function climb(index, size, path, step) {
  let [at, last] = [index, size - 1];
  for (const sibling of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      step(sibling, 'left');
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else step(sibling, 'right');
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0;
}

function checkInclusion(leaf, offset, { path, checkpoint }, where) {
  need(Array.isArray(path), `${where}: its path is no list`);
  need(offset < checkpoint.size, `${where}: its checkpoint ends before it`);
  const hashes = path.map((hash, index) => digest(hash, `${where}: step ${index} of its path`));
  let root = sha256(Uint8Array.of(0), leaf);
  const whole = climb(offset, checkpoint.size, hashes, (sibling, side) => {
    root = side === 'left' ? nodeHash(sibling, root) : nodeHash(root, sibling);
  });
  need(whole, `${where}: its path has the wrong length for this offset and size`);
  need(
    root.toString('hex') === checkpoint.root,
    `${where}: its bytes and path lead to the root ${root.toString('hex')}, and ${checkpoint.root} was signed: the record, its place or the path was changed`,
  );
}

function checkConsistency(proof, keys) {
  fields(proof, ['before', 'checkpoint', 'path'], 'the proof');
  const { before, checkpoint, path } = proof;
  checkCheckpoint(before, keys, 'the older checkpoint');
  checkCheckpoint(checkpoint, keys, 'the newer checkpoint');
  for (const name of ['topic', 'partition'])
    need(before[name] === checkpoint[name], `the checkpoints differ in ${name}`);
  need(before.size > 0 && before.size <= checkpoint.size, 'the older checkpoint is the larger one');
  need(Array.isArray(path), 'the path is no list');
  const hashes = path.map((hash, index) => digest(hash, `step ${index} of the path`));
  if (before.size === checkpoint.size) hashes.unshift(Buffer.from(before.root, 'hex'));
  let [at, last] = [before.size - 1, checkpoint.size - 1];
  while (at % 2 === 1) [at, last] = [(at - 1) / 2, Math.floor(last / 2)];
  const oldRoot = Buffer.from(before.root, 'hex');
  const first = at === 0 ? oldRoot : hashes.shift();
  need(first !== undefined, 'the path is too short');
  let [older, newer] = [first, first];
  const whole = climb(at, last + 1, hashes, (sibling, side) => {
    if (side === 'left') older = nodeHash(sibling, older);
    newer = side === 'left' ? nodeHash(sibling, newer) : nodeHash(newer, sibling);
  });
  need(whole, 'the path has the wrong length for these sizes');
  need(older.toString('hex') === before.root, 'the path does not begin at the older root');
  need(
    newer.toString('hex') === checkpoint.root,
    'the path does not lead to the newer root: what was sealed has been changed since',
  );
  return [
    `${before.topic}, partition ${before.partition}: the ${checkpoint.size} records sealed at ${time(checkpoint.atMs)} begin with the ${before.size} sealed at ${time(before.atMs)}; none of those was changed since.`,
  ];
}

// A record, and the whole.

const time = (ms) => new Date(ms).toISOString();
const recordFields = [
  'role',
  'topic',
  'partition',
  'offset',
  'appendedAtMs',
  'key',
  'leaf',
  'value',
  'schemaId',
  'type',
  'decoded',
  'seal',
];

function checkRecord(record, schemas, keys) {
  fields(record, recordFields, 'a record');
  const where = `${record.topic}/${record.partition}/${record.offset}`;
  const bytes = base64(record.leaf, `${where}: its leaf`);
  const leaf = readLeaf(bytes, where);
  for (const name of ['topic', 'partition', 'offset', 'appendedAtMs'])
    need(
      record[name] === leaf[name],
      `${where}: ${name} is not what its bytes say (${leaf[name]})`,
    );
  need(
    record.key === (leaf.key?.toString('utf8') ?? null),
    `${where}: its key is not what its bytes say`,
  );
  need(
    leaf.value !== null && base64(record.value, `${where}: its value`).equals(leaf.value),
    `${where}: its value is not what its leaf holds`,
  );
  need(
    record.seal !== null,
    `${where} is not sealed yet: no signed checkpoint covers it; ask for the receipt again in half a minute`,
  );
  fields(record.seal, ['path', 'checkpoint'], `${where}: its seal`);
  const { checkpoint } = record.seal;
  checkCheckpoint(checkpoint, keys, `the checkpoint of ${where}`);
  for (const name of ['topic', 'partition'])
    need(
      checkpoint[name] === leaf[name],
      `${where}: its checkpoint is about ${checkpoint.topic}/${checkpoint.partition}`,
    );
  checkInclusion(bytes, leaf.offset, record.seal, where);
  checkMeaning(record, leaf.value, schemas, where);
}

function checkMeaning(record, value, schemas, where) {
  need(
    value.length >= 5 && value[0] === 0 && value.readInt32BE(1) === record.schemaId,
    `${where}: schemaId is not what its bytes say`,
  );
  const schema = schemas.get(record.schemaId);
  need(
    schema !== undefined,
    `${where}: the receipt lacks its schema, ${record.schemaId}, signed; ask for the receipt again in half a minute`,
  );
  need(record.type === schema.name, `${where}: its bytes are a ${schema.name}, no ${record.type}`);
  const names = new Map();
  learnNames(schema, names);
  const from = new AvroReader(value.subarray(5), where);
  const read = readAvro(schema, names, from);
  need(from.at === from.bytes.length, `${where}: there are bytes behind the message`);
  need(
    isDeepStrictEqual(read, record.decoded),
    `${where}: the decoded form is not what the bytes say`,
  );
}

function factsNamedBy({ facts = [], legs = [], cause }) {
  const all = [...facts, ...legs.map((leg) => leg.oddsAt ?? leg.cause), cause];
  return all
    .filter((at) => at !== null && at !== undefined)
    .map((at) => `odds.events/${at.partition}/${at.offset}`);
}

function checkReceipt(receipt, keys) {
  fields(receipt, ['receipt', 'bet', 'records', 'schemas'], 'the receipt');
  need(receipt.receipt === 'stakelog 1', 'this is a receipt of another version');
  need(Array.isArray(receipt.records) && receipt.records.length > 0, 'the receipt has no records');
  const schemas = checkedSchemas(receipt.schemas, keys);
  for (const record of receipt.records) checkRecord(record, schemas, keys);
  const used = new Set(receipt.records.map(({ schemaId }) => schemaId));
  need(
    [...schemas.keys()].every((id) => used.has(id)),
    'there is a schema that no record uses',
  );
  const named = new Set();
  const places = new Set();
  for (const { role, topic, partition, offset, decoded, type } of receipt.records) {
    const where = `${topic}/${partition}/${offset}`;
    need(!places.has(where), `${where} stands there twice`);
    places.add(where);
    need(role === (topic === 'bet.events' ? 'event' : 'odds'), `${where} is no ${role}`);
    if (role === 'odds') {
      need(
        topic === 'odds.events' && named.has(where),
        `${where}: no event of the bet was decided on this record`,
      );
      named.delete(where);
      continue;
    }
    const bet = 'bet' in decoded ? `${decoded.ticketId}-${decoded.bet}` : decoded.ticketId;
    need(bet === receipt.bet, `${where}: this ${type} is about ${bet}, not ${receipt.bet}`);
    for (const fact of factsNamedBy(decoded)) named.add(fact);
  }
  need(
    named.size === 0,
    `the receipt lacks ${[...named].join(', ')}, on which the bet was decided`,
  );
  return receipt.records.map(told);
}

const money = ({ stake, payout, amount }) =>
  Object.entries({ stake, payout, amount })
    .filter(([, value]) => typeof value === 'number')
    .map(([name, value]) => ` ${name} ${value}`)
    .join('');

const told = ({
  role,
  type,
  topic,
  partition,
  offset,
  appendedAtMs,
  decoded,
  seal: { checkpoint },
}) =>
  `${role === 'event' ? 'Event' : 'Decided on'} ${type}${money(decoded)}: record ${offset} of ${topic}, partition ${partition}, appended ${time(appendedAtMs)}; one of the ${checkpoint.size} records sealed at ${time(checkpoint.atMs)} by key ${checkpoint.keyId}.`;

/** What the text proves, line by line. Throws with the reason where it proves nothing. */
export function verifyReceipt(text, pem) {
  const keys = readKeys(pem);
  let receipt;
  try {
    receipt = JSON.parse(text);
  } catch (error) {
    throw new Refused(`the receipt is no JSON: ${error.message}`);
  }
  try {
    return receipt?.before === undefined
      ? checkReceipt(receipt, keys)
      : checkConsistency(receipt, keys);
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(`the receipt cannot be read: ${error.message}`);
  }
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(process.argv[1].split('/').at(-1))) {
  const [receiptFile, keyFile] = process.argv.slice(2);
  try {
    need(keyFile !== undefined, 'usage: node verify-receipt.mjs receipt.json public-key.pem');
    const lines = verifyReceipt(readFileSync(receiptFile, 'utf8'), readFileSync(keyFile, 'utf8'));
    process.stdout.write(`VERIFIED\n${lines.join('\n')}\n`);
  } catch (error) {
    process.stdout.write(`NOT VERIFIED: ${error.message}\n`);
    process.exitCode = error instanceof Refused && keyFile === undefined ? 64 : 1;
  }
}
