import { limits, type AccountId } from '@stakelog/contracts';
import type { CountedBatch, DecisionEvent } from '@stakelog/kafka';
import { answersIn, type AnswerView, type PlacedAnswer } from '@stakelog/projections';
import type { World } from '../world/world';

/**
 * What the counted log says about each command, and what clients were told: I5, I6 and I14. Also the read model that
 * the apis ask: it is never behind.
 */
export class AnswersBook {
  readonly #world: World;
  readonly #finals = new Map<string, PlacedAnswer>();
  readonly #held = new Map<string, PlacedAnswer>();
  /** Commands that were said to have never arrived, and that nobody sent again. */
  readonly #notReceived = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  take({ partition, opening, records }: CountedBatch): void {
    const { decidedAtMs } = opening;
    const placed = records.map(({ offset, eventId, event }) => ({
      partition,
      offset,
      eventId,
      decidedAtMs,
      event,
    }));
    for (const { event } of records) this.#checkReceived(event);
    for (const answer of answersIn(placed)) this.#take(answer, decidedAtMs);
  }

  /** The log was cut: answers at or behind this offset are gone. */
  forget(partition: number): void {
    for (const known of [this.#finals, this.#held])
      for (const [id, { asOf }] of known) if (asOf.startsWith(`b${partition}:`)) known.delete(id);
  }

  final(commandId: string): PlacedAnswer | undefined {
    return this.#finals.get(commandId);
  }

  /** As the read model has it. */
  view(account: AccountId, commandId: string): AnswerView | undefined {
    const answer = this.#finals.get(commandId) ?? this.#held.get(commandId);
    if (answer === undefined || answer.accountId !== account) return undefined;
    const { state, body, decidedAtMs, asOf } = answer;
    if (state === 'conflict') return undefined;
    return { commandId, accountId: account, state, body, decidedAtMs, asOf };
  }

  /** A client sends the command, again or for the first time. */
  sent(commandId: string): void {
    this.#notReceived.delete(commandId);
  }

  /** I5: what a client is told stands in the log, the same bytes. */
  told(commandId: string, body: string, by: string): void {
    const final = this.#finals.get(commandId);
    if (final === undefined)
      this.#world.violated(
        'I5',
        `${by} answers ${commandId}, and the log has no decision: ${body}`,
      );
    else if (final.body !== body)
      this.#world.violated('I14', `${by} answers ${commandId} with ${body}, not ${final.body}`);
  }

  /** I6: what a client is told was never received must not be decided, unless it is sent again. */
  toldNotReceived(commandId: string, by: string): void {
    if (this.#finals.has(commandId))
      return this.#world.violated('I6', `${by}: ${commandId} was decided, not unreceived`);
    this.#notReceived.add(commandId);
  }

  /** What is bound to its expiry (R8) is never accepted once it was said not to have arrived. */
  #checkReceived(event: DecisionEvent): void {
    if (event.type !== 'BetAccepted' && event.type !== 'BetQuoted' && event.type !== 'BetCashedOut')
      return;
    const id = 'ticketId' in event ? event.ticketId : event.commandId;
    if (this.#notReceived.has(id))
      this.#world.violated('I6', `${id} is accepted after it was said not to be received`);
  }

  #take(answer: PlacedAnswer, decidedAtMs: number): void {
    const { commandId, state, body } = answer;
    if (state === 'conflict') return;
    if (state === 'held') {
      if (!this.#finals.has(commandId)) this.#held.set(commandId, answer);
      return;
    }
    const heldAtMs = this.#held.get(commandId)?.decidedAtMs ?? -Infinity;
    const isForgotten = decidedAtMs - heldAtMs >= limits.requestAgeMsMax;
    if (!isForgotten && body.includes('REQUEST_STALE'))
      this.#world.violated('I3', `${commandId} was held, and is refused as stale`);
    const known = this.#finals.get(commandId);
    if (known === undefined) {
      this.#finals.set(commandId, answer);
      return;
    }
    const isSame = known.body === body;
    if (answer.repeated && !isSame)
      this.#world.violated('I14', `${commandId} is repeated as ${body}, not ${known.body}`);
    if (answer.repeated) return;
    if (decidedAtMs - known.decidedAtMs < limits.requestAgeMsMax)
      this.#world.violated('I14', `${commandId} is decided twice: ${known.body} and ${body}`);
    this.#finals.set(commandId, answer);
  }
}
