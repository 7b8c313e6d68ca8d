/** `npm run settle -- FILE|-`: settles tickets by the engine's rules, without a running system. */
import { createReadStream, statSync } from 'node:fs';
import { once } from 'node:events';
import { Command, InvalidArgumentError } from 'commander';
import { help } from './settle/help.mts';
import { resolveSources } from './settle/resolve-sources.mts';

const USAGE = 64;
const IO_ERROR = 74;
/** Fewer, larger reads: a file's default of 64 KB costs a turn for every hundred lines. */
const READ_BYTES = 262_144;

const program = new Command('npm run -s settle --')
  .description('Settles tickets: one JSON object per line in, one per line out.')
  .argument('<FILE>', 'a file of JSON lines, or - for standard input', source)
  .addHelpText('after', help)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE))
  .action(settle);
await program.parseAsync();

async function settle(input: string): Promise<void> {
  resolveSources();
  const { settledChunks } = await import('./settle/settle-stream.ts');
  const stream =
    input === '-' ? process.stdin : createReadStream(input, { highWaterMark: READ_BYTES });
  const { stdout } = process;
  // Whoever read the answers has gone: nothing is left to do.
  stdout.on('error', () => process.exit(IO_ERROR));
  try {
    for await (const answers of settledChunks(stream))
      if (!stdout.write(answers)) await once(stdout, 'drain');
  } catch (error) {
    process.stderr.write(`${input}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = IO_ERROR;
  }
}

function source(path: string): string {
  if (path === '-') return path;
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== false)
    throw new InvalidArgumentError('There is no such file.');
  return path;
}
