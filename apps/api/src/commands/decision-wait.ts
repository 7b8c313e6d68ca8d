import type { PlacedAnswer } from '@stakelog/projections';

/** What a batch says of a command, and which commands the batch decides. */
export type Decided = {
  /** Offsets in bet.commands: from, and up to but not including next. */
  readonly from: number;
  readonly next: number;
  readonly answers: readonly PlacedAnswer[];
};

/**
 * `unclear`: one batch answered this key for two bodies, and the log does not say which was ours.
 * Appending the command once more settles it, since the key is known by then.
 */
export type Heard = PlacedAnswer | 'unclear';

/**
 * One request that waits for its decision. A batch answers it when the batch decides the very record
 * that was appended for it: the same key under another body may be decided before.
 */
export class DecisionWait {
  private readonly seen: Decided[] = [];
  private readonly offsets: number[] = [];
  private heard = Promise.withResolvers<Heard>();

  constructor(
    readonly partition: number,
    /** Stops listening. */
    readonly end: () => void,
  ) {}

  /** Where in bet.commands the command stands; the batch that decides it may have come before. */
  appendedAt(offset: number): void {
    this.offsets.push(offset);
    this.look();
  }

  decided(decided: Decided): void {
    this.seen.push(decided);
    this.look();
  }

  /** Resolves with the decision of the first append that is decided. */
  get answer(): Promise<Heard> {
    return this.heard.promise;
  }

  /** After `unclear`: waits for the decision of the next append. */
  again(): void {
    this.offsets.length = 0;
    this.seen.length = 0;
    this.heard = Promise.withResolvers<Heard>();
  }

  private look(): void {
    for (const offset of this.offsets) {
      const batch = this.seen.find(({ from, next }) => from <= offset && offset < next);
      if (batch !== undefined) this.heard.resolve(clear(batch.answers));
    }
  }
}

/** The last word of the batch, unless it speaks of two bodies. */
function clear(answers: readonly PlacedAnswer[]): Heard {
  const conflicts = answers.filter(({ state }) => state === 'conflict').length;
  const mixed = conflicts > 0 && conflicts < answers.length;
  return (mixed ? undefined : answers.at(-1)) ?? 'unclear';
}
