import { MarketBook } from '../betfair/market-book';
import { readStreamLine } from '../betfair/stream-line';
import type { LineFault } from '../input/adapter';
import { lines } from '../input/lines';
import { bookLine, type BookLine } from './book-line';

/** A book after a message, or what of a line could not be taken. */
export type BooksEntry =
  { readonly book: BookLine } | { readonly line: number; readonly fault: LineFault };

/**
 * The books of a recorded stream: for each message one of every market in it, as the whole message
 * leaves it. A line or a part of it that cannot be read is an entry of its own. Throws when the file
 * cannot be opened.
 */
export async function* readBooks(path: string): AsyncGenerator<BooksEntry> {
  const books = new Map<string, MarketBook>();
  for await (const { number: line, bytes, isWhole, trouble } of lines(path)) {
    if (bytes.length > 0) {
      // A last line that lacks only its line feed is as good as any other.
      const cutOff = { code: 'LINE_TRUNCATED', detail: 'the file ends within it' } as const;
      for (const entry of booksAfter(bytes.toString('utf8'), books))
        if ('book' in entry) yield entry;
        else yield { line, fault: isWhole ? entry.fault : cutOff };
    }
    if (trouble !== undefined) yield { line, fault: { code: 'LINE_TRUNCATED', detail: trouble } };
  }
}

function* booksAfter(
  text: string,
  books: Map<string, MarketBook>,
): Generator<{ readonly book: BookLine } | { readonly fault: LineFault }> {
  const said = readStreamLine(text);
  if (said.kind === 'unreadable') yield { fault: said.fault };
  if (said.kind !== 'changes') return;
  const changed = new Set<MarketBook>();
  for (const read of said.changes) {
    if ('fault' in read) {
      yield { fault: read.fault };
      continue;
    }
    const { change } = read;
    const book = books.get(change.id) ?? new MarketBook(change.id);
    book.apply(change);
    if (book.definition === undefined) {
      yield { fault: { code: 'MESSAGE_UNKNOWN', detail: `no definition of ${change.id}` } };
      continue;
    }
    books.set(change.id, book);
    changed.add(book);
  }
  for (const book of changed) yield { book: bookLine(book, said.publishTimeMs) };
}
