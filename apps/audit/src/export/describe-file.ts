import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { ExportedFile } from './manifest';

/** Reads the file and says what it is. */
export async function describeFile(folder: string, path: string): Promise<ExportedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(join(folder, path))) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a stream without an encoding
    const read = piece as Buffer;
    hash.update(read);
    bytes += read.length;
  }
  return { path, bytes, sha256: hash.digest('hex') };
}
