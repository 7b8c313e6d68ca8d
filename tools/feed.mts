/** `npm run feed -- books FILE`: what a recorded Betfair stream says, book by book. See `--help`. */
import { once } from 'node:events';
import { accessSync, constants, statSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { resolveSources } from './settle/resolve-sources.mts';

/** As sysexits.h numbers them. */
const exitCodes = { usage: 64, badData: 65 } as const;

const booksHelp = `
For every message and every market in it, one line of JSON with the book after the message:
  { publishTimeMs, marketId, status, inPlay, version, betDelaySeconds, runners: [
    { selectionId, handicap, status, adjustmentFactor, lastPriceTraded, tradedVolume,
      availableToBack: [[price, size], ...], availableToLay: [[price, size], ...], startingPrice } ] }
Prices and sizes are the numbers of the stream, ladders come best price first, runners by sort
priority. tradedVolume is all money matched on the runner (0 where the stream has not said it). A
ladder is the full one (atb, atl); where that is empty, the displayed levels (bdatb, bdatl), then
the best levels (batb, batl). Null is what the stream has not said.

A line that cannot be read is reported on standard error with its number; the others still count.
Exit codes: 0 all read; 64 wrong use, or no such file; 65 something could not be read.`;

const program = new Command('feed')
  .description('Reads recorded feeds without a running system.')
  .exitOverride();
program
  .command('books')
  .description('Prints the books of a Betfair stream file (plain, .gz or .bz2).')
  .argument('<file>', 'one JSON message per line, as Betfair records them')
  .addHelpText('after', booksHelp)
  .exitOverride()
  .action(async (file: string) => {
    assertReadable(file);
    process.exitCode = await printBooks(file);
  });

function assertReadable(file: string): void {
  accessSync(file, constants.R_OK);
  if (!statSync(file).isFile()) throw new Error(`${file} is no file`);
}

/** Waits for whoever reads, so that a file of any size needs little memory. */
async function printBooks(file: string): Promise<number> {
  resolveSources();
  const { readBooks } = await import('../apps/feed/src/books/read-books.ts');
  let unread = 0;
  for await (const entry of readBooks(file)) {
    if ('book' in entry) {
      if (!process.stdout.write(`${JSON.stringify(entry.book)}\n`))
        await once(process.stdout, 'drain');
      continue;
    }
    unread += 1;
    const { line, fault } = entry;
    process.stderr.write(`feed: ${file}:${line}: ${fault.code}: ${fault.detail}\n`);
  }
  return unread === 0 ? 0 : exitCodes.badData;
}

// Whoever reads may stop reading: `feed books FILE | head` is no fault.
process.stdout.on('error', () => process.exit(0));

try {
  await program.parseAsync();
} catch (error) {
  const isHelp = error instanceof CommanderError && error.exitCode === 0;
  process.exitCode = isHelp ? 0 : exitCodes.usage;
  // Commander has said its own complaint.
  if (!(error instanceof CommanderError))
    process.stderr.write(`feed: ${error instanceof Error ? error.message : String(error)}\n`);
}
