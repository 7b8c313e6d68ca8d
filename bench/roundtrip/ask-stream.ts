import { streamCommands } from '../decide/bet-stream';
import { rightAnswers } from '../decide/stream-answers';
import type { StreamLap } from '../decide/stream-engine';
import type { ApiSide } from './api-side';
import { runLevels, tallied, type Level, type Metered } from './levels';

export type Asked = {
  readonly levels: readonly Level[];
  /** What the log must tell of this lap in the end. */
  readonly expected: string;
};

/** The stream of a lap through the api's side. A reply tells what was decided, but no balance: the log is asked for those. */
export async function askStream(
  side: ApiSide,
  lap: StreamLap,
  ms: number,
  meter: () => Metered,
): Promise<Asked> {
  const commands = streamCommands();
  const bets = commands.map((command) => lap.bet(command));
  const submit = async (_: unknown, index: number) => {
    const bet = bets[index];
    const reply = bet === undefined ? undefined : await side.ask(bet);
    const body = reply?.status === 'decided' ? reply.body : '';
    return { code: codeIn(body), balance: 0, repeated: false };
  };
  const asking = runLevels(
    commands,
    ms,
    { submit, meter },
    (given, right) => given.code !== right.code,
  );
  const { levels, asked } = await Promise.race([asking, side.failed]);
  return { levels, expected: tallied(commands, rightAnswers(commands), 0, asked).text };
}

const codes = [
  '"status":"ACCEPTED"',
  '"code":"MARKET_SUSPENDED"',
  '"code":"ODDS_CHANGED"',
  '"code":"INSUFFICIENT_FUNDS"',
];

/** -1 where the body says something else. */
const codeIn = (body: string): number => codes.findIndex((text) => body.includes(text));
