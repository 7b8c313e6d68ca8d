import {
  limits,
  type DeadLetter,
  type DeadLetterCode,
  type DeadLetterResolved,
} from '@stakelog/contracts';

/** A dead letter without its bytes. */
export type DeadLetterEntry = {
  /** Its coordinate: `topic/partition/offset`, or `feed/run/line`. */
  readonly source: string;
  readonly topic: string;
  readonly code: DeadLetterCode;
  readonly detail: string;
  readonly reportedBy: string;
  readonly reportedAtMs: number;
  /** Where its newest copy stands in dead.letters. */
  readonly letterOffset: number;
  readonly reports: number;
  readonly resolution: DeadLetterResolution | null;
};

export type DeadLetterResolution = Omit<DeadLetterResolved, 'type' | 'source'>;

export type DeadLetterFilter = {
  readonly topic?: string | undefined;
  readonly cause?: string | undefined;
  readonly open?: boolean | undefined;
};

type Kept = DeadLetterEntry & { readonly firstOffset: number };

/**
 * The fold of dead.letters: by coordinate, so that a repeat counts once and what is resolved stays so. Bounded:
 * the oldest resolved ones are forgotten first, then the oldest open ones.
 */
export class DeadLetterIndex {
  /** Open letters that were forgotten because too many wait: they are in the topic only. */
  forgotten = 0;
  private readonly open = new Map<string, Kept>();
  private readonly resolved = new Map<string, Kept>();
  private readonly entriesMax: number;

  constructor(entriesMax: number = limits.deadLettersListedMax) {
    this.entriesMax = entriesMax;
  }

  take(offset: number, message: DeadLetter | DeadLetterResolved): void {
    if (message.type === 'DeadLetter') this.report(offset, message);
    else this.resolve(message);
  }

  get(source: string): DeadLetterEntry | undefined {
    return this.open.get(source) ?? this.resolved.get(source);
  }

  /** In the order of their first reports, those first reported at `from` or later. */
  page(filter: DeadLetterFilter, from: number, length: number) {
    const found = this.kept(filter.open)
      .filter(
        ({ topic, code, firstOffset }) =>
          firstOffset >= from &&
          topic === (filter.topic ?? topic) &&
          code === (filter.cause ?? code),
      )
      .toSorted((left, right) => left.firstOffset - right.firstOffset);
    return { entries: found.slice(0, length), next: found[length]?.firstOffset };
  }

  /** How many wait for somebody, by topic and cause. */
  openCounts(): readonly { topic: string; cause: DeadLetterCode; count: number }[] {
    const counts = new Map<string, { topic: string; cause: DeadLetterCode; count: number }>();
    for (const { topic, code } of this.open.values()) {
      const key = `${topic} ${code}`;
      const before = counts.get(key)?.count ?? 0;
      counts.set(key, { topic, cause: code, count: before + 1 });
    }
    return [...counts.values()];
  }

  private kept(open: boolean | undefined): readonly Kept[] {
    if (open === true) return [...this.open.values()];
    if (open === false) return [...this.resolved.values()];
    return [...this.open.values(), ...this.resolved.values()];
  }

  private report(letterOffset: number, letter: DeadLetter): void {
    const { source, code, detail, reportedBy, reportedAtMs } = letter;
    const entries = this.resolved.has(source) ? this.resolved : this.open;
    const before = entries.get(source);
    entries.set(source, {
      source,
      topic: source.slice(0, Math.max(0, source.indexOf('/'))),
      code,
      detail: detail.slice(0, limits.deadLetterDetailLengthMax),
      reportedBy,
      reportedAtMs: before?.reportedAtMs ?? reportedAtMs,
      letterOffset,
      firstOffset: before?.firstOffset ?? letterOffset,
      reports: (before?.reports ?? 0) + 1,
      resolution: before?.resolution ?? null,
    });
    this.forgetBeyondMax();
  }

  /** The first resolution holds: another one came from a process that had not read it yet. */
  private resolve(resolved: DeadLetterResolved): void {
    const { source, action, actor, reason, resolvedAtMs, positions } = resolved;
    const entry = this.open.get(source);
    if (entry === undefined) return;
    this.open.delete(source);
    const resolution = { action, actor, reason, resolvedAtMs, positions };
    this.resolved.set(source, { ...entry, resolution });
  }

  private forgetBeyondMax(): void {
    if (this.open.size + this.resolved.size <= this.entriesMax) return;
    const [oldestResolved] = this.resolved.keys();
    if (oldestResolved !== undefined) return void this.resolved.delete(oldestResolved);
    const [oldestOpen] = this.open.keys();
    if (oldestOpen === undefined) return;
    this.open.delete(oldestOpen);
    this.forgotten++;
  }
}
