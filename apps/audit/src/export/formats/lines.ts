import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Row } from '../row';
import type { Format } from './format';

/** A format with a row in each line. */
export function lineFormat(
  head: string | undefined,
  lineOf: (row: Row) => string,
  rowOf: (line: string) => Row | undefined,
): Format {
  return {
    open(path) {
      const file = createWriteStream(path);
      if (head !== undefined) file.write(`${head}\n`);
      return {
        async write(rows) {
          if (!file.write(rows.map((row) => `${lineOf(row)}\n`).join('')))
            await once(file, 'drain');
        },
        async close() {
          file.end();
          await finished(file);
        },
      };
    },
    async *read(path) {
      // A torn last line is a line: it has to be read, and be found wanting.
      const lines = createInterface({ input: createReadStream(path), crlfDelay: 0 });
      let first = head !== undefined;
      for await (const line of lines) {
        if (first && line !== head) yield undefined;
        else if (!first) yield rowOf(line);
        first = false;
      }
    },
  };
}
