import { betId, limits, ticketId } from '@stakelog/contracts';
import type { Bet } from '../bet/bet';
import type { Decision, KeyEntry, PartitionState } from './partition-state';

/** The command that an event answers; undefined where it answers none. */
function answered(event: Decision): { id: string; bodyCheck: number } | undefined {
  if ('commandId' in event && 'bodyCheck' in event)
    return { id: event.commandId, bodyCheck: event.bodyCheck };
  if ('ticketId' in event && 'bodyCheck' in event)
    return { id: event.ticketId, bodyCheck: event.bodyCheck };
  return undefined;
}

/** Keeps what a repeat will be told. A conflict is told, but leaves the first answer in place. */
export function rememberAnswer(state: PartitionState, event: Decision): void {
  const command = answered(event);
  if (command === undefined || !('accountId' in event)) return;
  if (event.type === 'CommandRejected' && event.code === 'IDEMPOTENCY_CONFLICT') return;
  const before = state.keys.get(command.id);
  const accepted = event.type === 'BetAccepted';
  const held = event.type === 'BetHeld' || event.type === 'CashOutHeld';
  // Again at the end: keys leave in the order of their answers.
  if (before !== undefined) state.keys.delete(command.id);
  state.keys.set(command.id, {
    accountId: event.accountId,
    bodyCheck: command.bodyCheck,
    held,
    answeredAtMs: state.decidedAtMs,
    answerOffset: state.nextOffset,
    answer: accepted || held ? undefined : event,
    bets: accepted ? (before?.bets ?? 0) + 1 : 0,
  });
}

/**
 * What is known of a command's key. The kept bets of a ticket answer for a key that is forgotten: they carry
 * the same id, so a second ticket under it could not be told from the first.
 */
export function keyEntry(state: PartitionState, id: string): KeyEntry | undefined {
  const entry = state.keys.get(id);
  if (entry !== undefined) return entry;
  const bets = betsOfTicket(state, id);
  const last = bets.at(-1);
  if (last === undefined) return undefined;
  const { accountId, bodyCheck, acceptedAtMs } = last.accepted;
  return {
    accountId,
    bodyCheck,
    held: false,
    answeredAtMs: acceptedAtMs,
    answerOffset: last.acceptedOffset,
    answer: undefined,
    bets: bets.length,
  };
}

/** The events of the original answer, from state alone. Empty while the ticket is held. */
export function originalAnswer(state: PartitionState, id: string, entry: KeyEntry): Decision[] {
  if (entry.answer !== undefined) return [entry.answer];
  return betsOfTicket(state, id)
    .slice(0, entry.bets)
    .map(({ accepted }) => accepted);
}

/** A kept bet by an id that came from outside. */
export const betNamed = (
  { bets }: { readonly bets: ReadonlyMap<string, Bet> },
  id: string,
): Bet | undefined => bets.get(id);

/** The kept bets of a ticket, in order; a ticket is kept whole. */
export function betsOfTicket(state: PartitionState, id: string): Bet[] {
  const bets: Bet[] = [];
  for (;;) {
    const bet = state.bets.get(betId(ticketId(id), bets.length));
    if (bet === undefined) return bets;
    bets.push(bet);
  }
}

/** A key protects for 25 h of decided time; a held one until it is answered. */
export function forgetOldKeys(state: PartitionState): void {
  for (const [id, entry] of state.keys) {
    if (state.decidedAtMs - entry.answeredAtMs <= limits.keyLifeMs) return;
    if (!entry.held) state.keys.delete(id);
  }
}
