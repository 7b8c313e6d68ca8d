import { createHash } from 'node:crypto';
import type { AuditLine } from './audit-process.mts';
import type { Told } from './client.mts';
import type { PlannedBet, Ticket } from './planned-bet.mts';
import type { RecordedStream } from './recorded-stream.mts';

/** One bet as its client knows it. */
export type ClientBet = {
  readonly plan: PlannedBet;
  readonly accountId: string;
  readonly ticket: Ticket;
  readonly told: Told;
  /** What the same request was told afterwards, where it was sent again. */
  readonly toldAgain: Told | undefined;
};

export type Evidence = {
  readonly stream: RecordedStream;
  readonly facts: readonly AuditLine[];
  /** Of counted batches only, partition by partition. */
  readonly events: readonly AuditLine[];
  readonly bets: readonly ClientBet[];
};

/** What a check found wrong, in words; empty where it holds. */
export type Faults = readonly string[];

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** The ticket that a key makes: documented, so a client can say it without asking. */
export function ticketIdOf({ accountId, plan }: Pick<ClientBet, 'accountId' | 'plan'>): string {
  const digest = createHash('sha256').update(`${accountId}\n${plan.key}`).digest();
  const bits = [...digest].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = Array.from({ length: 26 }, (_, index) => bits.slice(index * 5, index * 5 + 5));
  return letters.map((five) => alphabet[Number.parseInt(five, 2)] ?? '').join('');
}

export const ofType = (lines: readonly AuditLine[], type: string): readonly AuditLine[] =>
  lines.filter((line) => line['type'] === type);
