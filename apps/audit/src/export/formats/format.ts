import type { Row } from '../row';

/** Writes rows in order; `close` resolves when the file is whole. */
export type RowWriter = {
  write(rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
};

/** A way to write rows into a file, and to read them again. */
export type Format = {
  open(path: string): RowWriter;
  /** Undefined stands for a row that cannot be read; where nothing behind it can be either, it is the last. */
  read(path: string): AsyncIterable<Row | undefined>;
};
