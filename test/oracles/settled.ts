import type { LegFactors } from '@stakelog/domain';
import { settledLine } from '../../tools/settle/settle-line';
import type { TicketLine } from './exact-calculator';

export type SaidBet = {
  readonly bet: number;
  readonly lines: number;
  readonly stake: number;
  readonly return: number;
  readonly profit: number;
  readonly exactReturn: string;
  readonly derivation: readonly Readonly<Record<string, unknown>>[];
};

export type Said = {
  readonly id: unknown;
  readonly bets: readonly SaidBet[];
  readonly error?: { readonly code: string; readonly at?: string; readonly expected?: number };
};

/** What `npm run settle` says to a line of input, given as text or as what it says. */
export const answered = (line: unknown): Said =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own answer; the tests look at what is in it
  JSON.parse(settledLine(typeof line === 'string' ? line : JSON.stringify(line))) as Said;

/** The same for a ticket that can be settled. */
export function settled(line: TicketLine): Said {
  const said = answered(line);
  if (said.error !== undefined) throw new Error(JSON.stringify({ ...said.error, line }));
  return said;
}

/** Factors as a line of input has them. */
export const written = ({ win, void: refunded }: LegFactors) => ({
  win: `${win.num}/${win.den}`,
  void: `${refunded.num}/${refunded.den}`,
});
