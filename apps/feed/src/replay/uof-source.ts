import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { documents } from '../input/documents';
import { lines } from '../input/lines';
import { documentHead } from '../uof/producers-in';
import { UofAdapter } from '../uof/uof-adapter';
import { lineMeaning } from './line-meaning';
import type { ReplayEntry, ReplaySource } from './replay-source';

const isDocument = (path: string) => /\.xml(\.gz|\.bz2)?$/u.test(path);

/** A file of UOF messages, or a folder of them. */
export async function isUofSource(path: string): Promise<boolean> {
  return isDocument(path) || (await stat(path)).isDirectory();
}

/**
 * Recorded messages of a UOF feed: one XML document per line or file. In a folder, the documents that
 * describe fixtures and markets come first, then the messages in the order of the files' names.
 */
export async function openUofSource(path: string): Promise<ReplaySource> {
  const isFolder = (await stat(path)).isDirectory();
  const names = isFolder ? (await readdir(path)).filter(isDocument).toSorted() : [];
  const given = isFolder ? names.map((name) => join(path, name)) : [path];
  const producers = new Set<string>();
  const describing: string[] = [];
  const speaking: string[] = [];
  let tellsLiveness = false;
  for (const file of given) {
    let isSpeaking = false;
    for await (const { bytes } of documents(lines(file))) {
      const { producerId, isAlive } = documentHead(bytes.toString('utf8'));
      if (producerId !== undefined) producers.add(producerId);
      isSpeaking ||= producerId !== undefined;
      tellsLiveness ||= isAlive;
    }
    (isSpeaking ? speaking : describing).push(file);
  }
  const files = [...describing, ...speaking];
  return {
    name: `f.${await hashOf(basename(path), files)}`,
    title: basename(path),
    producerIds: [...producers],
    tellsLiveness,
    entries: () => entriesOf(files),
  };
}

async function* entriesOf(files: readonly string[]): AsyncGenerator<ReplayEntry> {
  const adapter = new UofAdapter();
  let before = 0;
  for (const file of files) {
    let last = 0;
    for await (const document of documents(lines(file))) {
      last = document.number;
      const said = lineMeaning(adapter, document);
      const original = said.faults.length === 0 ? {} : { original: document.bytes };
      yield { ...said, number: before + last, ...original };
    }
    before += last;
  }
}

async function hashOf(title: string, files: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(title).update('\n');
  for (const file of files) {
    hash.update(basename(file)).update('\n');
    for await (const chunk of createReadStream(file)) hash.update(Buffer.from(chunk));
  }
  return hash.digest('hex').slice(0, 16);
}
