import { streams, Type } from 'avsc';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Row } from '../row';
import type { Format } from './format';

const text = ['null', 'string'] as const;
const bytes = ['null', 'bytes'] as const;

const schema = {
  type: 'record',
  name: 'ExportedRecord',
  namespace: 'stakelog.export',
  fields: [
    { name: 'offset', type: 'long' },
    { name: 'appendedAtMs', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'type', type: text },
    { name: 'key', type: text },
    { name: 'keyBytes', type: bytes },
    {
      name: 'headers',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Header',
          fields: [
            { name: 'name', type: 'string' },
            { name: 'value', type: 'bytes' },
          ],
        },
      },
    },
    { name: 'value', type: bytes, doc: 'Confluent wire format: 0, the schema id, Avro.' },
    { name: 'decoded', type: text, doc: 'JSON.' },
  ],
} as const;

type Written = {
  readonly offset: number;
  readonly appendedAtMs: number;
  readonly type: string | null;
  readonly key: string | null;
  readonly keyBytes: Buffer | null;
  readonly headers: readonly { readonly name: string; readonly value: Buffer }[];
  readonly value: Buffer | null;
  readonly decoded: string | null;
};

/** Avro object container files, uncompressed. */
export const avro: Format = {
  open(path) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- avsc wants it mutable and leaves it alone
    const type = Type.forSchema(structuredClone(schema) as never, { wrapUnions: 'never' });
    const encoder = new streams.BlockEncoder(type, { codec: 'null', blockSize: 65_536 });
    const file = encoder.pipe(createWriteStream(path));
    return {
      async write(rows) {
        for (const row of rows) if (!encoder.write(written(row))) await once(encoder, 'drain');
      },
      async close() {
        encoder.end();
        await finished(file);
      },
    };
  },
  async *read(path) {
    const decoder = new streams.BlockDecoder();
    const file = createReadStream(path).on('error', (error) => decoder.destroy(error));
    file.pipe(decoder);
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every field is checked against the tree
      for await (const each of decoder) yield readRow(each as Written);
    } catch {
      yield undefined;
    }
  },
};

const base64 = (held: Buffer | null) => (held === null ? null : held.toString('base64'));
const raw = (held: string | null) => (held === null ? null : Buffer.from(held, 'base64'));

function written(row: Row): Written {
  const { keyBytes, headers, value, decoded } = row;
  return {
    ...row,
    keyBytes: raw(keyBytes),
    headers: headers.map(([name, held]) => ({ name, value: Buffer.from(held, 'base64') })),
    value: raw(value),
    decoded: decoded === null ? null : JSON.stringify(decoded),
  };
}

function readRow(row: Written): Row | undefined {
  try {
    return {
      offset: row.offset,
      appendedAtMs: row.appendedAtMs,
      type: row.type,
      key: row.key,
      keyBytes: base64(row.keyBytes),
      headers: row.headers.map(({ name, value }) => [name, value.toString('base64')] as const),
      value: base64(row.value),
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked against the bytes
      decoded: row.decoded === null ? null : (JSON.parse(row.decoded) as Row['decoded']),
    };
  } catch {
    return undefined;
  }
}
