import type { InputCommand } from '@stakelog/domain';
import type { CountedEvent, DecisionEvent } from '@stakelog/kafka';
import type { BatchCheck, Report } from './batch-check';

/** Caused by a fact or a timer. */
const uncommanded = new Set<DecisionEvent['type']>([
  'BetSettled',
  'BetReopened',
  'QuoteExpired',
  'InputsRewound',
  'FactUndecodable',
  'CommandUndecodable',
]);

/** The command that an event answers; undefined where none did. */
export function answeredId(event: DecisionEvent): string | undefined {
  if (uncommanded.has(event.type)) return undefined;
  if ('commandId' in event) return event.commandId;
  return 'ticketId' in event ? event.ticketId : undefined;
}

/**
 * I3: the commands of a batch's range have one answer each, in their order; a held ticket or cash-out ends once, in
 * the first batch at or after its deadline.
 */
export function decisionsCheck(): BatchCheck {
  /** Deadlines of held tickets and cash-outs, by the command that waits. */
  const held = new Map<string, number>();
  return {
    take({ batch, commands }, report) {
      const answers = new AnswersInOrder(commands, report);
      for (const counted of batch.records) takeEvent(counted, held, answers, report);
      answers.end(batch.baseOffset);
      for (const [id, deadlineMs] of held)
        if (deadlineMs <= batch.opening.decidedAtMs) {
          report(
            'decisions',
            batch.baseOffset,
            `${id} was held until ${deadlineMs} and not decided`,
          );
          held.delete(id);
        }
    },
  };
}

const endsHold = ({ type }: DecisionEvent) =>
  type === 'BetAccepted' ||
  type === 'BetRejected' ||
  type === 'BetCashedOut' ||
  type === 'CashOutRejected';

function takeEvent(
  { event, offset }: CountedEvent,
  held: Map<string, number>,
  answers: AnswersInOrder,
  report: Report,
): void {
  if (event.type === 'CommandUndecodable') return answers.unread(event.offset, offset);
  const id = answeredId(event);
  if (id === undefined) return;
  if (endsHold(event) && held.has(id)) {
    answers.timed(id);
    held.delete(id);
    return;
  }
  if (event.type === 'BetAccepted' && event.bet > 0) {
    if (!answers.continues(id))
      report('decisions', offset, `bet ${event.bet} of ${id} stands apart from its ticket`);
    return;
  }
  if (event.type === 'BetHeld' || event.type === 'CashOutHeld') held.set(id, event.deadlineMs);
  answers.answer(id, offset, event.type);
}

/** The commands of one batch, crossed off in order as their answers come. */
class AnswersInOrder {
  readonly #commands: readonly InputCommand[];
  readonly #report: Report;
  #at = 0;
  #newest: string | undefined;

  constructor(commands: readonly InputCommand[], report: Report) {
    this.#commands = commands;
    this.#report = report;
  }

  /** What was held is decided by its timer: no command of this batch. */
  timed(id: string): void {
    this.#newest = id;
  }

  continues(id: string): boolean {
    return this.#newest === id;
  }

  answer(id: string, offset: number, type: string): void {
    this.#newest = id;
    const expected = this.#commands[this.#at];
    if (expected !== undefined && 'command' in expected && expected.command.commandId === id) {
      this.#at++;
      return;
    }
    this.#report('decisions', offset, `${type} answers ${id}, not ${named(expected)}`);
  }

  unread(commandOffset: number, offset: number): void {
    const expected = this.#commands[this.#at];
    if (expected?.offset === commandOffset) this.#at++;
    else this.#report('decisions', offset, `command ${commandOffset} is not ${named(expected)}`);
  }

  end(baseOffset: number): void {
    const missing = this.#commands[this.#at];
    if (missing !== undefined)
      this.#report('decisions', baseOffset, `${named(missing)} was adopted and not decided`);
  }
}

function named(command: InputCommand | undefined): string {
  if (command === undefined) return 'any command of its batch';
  return 'command' in command
    ? `command ${command.offset} (${command.command.type} ${command.command.commandId})`
    : `command ${command.offset} (${command.code})`;
}
