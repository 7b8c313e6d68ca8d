import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { BetfairAdapter } from '../betfair/betfair-adapter';
import type { Adapter } from '../input/adapter';
import { lines } from '../input/lines';
import { NativeAdapter } from '../native/native-adapter';
import { lineMeaning } from './line-meaning';
import type { ReplayEntry, ReplaySource } from './replay-source';
import { isUofSource, openUofSource } from './uof-source';

/** By the file's name without its packing; anything else is a Betfair stream. */
const adapterOf = (path: string): Adapter =>
  /\.jsonl(\.gz|\.bz2)?$/u.test(path) ? new NativeAdapter() : new BetfairAdapter();

/** A recorded stream. Reads the file once for its name, which covers every byte of it. */
export async function openFileSource(path: string): Promise<ReplaySource> {
  if (await isUofSource(path)) return openUofSource(path);
  return {
    name: `f.${await hashOf(path)}`,
    title: basename(path),
    producerIds: [await producerOf(path)],
    tellsLiveness: false,
    entries: () => fileEntries(path),
  };
}

async function* fileEntries(path: string): AsyncGenerator<ReplayEntry> {
  const adapter = adapterOf(path);
  for await (const line of lines(path)) {
    if (line.bytes.length === 0 && line.trouble === undefined) continue;
    const said = lineMeaning(adapter, line);
    const original = said.faults.length === 0 ? {} : { original: line.bytes };
    yield { ...said, number: line.number, ...original };
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256').update(basename(path)).update('\n');
  for await (const chunk of createReadStream(path)) hash.update(Buffer.from(chunk));
  return hash.digest('hex').slice(0, 16);
}

/** The first line that names a producer does. */
async function producerOf(path: string): Promise<string> {
  const adapter = adapterOf(path);
  if (adapter instanceof BetfairAdapter) return adapter.producerId;
  for await (const { bytes } of lines(path))
    if (adapter.read(bytes.toString('utf8')).statements.length > 0) break;
  return adapter.producerId;
}
