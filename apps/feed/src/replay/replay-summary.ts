/** What a replay has done so far. */
export type ReplaySummary = {
  readonly source: string;
  readonly producer: string;
  readonly state: 'running' | 'finished' | 'failed';
  /** Of its source: lines of a file, moments of a match day. */
  readonly lines: number;
  /** Lines that said something. */
  readonly messages: number;
  /** By type; those that the log held before the replay began are among them. */
  readonly facts: Readonly<Record<string, number>>;
  /** How many of them the log held before. */
  readonly factsBefore: number;
  readonly deadLetters: number;
  readonly startMs: number;
  readonly speed: number;
  /** How far the source's time has come on the clock of the run. */
  readonly reachedMs: number;
};

/** Counts what a replay does. */
export class ReplayTally {
  #state: ReplaySummary['state'] = 'running';
  #lines = 0;
  #messages = 0;
  #deadLetters = 0;
  #factsBefore = 0;
  #startMs = 0;
  #speed = 0;
  #reachedMs = 0;
  readonly #facts = new Map<string, number>();

  constructor(
    private readonly source: string,
    private readonly producer: string,
  ) {}

  begin(startMs: number, speed: number): void {
    this.#startMs = startMs;
    this.#speed = speed;
  }

  entry(statements: number, faults: number, reachedMs: number): void {
    this.#lines += 1;
    if (statements > 0) this.#messages += 1;
    this.#deadLetters += faults > 0 ? 1 : 0;
    this.#reachedMs = reachedMs;
  }

  fact(type: string, wasThere: boolean): void {
    this.#facts.set(type, (this.#facts.get(type) ?? 0) + 1);
    if (wasThere) this.#factsBefore += 1;
  }

  end(state: 'finished' | 'failed'): void {
    this.#state = state;
  }

  summary(): ReplaySummary {
    return {
      source: this.source,
      producer: this.producer,
      state: this.#state,
      lines: this.#lines,
      messages: this.#messages,
      facts: Object.fromEntries([...this.#facts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      factsBefore: this.#factsBefore,
      deadLetters: this.#deadLetters,
      startMs: this.#startMs,
      speed: this.#speed,
      reachedMs: this.#reachedMs,
    };
  }
}
