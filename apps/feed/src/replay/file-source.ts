import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { BetfairAdapter } from '../betfair/betfair-adapter';
import type { Adapter, LineMeaning } from '../input/adapter';
import { lines, type Line } from '../input/lines';
import { NativeAdapter } from '../native/native-adapter';
import type { ReplayEntry, ReplaySource } from './replay-source';

/** By the file's name without its packing; anything else is a Betfair stream. */
const adapterOf = (path: string): Adapter =>
  /\.jsonl(\.gz|\.bz2)?$/u.test(path) ? new NativeAdapter() : new BetfairAdapter();

/** A recorded stream. Reads the file once for its name, which covers every byte of it. */
export async function openFileSource(path: string): Promise<ReplaySource> {
  return {
    name: `f.${await hashOf(path)}`,
    title: basename(path),
    producerId: await producerOf(path),
    entries: () => fileEntries(path),
  };
}

async function* fileEntries(path: string): AsyncGenerator<ReplayEntry> {
  const adapter = adapterOf(path);
  for await (const line of lines(path)) {
    if (line.bytes.length === 0 && line.trouble === undefined) continue;
    const { atMs, statements, faults } = meaning(adapter, line);
    const original = faults.length === 0 ? {} : { original: line.bytes };
    yield { number: line.number, atMs, statements, faults, ...original };
  }
}

/** The end of a file that breaks off within a line is its own kind of fault. */
function meaning(adapter: Adapter, line: Line): LineMeaning {
  const said = adapter.read(line.bytes.toString('utf8'));
  if (line.isWhole || said.faults.length === 0) return said;
  const detail = line.trouble ?? 'the line has no end';
  return { ...said, faults: [{ code: 'LINE_TRUNCATED', detail }] };
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
