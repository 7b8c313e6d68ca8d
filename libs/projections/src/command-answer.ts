import { defined, type BetEvent, type CommandRepeated, type UtcMs } from '@stakelog/contracts';
import { eventFields, type AccountEvent, type TicketEvent } from './event-fields';
import { ticketAnswer } from './ticket-answer';

/** Rises when a body's bytes would change for events that were answered before. */
export const answerVersion = 1;

/** `held` is no answer yet: the ticket waits for its deadline. `conflict` is the key under another body. */
export type CommandAnswer = {
  readonly state: 'final' | 'held' | 'conflict';
  /** JSON, to be sent as it is: the same events give the same bytes. */
  readonly body: string;
};

/** The command that an event answers; undefined for what the engine does by itself. */
export function answeredCommand(event: BetEvent): string | undefined {
  if ('commandId' in event) return event.commandId;
  const { type } = event;
  if (type === 'BetAccepted' || type === 'BetHeld' || type === 'BetRejected') return event.ticketId;
  return undefined;
}

/**
 * The answer to a command, from all events of its batch that name it.
 * Settlements that the command set off are no part of it.
 */
export function commandAnswer(
  events: readonly BetEvent[],
  decidedAtMs: UtcMs,
): CommandAnswer | undefined {
  const answers = events.filter(isAnswer);
  const [first, ...rest] = answers;
  if (first === undefined) return undefined;
  if (first.type === 'CommandRepeated') return repeatedAnswer(first);
  if (isTicketEvent(first))
    return {
      state: stateOf(first),
      body: ticketAnswer([first, ...rest.filter(isTicketEvent)], decidedAtMs),
    };
  return {
    state: stateOf(first),
    body: JSON.stringify({
      commandId: answeredCommand(first),
      status: statusOf(first),
      decidedAtMs,
      event: first.type,
      ...eventFields(first),
    }),
  };
}

function statusOf({ type }: AccountEvent): 'ACCEPTED' | 'HELD' | 'REJECTED' {
  if (type === 'CashOutHeld') return 'HELD';
  return type === 'CommandRejected' || type === 'CashOutRejected' ? 'REJECTED' : 'ACCEPTED';
}

/** The first answer again, byte for byte; held while its ticket or cash-out is. */
function repeatedAnswer(repeated: CommandRepeated): CommandAnswer {
  const { held, answers, answeredAtMs, commandId } = repeated;
  if (held) {
    const body = JSON.stringify({ commandId, status: 'HELD' });
    return { state: 'held', body };
  }
  const original = commandAnswer(answers, defined(answeredAtMs, 'a final answer has its time'));
  return defined(original, 'a repeat that is not held carries the answer');
}

function stateOf(event: AccountEvent): CommandAnswer['state'] {
  if (event.type === 'CashOutHeld' || event.type === 'BetHeld') return 'held';
  if (event.type === 'BetRejected' && event.reasons.some(isConflict)) return 'conflict';
  return event.type === 'CommandRejected' && isConflict(event) ? 'conflict' : 'final';
}

const isConflict = ({ code }: { readonly code: string }) => code === 'IDEMPOTENCY_CONFLICT';

function isAnswer(event: BetEvent): event is AccountEvent {
  return answeredCommand(event) !== undefined;
}

function isTicketEvent(event: AccountEvent): event is TicketEvent {
  return event.type === 'BetAccepted' || event.type === 'BetHeld' || event.type === 'BetRejected';
}
