import { Type, type Schema } from 'avsc';

const AVRO_FROM = 5;

/**
 * Reads messages as their schema's text alone says: unions without their branch, bytes as base64, words and numbers
 * as they are. So an outsider reads them too, with any Avro reader.
 */
export function plainDecoder(schemaText: string): (value: Buffer) => Record<string, unknown> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a schema of the registry
  const schema = JSON.parse(schemaText) as Schema;
  const type = Type.forSchema(schema, { omitRecordMethods: true, wrapUnions: 'never' });
  return (value) => {
    const read: unknown = type.fromBuffer(value.subarray(AVRO_FROM));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a message is a record
    return plain(read) as Record<string, unknown>;
  };
}

function plain(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}

/** The name of the record that a schema describes. */
export function recordName(schemaText: string): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a schema of the registry
  return (JSON.parse(schemaText) as { readonly name: string }).name;
}
