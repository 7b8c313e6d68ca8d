import { jsonLines } from '@stakelog/clickhouse';
import { createHash } from 'node:crypto';
import type { TableRows } from '../rows/tables';
import type { Position } from '../sources/source';
import type { Chain } from '../store/recording-store';

/** One partition's part of a batch: [from, to). */
export type SourceRange = {
  readonly partition: number;
  readonly fromOffset: number;
  readonly toOffset: number;
  /** Rows that the topic's first table gets. */
  readonly records: number;
  readonly positionBefore: Position | undefined;
  readonly positionAfter: Position;
};

/** Ranges of one topic that are inserted together: one block per table for all of them. */
export type RecordedBatch = {
  readonly chain: Chain;
  /** 1, 2, 3 … within the chain. */
  readonly number: number;
  readonly ranges: readonly SourceRange[];
  readonly rows: TableRows;
};

/** A batch never changes; its intent and its blocks both ask. Making it twice took a seventh of the recorder's time. */
const hashes = new WeakMap<object, string>();

/** The same ranges and rows give the same hash, whoever read them. */
export function contentHash(batch: Pick<RecordedBatch, 'ranges' | 'rows'>): string {
  const known = hashes.get(batch) ?? madeOf(batch);
  hashes.set(batch, known);
  return known;
}

function madeOf({ ranges, rows }: Pick<RecordedBatch, 'ranges' | 'rows'>): string {
  const hash = createHash('sha256');
  for (const { partition, fromOffset, toOffset } of ranges)
    hash.update(`${partition}:${fromOffset}-${toOffset}\n`);
  for (const table of [...rows.keys()].toSorted())
    hash.update(`${table}\n${jsonLines(rows.get(table) ?? [])}\n`);
  return hash.digest('hex');
}

/** The block's name for ClickHouse: table, generation, topic, owner, number, ranges and content. */
export const insertToken = (table: string, { chain, number }: RecordedBatch, hash: string) =>
  `${table}/${chain.generation}/${chain.topic}/${chain.owner}/${number}/${hash}`;
