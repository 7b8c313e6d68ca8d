import { limits } from '@stakelog/contracts';
import type { Clock } from '@stakelog/runtime';

/** One record of bet.commands that this process appended, and when. */
type Mark = { readonly offset: number; readonly atMs: number };

/**
 * For how long commands of a partition wait for their decision, seen from the oldest that this process appended.
 * Its memory is bounded by the age: who is too old refuses new ones.
 */
export class Backlog {
  private readonly marks = new Map<number, Mark[]>();

  constructor(private readonly clock: Pick<Clock, 'monotonicMs'>) {}

  /** A command stands at this offset. One mark for each short while is enough. */
  appended(partition: number, offset: number): void {
    const marks = this.marks.get(partition) ?? [];
    this.marks.set(partition, marks);
    const atMs = this.clock.monotonicMs();
    const newest = marks.at(-1);
    if (newest === undefined || atMs - newest.atMs >= limits.backlogMarkMs)
      marks.push({ offset, atMs });
  }

  /** The log ends here: what stood behind this was lost with it, and waits no more (R6). */
  ends(partition: number, end: number): void {
    const marks = this.marks.get(partition) ?? [];
    const lost = marks.findIndex(({ offset }) => offset >= end);
    if (lost >= 0) marks.splice(lost);
  }

  /** Milliseconds since the oldest undecided one was appended; 0 where there is none. */
  ageMs(partition: number, commandsNext: number): number {
    const marks = this.marks.get(partition) ?? [];
    const decided = marks.findIndex(({ offset }) => offset >= commandsNext);
    marks.splice(0, decided < 0 ? marks.length : decided);
    const [oldest] = marks;
    return oldest === undefined ? 0 : this.clock.monotonicMs() - oldest.atMs;
  }
}
