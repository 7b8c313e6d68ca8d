import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { replayScenario } from './scenario/replay.mts';

type Flags = {
  readonly feed: string;
  readonly bets: number;
  readonly seed: number;
  readonly seconds: number;
  readonly kill: boolean;
  readonly keep: boolean;
  readonly json: boolean;
};

const say = (line: string) =>
  process.stderr.write(`${(performance.now() / 1_000).toFixed(1).padStart(6)} s${line}\n`);

const program = new Command('npm run scenario --').description(
  'Proofs that anyone can run: a system of its own, a known course, and the checks.',
);
program
  .command('replay')
  .description('Replays a Betfair stream file with seeded bets spread over its facts.')
  .requiredOption('--feed <file>', 'a Betfair stream file: .bz2, .gz or plain', file)
  .option('--bets <n>', 'how many win singles', count, 200)
  .option('--seed <s>', 'of the bets and the kills', count, 1)
  .option('--seconds <n>', 'how long the file shall last', count, 60)
  .option('--kill', 'kill -9 apps and servers at random meanwhile', false)
  .option('--keep', 'keep the data directory', false)
  .option('--json', 'one JSON line, and nothing else, on standard output', false)
  .addHelpText(
    'after',
    '\nHalf of the bets are spread over the lines of the file, half over its time; each is sent once a fact of its line was adopted by a decider.\nExit codes: 0 every check holds, 1 one does not, 64 usage.',
  )
  .action(replay);
program.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 64));
for (const command of program.commands)
  command.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 64));
await program.parseAsync();

async function replay(flags: Flags): Promise<void> {
  try {
    const { feed, bets, seed, kill } = flags;
    const { ok, checks, counts, faults } = await replayScenario({ ...flags, say });
    const answer = { scenario: 'replay', ok, feed, bets, seed, kill, checks, counts, faults };
    if (flags.json) process.stdout.write(`${JSON.stringify(answer)}\n`);
    else process.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
    process.exit(ok ? 0 : 1);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    say(`The scenario did not come to its end: ${reason}`);
    if (flags.json)
      process.stdout.write(`${JSON.stringify({ scenario: 'replay', ok: false, error: reason })}\n`);
    process.exit(1);
  }
}

function file(path: string): string {
  if (!existsSync(path)) throw new InvalidArgumentError('There is no such file.');
  return resolve(path);
}

function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 0.');
  return Number(text);
}
