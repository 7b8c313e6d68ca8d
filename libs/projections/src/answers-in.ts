import type { AccountId, BetEvent, UtcMs } from '@stakelog/contracts';
import { answeredCommand, commandAnswer, type CommandAnswer } from './command-answer';
import { eventToken, type PlacedEvent } from './placed-event';

/** An answer with its place in the log. Of a repeat: time and place of the first answer, where that is final. */
export type PlacedAnswer = CommandAnswer & {
  readonly commandId: string;
  readonly accountId: AccountId;
  readonly decidedAtMs: UtcMs;
  /** Position of the answer's last record. */
  readonly asOf: string;
  readonly repeated: boolean;
};

/** Every answer that counted events give, in the order of the log. */
export function answersIn(events: readonly PlacedEvent[]): readonly PlacedAnswer[] {
  return groups(events).flatMap((group) => placedAnswer(group) ?? []);
}

type Group = [PlacedEvent, ...PlacedEvent[]];

/** Only an acceptance has several events: one per bet, one after the other. */
function groups(events: readonly PlacedEvent[]): Group[] {
  const found: Group[] = [];
  let last: Group | undefined;
  for (const placed of events) {
    if (answeredCommand(placed.event) === undefined) continue;
    if (last !== undefined && continues(last[0].event, placed.event)) last.push(placed);
    else found.push((last = [placed]));
  }
  return found;
}

const continues = (first: BetEvent, next: BetEvent) =>
  first.type === 'BetAccepted' &&
  next.type === 'BetAccepted' &&
  first.ticketId === next.ticketId &&
  next.bet > 0;

function placedAnswer(group: Group): PlacedAnswer | undefined {
  const [{ event, decidedAtMs, partition }] = group;
  const commandId = answeredCommand(event);
  const answer = commandAnswer(
    group.map((placed) => placed.event),
    decidedAtMs,
  );
  if (commandId === undefined || answer === undefined || !('accountId' in event)) return undefined;
  const asOf = eventToken(group.at(-1) ?? group[0]);
  const placed = { ...answer, commandId, accountId: event.accountId, decidedAtMs, asOf };
  if (event.type !== 'CommandRepeated') return { ...placed, repeated: false };
  return {
    ...placed,
    decidedAtMs: event.answeredAtMs ?? decidedAtMs,
    asOf:
      event.answerOffset === null ? asOf : eventToken({ partition, offset: event.answerOffset }),
    repeated: true,
  };
}
