import { grouped, type Output } from '../report/output';
import { betEventsPartitions, openRecording, type Recording } from '../walk/partition-walk';
import { waitingBets, type WaitingBet } from './waiting-bets';

export type WaitingScope = {
  /** Undefined: all of them. */
  readonly partition: number | undefined;
  /** Only what has waited for too long. */
  readonly overdue: boolean;
};

/** Lists the open bets and what each waits for, the longest wait first. False where one is overdue. */
export async function waiting(
  source: Pick<Recording, 'log' | 'codec'>,
  { partition, overdue }: WaitingScope,
  out: Output,
): Promise<boolean> {
  const recording = await openRecording(source.log, source.codec);
  const bets: WaitingBet[] = [];
  for (const of of partition === undefined ? betEventsPartitions : [partition]) {
    out.progress(`bet.events/${of}`);
    bets.push(...(await waitingBets(recording, of)));
  }
  const late = bets.filter((bet) => bet.overdue);
  const listed = (overdue ? late : bets).toSorted((left, right) => sinceMs(left) - sinceMs(right));
  if (out.json)
    await out.value({
      open: bets.length,
      overdue: late.length,
      byWhat: counts(bets),
      bets: listed,
    });
  else {
    for (const bet of listed) tell(bet, out);
    const what = Object.entries(counts(bets)).map(([word, count]) => `${word} ${grouped(count)}`);
    out.text(
      `${grouped(bets.length)} open bets, ${grouped(late.length)} overdue${what.length === 0 ? '' : `; legs wait for ${what.join(', ')}`}`,
    );
  }
  return late.length === 0;
}

const sinceMs = ({ legs }: WaitingBet) => Math.min(...legs.map((leg) => leg.sinceMs));

/** How many legs wait for each thing. */
function counts(bets: readonly WaitingBet[]): Record<string, number> {
  const of: Record<string, number> = {};
  for (const { legs } of bets) for (const { what } of legs) of[what] = (of[what] ?? 0) + 1;
  return of;
}

function tell({ bet, accountId, at, stake, legs }: WaitingBet, out: Output): void {
  out.text(
    `${bet}  account ${accountId}  stake ${stake}  ${at}`,
    ...legs.map(
      ({ leg, what, sinceMs: since, overdue, marketId, outcomeId }) =>
        `    leg ${leg} ${marketId} ${outcomeId}  ${what} since ${new Date(since).toISOString()}${overdue ? '  overdue' : ''}`,
    ),
  );
}
