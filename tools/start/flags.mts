import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { portSpan } from './ports.mts';

export type Flags = {
  readonly dataDir: string;
  readonly ephemeral: boolean;
  readonly port: number;
  /** Absolute paths, or one of the words `match-day` and `none`. */
  readonly feed: readonly string[];
  readonly speed: number | 'max';
  readonly bettors: number;
  readonly seed: number;
  readonly demo: boolean;
  readonly json: boolean;
};

/** What only a start of all of it is told. */
export type StartFlags = Flags & {
  /** How many share the partitions. */
  readonly deciders: number;
  readonly standby: boolean;
};

const words = ['match-day', 'none'];

/** Reads the command line; `--help` and mistakes end the process here, mistakes with exit code 64. */
export function readFlags(args: readonly string[]): StartFlags {
  const flags = command().parse(args, { from: 'user' }).opts<StartFlags>();
  const feed = flags.demo ? flags.feed : ['none'];
  return { ...flags, dataDir: resolve(flags.dataDir), feed: feed.map(absolute) };
}

const absolute = (file: string) => (words.includes(file) ? file : resolve(file));

function command(): Command {
  return new Command('npm start --')
    .description('Starts a whole Stakelog for development on loopback and goes on with its data.')
    .option('--data-dir <dir>', 'where everything is kept', './.stakelog')
    .addOption(
      new Option('--ephemeral', 'a fresh data directory, removed at exit')
        .default(false)
        .conflicts('dataDir'),
    )
    .option('--port <n>', `the API's port; the next ${portSpan - 1} are used too`, port, 3_000)
    .addOption(
      new Option(
        '--feed <file...>',
        'what to replay: Betfair streams, .jsonl facts, UOF .xml or a folder of it; or none',
      )
        .argParser(feedFiles)
        .default(['match-day'], 'the built-in match day'),
    )
    .option(
      '--speed <x>',
      'how much faster than it happened; max places no in-play bets',
      speed,
      60,
    )
    .option('--bettors <n>', 'simulated bettors', count, 50)
    .option('--seed <s>', 'seed of the match day and of the bettors', count, 1)
    .option('--deciders <n>', 'how many share the partitions, up to 3', deciders, 1)
    .option('--standby', 'one more, which takes over what falls silent', false)
    .option('--no-demo', 'no feed and no bettors, one demo account per token')
    .option('--json', 'one JSON line on standard output when all is ready', false)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 64));
}

function feedFiles(file: string, before: readonly string[] | undefined): string[] {
  const files = before === undefined || before[0] === 'match-day' ? [] : before;
  if (!words.includes(file) && !existsSync(resolve(file)))
    throw new InvalidArgumentError('There is no such file.');
  if (file.includes(',')) throw new InvalidArgumentError('Its name may not hold a comma.');
  if (files.length > 0 && [...files, file].some((name) => words.includes(name)))
    throw new InvalidArgumentError('It stands alone.');
  return [...files, file];
}

function port(text: string): number {
  const value = count(text);
  if (value < 1_024 || value > 65_535 - portSpan)
    throw new InvalidArgumentError(`It is a number from 1024 to ${65_535 - portSpan}.`);
  return value;
}

function speed(text: string): number | 'max' {
  if (text === 'max') return text;
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError('It is a number above 0, or max.');
  return value;
}

function deciders(text: string): number {
  const value = count(text);
  if (value < 1 || value > 3) throw new InvalidArgumentError('It is a number from 1 to 3.');
  return value;
}

function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 0.');
  return Number(text);
}
