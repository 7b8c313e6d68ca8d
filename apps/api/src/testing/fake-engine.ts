import { utcMs, type BetCommand, type BetEvent } from '@stakelog/contracts';
import { bodyCheck } from '@stakelog/domain';
import { memoryCodec, type DecisionEvent } from '@stakelog/kafka';
import { answeredCommand } from '@stakelog/projections';
import type { CommandAppended, CommandLog } from '../commands/command-log';
import type { DecisionTail } from '../commands/decision-tail';
import { afterHold, firstAnswer } from './fake-answers';

type Appended = { readonly offset: number; readonly command: BetCommand };
type Answered = {
  readonly hash: string;
  answers: readonly BetEvent[];
  atMs: number;
  offset: number;
};

/** What the next append does: be taken, be lost in either way, or be refused before it is sent. */
export type Trouble = 'none' | 'lost' | 'taken-unsaid' | 'unsent';

/**
 * Log and decider in memory, for specs of the edge alone: decides by key, and a ticket by its stake
 * (above 1 000 is refused) and market (`late:` is held). Batches are made when `decide` is called,
 * or at once.
 */
export class FakeEngine implements CommandLog {
  readonly commands: BetCommand[] = [];
  /** Outcomes of the coming appends; `none` after the last. */
  readonly troubles: Trouble[] = [];
  nowMs = 1_790_000_000_000;
  atOnce = true;
  /** Decides in the fake's place: the domain itself, where a spec goes through the whole product. */
  decider: ((command: BetCommand) => readonly DecisionEvent[]) | undefined;
  private readonly codec = memoryCodec();
  private readonly ends = new Map<number, number>();
  private readonly undecided = new Map<number, Appended[]>();
  private readonly keys = new Map<string, Answered>();
  private readonly eventEnds = new Map<number, number>();

  constructor(private readonly tail: DecisionTail) {}

  get encoder() {
    return this.codec;
  }

  async append(partition: number, key: string, value: Buffer): Promise<CommandAppended> {
    const trouble = this.troubles.shift() ?? 'none';
    if (trouble === 'unsent') return { status: 'unknown', cause: 'refused', nothingSent: true };
    if (trouble === 'lost') return { status: 'unknown', cause: 'reset', nothingSent: false };
    const command = this.codec.decode('bet.commands', value);
    if (command.accountId !== key) throw new Error('the key of a command is its account');
    const offset = this.ends.get(partition) ?? 0;
    this.ends.set(partition, offset + 1);
    this.commands.push(command);
    this.undecided.set(partition, [...(this.undecided.get(partition) ?? []), { offset, command }]);
    if (this.atOnce) setImmediate(() => this.decide());
    if (trouble === 'taken-unsaid')
      return { status: 'unknown', cause: 'reset', nothingSent: false };
    return { status: 'appended', offset };
  }

  async endOffset(partition: number): Promise<number> {
    return this.ends.get(partition) ?? 0;
  }

  /** One batch per partition with all that waits; partitions without commands adopt only. */
  decide(partitions: readonly number[] = [...this.undecided.keys()]): void {
    for (const partition of partitions) {
      const waiting = this.undecided.get(partition) ?? [];
      this.undecided.delete(partition);
      const baseOffset = this.eventEnds.get(partition) ?? 0;
      const events: DecisionEvent[] = [];
      for (const { command } of waiting)
        events.push(
          ...(this.decider?.(command) ?? this.answer(command, baseOffset + events.length + 1)),
        );
      this.publish(partition, events);
    }
  }

  /** A counted batch with these events. */
  publish(partition: number, events: readonly DecisionEvent[]): void {
    const baseOffset = this.eventEnds.get(partition) ?? 0;
    const commandsNext = this.ends.get(partition) ?? 0;
    const nextOffset = baseOffset + 1 + events.length;
    this.eventEnds.set(partition, nextOffset);
    const head = {
      epoch: 1,
      writer: 'fake',
      batch: 1,
      commandsCrc: 0,
      oddsNext: [],
      workOpen: 0,
      workTaken: 0,
    };
    const decidedAtMs = utcMs(this.nowMs);
    const record = (offset: number) => ({
      partition,
      offset,
      appendedAtMs: this.nowMs,
      key: null,
      value: null,
      headers: {},
    });
    this.tail.onBatch({
      partition,
      opening: {
        type: 'InputsAdopted',
        ...head,
        records: events.length,
        decidedAtMs,
        commandsNext,
      },
      openingRecord: record(baseOffset),
      baseOffset,
      nextOffset,
      records: events.map((event, index) => ({
        offset: baseOffset + 1 + index,
        index: index + 1,
        eventId: `${partition}-1-1-${index + 1}`,
        event,
        record: record(baseOffset + 1 + index),
      })),
    });
  }

  private answer(command: BetCommand, offset: number): readonly DecisionEvent[] {
    const { accountId, commandId, idempotencyKey, bodyHash } = command;
    const key = `${accountId} ${idempotencyKey}`;
    const known = this.keys.get(key);
    if (known === undefined) {
      const answers = firstAnswer(command, this.nowMs);
      const answered = {
        hash: bodyHash,
        answers,
        atMs: this.nowMs,
        offset: offset + answers.length - 1,
      };
      this.keys.set(key, answered);
      return answers;
    }
    if (known.hash !== bodyHash)
      return [
        {
          type: 'CommandRejected',
          accountId,
          commandId,
          bodyCheck: bodyCheck(command),
          code: 'IDEMPOTENCY_CONFLICT',
          detail: null,
        },
      ];
    const [first] = known.answers;
    const held = first?.type === 'BetHeld' || first?.type === 'CashOutHeld';
    return [
      {
        type: 'CommandRepeated',
        accountId,
        commandId,
        idempotencyKey,
        held,
        answeredAtMs: held ? null : utcMs(known.atMs),
        answerOffset: held ? null : known.offset,
        answers: held ? [] : known.answers,
      },
    ];
  }

  /** The deadline of a held ticket or cash-out: it is accepted now. */
  endHold(partition: number, commandId: string): void {
    const held = [...this.keys.values()].find((known) =>
      known.answers.some((event) => answeredCommand(event) === commandId),
    );
    const [first] = held?.answers ?? [];
    if (held === undefined || first === undefined) throw new Error('no such hold');
    const answers = afterHold(first, this.nowMs);
    Object.assign(held, {
      answers,
      atMs: this.nowMs,
      offset: (this.eventEnds.get(partition) ?? 0) + answers.length,
    });
    this.publish(partition, answers);
  }
}
