import { minorUnits } from '@stakelog/contracts';
import { written } from './derivation';
import { legsOf } from './read-legs';
import { ticketOf, type Payment } from './read-ticket';
import { fieldsOf, integerOf, isMissing, wordOf, type Fields } from './read-values';
import { Refusal } from './refusal';
import { settledBets, type SettledBet } from './settle-ticket';

const roundings = ['HALF_UP', 'DOWN'] as const;

/** What a line calls itself; null: nothing. */
export type LineId = string | number | null;

/** The answer to one line of input, as one line of JSON: its bets settled, or why not. */
export function settledLine(line: string): string {
  let id: LineId = null;
  try {
    const input = parsed(line);
    id = idOf(input['id']);
    return `{"id":${JSON.stringify(id)},"bets":[${betsOf(input).map(betWritten).join(',')}]}`;
  } catch (error) {
    if (error instanceof Refusal) return refused(id, error);
    throw error;
  }
}

/** The answer to a line that is not settled. */
export function refused(id: LineId, { code, message, at, expected }: Refusal): string {
  return JSON.stringify({
    id,
    error: { code, message, ...(at === '' ? {} : { at }), expected },
  });
}

function idOf(value: unknown): LineId {
  if (isMissing(value)) return null;
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new Refusal('INVALID_FORMAT', 'id is a text or a number', 'id');
}

function betsOf(input: Fields): readonly SettledBet[] {
  const ticket = ticketOf(input['ticket'], paymentOf(input));
  return settledBets(ticket, legsOf(input['legs'], ticket.prices.length));
}

function paymentOf({ maxPayout, rounding }: Fields): Payment {
  return {
    maxPayout: isMissing(maxPayout)
      ? null
      : minorUnits(integerOf(maxPayout, 'maxPayout', 0, Number.MAX_SAFE_INTEGER)),
    rounding: isMissing(rounding) ? 'HALF_UP' : wordOf(rounding, 'rounding', roundings),
  };
}

function parsed(line: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Refusal('INVALID_JSON', 'the line is not JSON');
  }
  return fieldsOf(value, 'the line');
}

/** By hand: what is paid may pass 2^53, and JSON knows integers of any size. */
const betWritten = (settled: SettledBet): string =>
  `{"bet":${settled.bet},"lines":${settled.lines},"stake":${settled.stake},"return":${settled.return},"profit":${settled.profit},"exactReturn":"${written(settled.exactReturn)}","derivation":${JSON.stringify(settled.derivation)}}`;
