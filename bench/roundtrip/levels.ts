import type { StreamCommand } from '../decide/bet-stream';
import { AnswerTally, rightAnswers, type StreamAnswer } from '../decide/stream-answers';
import { closedLoop, type Loop, type Looped } from './closed-loop';

/** So many commands are on their way at once. */
export const levels = [1, 64, 256] as const;

const WARM_UP = { inFlight: 64, commandsMax: 40_000, ms: 3_000 };
/** The stream is long enough for a warm-up and three levels. */
const COMMANDS_PER_LEVEL = 80_000;

/** Milliseconds of processor time so far, by who used it. */
export type Metered = Readonly<Record<string, number>>;

export type Level = Omit<Looped, 'next' | 'answers'> & {
  readonly inFlight: number;
  /** Answers that differ from the right ones, in what this one tells of them. */
  readonly wrong: number;
  /** Of the answers, with their checksum; and what it should be. */
  readonly text: string;
  readonly expected: string;
  /** What its meter went up by. */
  readonly metered: Metered;
  /** Of all bets accepted since the beginning, the warm-up's as well. Minor units. */
  readonly debited: number;
};

/** The warm-up and then each level, on one stream from its beginning; every answer is compared with the right one. */
export async function runLevels(
  commands: readonly StreamCommand[],
  ms: number,
  loop: Pick<Loop, 'submit' | 'byAccount'> & { readonly meter?: () => Metered },
  isWrong: (given: StreamAnswer, right: StreamAnswer) => boolean = differs,
  inFlights: readonly number[] = levels,
): Promise<{ readonly levels: readonly Level[]; readonly asked: number }> {
  const right = rightAnswers(commands);
  const warm = await closedLoop({ ...loop, ...WARM_UP, commands, from: 0 });
  const done: Level[] = [];
  let from = warm.next;
  let { debited } = tallied(commands, right, 0, from);
  for (const inFlight of inFlights) {
    const before = loop.meter?.() ?? {};
    const most = { commandsMax: COMMANDS_PER_LEVEL, ms };
    const looped = await closedLoop({ ...loop, ...most, commands, from, inFlight });
    const { next, perSecond, latencies, answers } = looped;
    const metered = since(before, loop.meter?.() ?? {});
    const expected = tallied(commands, right, from, next);
    debited += expected.debited;
    done.push({
      inFlight,
      metered,
      perSecond,
      latencies,
      debited,
      expected: expected.text,
      text: tallied(commands.slice(from), answers, 0, answers.length).text,
      wrong: answers.filter((given, at) => isWrong(given, right[from + at] ?? given)).length,
    });
    from = next;
  }
  return { levels: done, asked: from };
}

const since = (before: Metered, after: Metered): Metered =>
  Object.fromEntries(Object.entries(after).map(([of, ms]) => [of, ms - (before[of] ?? 0)]));

function differs(given: StreamAnswer, right: StreamAnswer): boolean {
  const { code, balance, repeated } = given;
  return code !== right.code || balance !== right.balance || repeated !== right.repeated;
}

/** The answers to the commands of these places. */
export function tallied(
  commands: readonly StreamCommand[],
  answers: readonly StreamAnswer[],
  from: number,
  to: number,
): AnswerTally {
  const tally = new AnswerTally();
  for (let at = from; at < to; at++) {
    const [command, answer] = [commands[at], answers[at]];
    if (command !== undefined && answer !== undefined) tally.add(command.id, command.stake, answer);
  }
  return tally;
}
