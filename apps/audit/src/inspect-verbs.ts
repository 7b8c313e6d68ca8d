import type { Position } from '@stakelog/contracts';
import { Argument, InvalidArgumentError, type Command } from 'commander';
import { connectRecorded } from './connect';
import { parseCoordinate } from './inspect/coordinate';
import { listDeadLetters, showDeadLetter } from './inspect/dead-letters';
import { inspect } from './inspect/inspect';
import { Output } from './report/output';

type Asked = { readonly json: boolean };
type Listed = Asked & {
  readonly topic?: string;
  readonly cause?: string;
  readonly open: boolean;
};

/** The verbs that look at what no reader takes. */
export function addInspectVerbs(program: Command, conclude: (holds: boolean) => void): void {
  verb(program, 'inspect', 'shows one record raw, what a reader makes of it, and its neighbours')
    .addArgument(new Argument('<coordinate>', 'bet.events/3/117 or b3:117').argParser(coordinate))
    .action(async (at: Position, { json }: Asked) => {
      conclude(await inspect(await connectRecorded(), at, new Output(json)));
    });
  const letters = program
    .command('dead-letters')
    .description('what was put aside: list, or show one')
    .exitOverride();
  verb(letters, 'list', 'each once, oldest first; 1 where some are open')
    .option('--topic <topic>', 'that it came from: bet.commands, odds.events or feed')
    .option('--cause <code>', 'such as TRUNCATED')
    .option('--open', 'only what nobody has dealt with', false)
    .action(async ({ json, topic, cause, open }: Listed) => {
      const filter = { topic, cause, open: open ? true : undefined };
      conclude(await listDeadLetters(await connectRecorded(), filter, new Output(json)));
    });
  verb(letters, 'show', 'one with its bytes')
    .addArgument(new Argument('<source>', 'its coordinate, as the list has it'))
    .action(async (source: string, { json }: Asked) => {
      conclude(await showDeadLetter(await connectRecorded(), source, new Output(json)));
    });
}

const verb = (program: Command, name: string, description: string): Command =>
  program
    .command(name)
    .description(description)
    .option('--json', 'one JSON line', false)
    .exitOverride();

function coordinate(text: string): Position {
  const at = parseCoordinate(text);
  if (at === undefined)
    throw new InvalidArgumentError('It is topic/partition/offset, or a token such as b3:117.');
  return at;
}
