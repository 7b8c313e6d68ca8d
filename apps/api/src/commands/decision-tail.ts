import { AgingMap, defined, limits, type UtcMs } from '@stakelog/contracts';
import type { CountedBatch } from '@stakelog/kafka';
import { answersIn, type PlacedAnswer } from '@stakelog/projections';
import { systemClock, type Clock } from '@stakelog/runtime';
import { BatchWaits } from './batch-waits';
import { DecisionWait } from './decision-wait';

/** How far one partition has been read here. */
export type Progress = {
  readonly decidedAtMs: UtcMs;
  /** Commands below this offset of bet.commands have been decided. */
  readonly commandsNext: number;
  /** Of bet.events. */
  readonly nextOffset: number;
};

/**
 * The api's own reading of bet.events: the log is the reply. Holds the newest answers, bounded, and
 * wakes the requests that wait for one. Sees counted batches only.
 */
export class DecisionTail {
  private readonly waits = new Map<string, Set<DecisionWait>>();
  /** Newest last; the oldest are forgotten, and found in the read model instead. */
  private readonly recent = new AgingMap<string, PlacedAnswer>();
  private recentCharacters = 0;
  private readonly progresses = new Map<number, Progress>();
  private readonly progressWaits: BatchWaits;

  constructor(clock: Pick<Clock, 'after'> = systemClock) {
    this.progressWaits = new BatchWaits(clock);
  }

  /** Listens for the answer to a command. Begin before the command is appended, and always end it. */
  listen(commandId: string, partition: number): DecisionWait {
    const wait = new DecisionWait(partition, () => this.forget(commandId, wait));
    const others = this.waits.get(commandId);
    if (others === undefined) this.waits.set(commandId, new Set([wait]));
    else others.add(wait);
    return wait;
  }

  /** Commands that somebody waits for. */
  get waiting(): number {
    return this.waits.size;
  }

  /** The newest answer known here. Undefined says nothing. */
  known(commandId: string): PlacedAnswer | undefined {
    return this.recent.get(commandId);
  }

  /** Undefined until the first batch of the partition was read. */
  progress(partition: number): Progress | undefined {
    return this.progresses.get(partition);
  }

  /** Whether the partition gets as far as `reached` says, within the time. */
  async reach(
    partition: number,
    reached: (progress: Progress) => boolean,
    waitMsMax: number,
  ): Promise<boolean> {
    const holds = () => {
      const progress = this.progresses.get(partition);
      return progress !== undefined && reached(progress);
    };
    return holds() || this.progressWaits.until(partition, holds, waitMsMax);
  }

  onBatch(batch: CountedBatch): void {
    const { partition, opening, nextOffset } = batch;
    const { decidedAtMs, commandsNext } = opening;
    const from = this.progresses.get(partition)?.commandsNext ?? 0;
    for (const [commandId, answers] of answersOf(batch)) {
      for (const answer of answers) this.keep(answer);
      for (const wait of this.waits.get(commandId) ?? [])
        wait.decided({ from, next: commandsNext, answers });
    }
    this.progresses.set(partition, { decidedAtMs, commandsNext, nextOffset });
    this.progressWaits.wake(partition);
  }

  private keep(answer: PlacedAnswer): void {
    const { commandId, state } = answer;
    if (state === 'conflict') return;
    // A held ticket's repeat adds nothing to what is known of it.
    if (state === 'held' && this.recent.has(commandId)) return;
    this.drop(commandId);
    this.recent.set(commandId, answer);
    this.recentCharacters += answer.body.length;
    while (this.recentCharacters > limits.answersRememberedCharactersMax) {
      const [oldest] = defined(this.recent.oldest(), 'what is remembered has its characters');
      this.drop(oldest);
    }
  }

  private drop(commandId: string): void {
    this.recentCharacters -= this.recent.get(commandId)?.body.length ?? 0;
    this.recent.delete(commandId);
  }

  private forget(commandId: string, wait: DecisionWait): void {
    const waits = this.waits.get(commandId);
    waits?.delete(wait);
    if (waits?.size === 0) this.waits.delete(commandId);
  }
}

/** By command: a batch may decide one, repeat it, and refuse its key under another body. */
function answersOf({ partition, opening, records }: CountedBatch): Map<string, PlacedAnswer[]> {
  const placed = records.map(({ offset, eventId, event }) => ({
    partition,
    offset,
    eventId,
    decidedAtMs: opening.decidedAtMs,
    event,
  }));
  const byCommand = new Map<string, PlacedAnswer[]>();
  for (const answer of answersIn(placed)) {
    const others = byCommand.get(answer.commandId);
    if (others === undefined) byCommand.set(answer.commandId, [answer]);
    else others.push(answer);
  }
  return byCommand;
}
