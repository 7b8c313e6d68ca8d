import { avro } from './avro';
import { csv } from './csv';
import type { Format } from './format';
import { jsonl } from './jsonl';
import { parquet } from './parquet';

export const formats = { jsonl, csv, parquet, avro } as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

export const formatNames = [
  'jsonl',
  'csv',
  'parquet',
  'avro',
] as const satisfies readonly FormatName[];
