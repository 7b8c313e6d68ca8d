import { limits } from '@stakelog/contracts';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { Row } from '../row';
import type { Format } from './format';

const raw = (held: string | null) =>
  held === null ? null : new Uint8Array(Buffer.from(held, 'base64'));
const json = (held: unknown) => (held === null ? null : JSON.stringify(held));

/** Every column as a list, for one row group. */
const columnsOf = (rows: readonly Row[]) => {
  return [
    {
      name: 'offset',
      type: 'INT64' as const,
      nullable: false,
      data: rows.map(({ offset }) => BigInt(offset)),
    },
    {
      name: 'appended_at_ms',
      type: 'INT64' as const,
      nullable: false,
      data: rows.map(({ appendedAtMs }) => BigInt(appendedAtMs)),
    },
    { name: 'type', type: 'STRING' as const, nullable: true, data: rows.map(({ type }) => type) },
    { name: 'key', type: 'STRING' as const, nullable: true, data: rows.map(({ key }) => key) },
    {
      name: 'key_bytes',
      type: 'BYTE_ARRAY' as const,
      nullable: true,
      data: rows.map(({ keyBytes }) => raw(keyBytes)),
    },
    {
      name: 'headers',
      type: 'STRING' as const,
      nullable: false,
      data: rows.map(({ headers }) => JSON.stringify(headers)),
    },
    {
      name: 'value',
      type: 'BYTE_ARRAY' as const,
      nullable: true,
      data: rows.map(({ value }) => raw(value)),
    },
    {
      name: 'decoded',
      type: 'STRING' as const,
      nullable: true,
      data: rows.map(({ decoded }) => json(decoded)),
    },
  ];
};

type Read = {
  readonly offset: bigint;
  readonly appended_at_ms: bigint;
  readonly type: string | null;
  readonly key: string | null;
  readonly key_bytes: Uint8Array | null;
  readonly headers: string;
  readonly value: Uint8Array | null;
  readonly decoded: string | null;
};

/** Parquet, Snappy, a row group for each so many records. */
export const parquet: Format = {
  open(path) {
    const schema = schemaFromColumnData({ columnData: columnsOf([]) });
    const writer = new ParquetWriter({ writer: fileWriter(path), schema });
    let group: Row[] = [];
    const flush = async () => {
      const columnData = columnsOf(group);
      group = [];
      await writer.write({ columnData, rowGroupSize: limits.exportGroupRecordsMax });
    };
    return {
      async write(rows) {
        for (const row of rows) {
          group.push(row);
          if (group.length >= limits.exportGroupRecordsMax) await flush();
        }
      },
      async close() {
        if (group.length > 0) await flush();
        await writer.finish();
      },
    };
  },
  async *read(path) {
    try {
      const file = await asyncBufferFromFile(path);
      const metadata = await parquetMetadataAsync(file);
      const rows = Number(metadata.num_rows);
      for (let rowStart = 0; rowStart < rows; rowStart += limits.exportGroupRecordsMax) {
        const rowEnd = Math.min(rows, rowStart + limits.exportGroupRecordsMax);
        const read = await parquetReadObjects({ file, metadata, rowStart, rowEnd, utf8: false });
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every field is checked against the tree
        for (const each of read) yield readRow(each as Read);
      }
    } catch {
      yield undefined;
    }
  },
};

const base64 = (held: Uint8Array | null) =>
  held === null ? null : Buffer.from(held).toString('base64');

function readRow(row: Read): Row | undefined {
  try {
    return {
      offset: Number(row.offset),
      appendedAtMs: Number(row.appended_at_ms),
      type: row.type,
      key: row.key,
      keyBytes: base64(row.key_bytes),
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every field is checked against the tree
      headers: JSON.parse(row.headers) as Row['headers'],
      value: base64(row.value),
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every field is checked against the tree
      decoded: row.decoded === null ? null : (JSON.parse(row.decoded) as Row['decoded']),
    };
  } catch {
    return undefined;
  }
}
