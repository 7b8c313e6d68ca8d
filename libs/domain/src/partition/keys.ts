import { limits } from '@stakelog/contracts';
import { stakePostings } from '../bet/kept-acceptance';
import type { Decision, KeyEntry, PartitionState } from './partition-state';

/** The idempotency key whose first answer an event is; undefined where it is none, as a conflict. */
export function answeredKey(event: Decision): string | undefined {
  if (!('bodyCheck' in event)) return undefined;
  if (event.type === 'CommandRejected' && event.code === 'IDEMPOTENCY_CONFLICT') return undefined;
  return 'commandId' in event ? event.commandId : event.ticketId;
}

/**
 * Keeps what a repeat will be told. Accepted bets answer for their ticket themselves: they are kept for longer than a key protects.
 */
export function rememberAnswer(state: PartitionState, event: Decision): void {
  const id = answeredKey(event);
  if (id === undefined || !('bodyCheck' in event)) return;
  if (event.type === 'BetAccepted') {
    state.keys.delete(id);
    return;
  }
  const held = event.type === 'BetHeld' || event.type === 'CashOutHeld';
  // Again at the end: keys leave in the order of their answers.
  state.keys.delete(id);
  state.keys.set(id, {
    accountId: event.accountId,
    bodyCheck: event.bodyCheck,
    held,
    answeredAtMs: state.decidedAtMs,
    answerOffset: state.nextOffset,
    answer: held ? undefined : event,
  });
}

/** What is known of a command's key: of an accepted ticket, what its kept bets say. */
export function keyEntry(state: PartitionState, id: string): KeyEntry | undefined {
  const entry = state.keys.get(id);
  if (entry !== undefined) return entry;
  const last = state.bets.ofTicket(id).at(-1);
  if (last === undefined) return undefined;
  const { accountId, bodyCheck, acceptedAtMs } = last.accepted;
  return {
    accountId,
    bodyCheck,
    held: false,
    answeredAtMs: acceptedAtMs,
    answerOffset: last.acceptedOffset,
    answer: undefined,
  };
}

/** The events of the original answer, from state alone. Empty while the ticket is held. */
export function originalAnswer(state: PartitionState, id: string, entry: KeyEntry): Decision[] {
  if (entry.answer !== undefined) return [entry.answer];
  return state.bets.ofTicket(id).map(({ accepted, heldExcess }) => ({
    ...accepted,
    postings: stakePostings(accepted, heldExcess),
  }));
}

/** A key protects for 25 h of decided time; a held one until it is answered. */
export function forgetOldKeys(state: PartitionState): void {
  for (const [id, entry] of state.keys) {
    if (state.decidedAtMs - entry.answeredAtMs <= limits.keyLifeMs) return;
    if (!entry.held) state.keys.delete(id);
  }
}
