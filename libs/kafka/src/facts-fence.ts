import { AgingMap, assert, limits, type OddsEvent } from '@stakelog/contracts';
import { contentHash } from './content-hash';
import type { LogRecord } from './log-record';
import { valueCrc } from './partition-cursor';

/** Where a reader of one partition of odds.events stands, and how it finds its dedupe state again. */
export type FactsPosition = {
  readonly nextOffset: number;
  /** The CRC-32C of the value before it; 0 at the beginning. */
  readonly crc: number;
  /**
   * The oldest fact whose `sourceId` still counts, or else the last record: read again from here, for
   * the fence alone, and so that the record of `crc` is seen again.
   */
  readonly windowFrom: number;
  /** The producers' sessions in force before that fact. */
  readonly sessions: Readonly<Record<string, number>>;
  /** The greatest receipt time of a fact with a session in force: the clock of the window. */
  readonly clockMs: number;
};

export type FactVerdict =
  /** New: it has effect. */
  | 'apply'
  /** A `ProducerSessionOpened` that has effect. */
  | 'session'
  /** The `sourceId` was used within the last 24 h, for the same content (R10). */
  | 'repeat'
  /** The same `sourceId` with other content: raises an alarm and suspends the fixture. */
  | 'conflict'
  /** Of a session, or opening one, that is not greater than the one in force (R1). */
  | 'lower_session'
  /** Of a session that nobody opened in this partition. */
  | 'unopened_session';

type SeenSource = {
  readonly offset: number;
  readonly receivedAtMs: number;
  readonly content: number;
};

const beginning: FactsPosition = { nextOffset: 0, crc: 0, windowFrom: 0, sessions: {}, clockMs: 0 };

/** The fence of one partition of odds.events, at its beginning or at a stored position's window. */
export function newFactsFence(position: FactsPosition = beginning): FactsFence {
  return new FactsFence(position);
}

/**
 * Sessions and the dedupe window of one partition, as a pure fold: every reader of the same log
 * gives each fact the same verdict. A repeat counts as a use of its `sourceId`, so that the state
 * depends on the last use alone; that, and the clock in the position, make a fence that starts at
 * `windowFrom` equal at `nextOffset` to one that read the whole log.
 */
export class FactsFence {
  readonly #start: FactsPosition;
  /** Sessions in force before the oldest source of the window. */
  readonly #sessionsBefore: Map<string, number>;
  readonly #sessions: Map<string, number>;
  /** Sessions opened since, by offset. */
  #opened: { readonly offset: number; readonly producerId: string; readonly session: number }[] =
    [];
  /** By producer and `sourceId`; in the order of the log. */
  readonly #sources = new AgingMap<string, SeenSource>();
  #clockMs: number;
  #next: number;
  #last: LogRecord | undefined;

  constructor(start: FactsPosition) {
    const { windowFrom, sessions, clockMs } = start;
    this.#start = start;
    this.#sessionsBefore = new Map(Object.entries(sessions));
    this.#sessions = new Map(this.#sessionsBefore);
    this.#clockMs = clockMs;
    this.#next = windowFrom;
  }

  get nextOffset(): number {
    return this.#next;
  }

  /** How many `sourceId`s are remembered: bounded by limits.sourceIdsPerPartitionMax, with an alarm. */
  get sourceCount(): number {
    return this.#sources.size;
  }

  /** While what lies before the stored position is read again, the stored one. */
  get position(): FactsPosition {
    if (this.#next < this.#start.nextOffset) return this.#start;
    const windowFrom = this.#windowFrom();
    const sessions = Object.fromEntries(this.#sessionsBefore);
    for (const { offset, producerId, session } of this.#opened)
      if (offset < windowFrom) sessions[producerId] = session;
    const crc = this.#last === undefined ? 0 : valueCrc(this.#last);
    return { nextOffset: this.#next, crc, windowFrom, sessions, clockMs: this.#clockMs };
  }

  take(record: LogRecord, fact: OddsEvent): FactVerdict {
    this.#advance(record);
    return fact.type === 'ProducerSessionOpened'
      ? this.#openSession(record.offset, fact)
      : this.#judge(record.offset, fact);
  }

  /** A record that no reader can decode moves the position and nothing else. */
  pass(record: LogRecord): void {
    this.#advance(record);
  }

  #advance(record: LogRecord): void {
    assert(record.offset === this.#next, 'a fence takes every record, in order');
    this.#next = record.offset + 1;
    this.#last = record;
  }

  #openSession(offset: number, { producerId, session }: OddsEvent): FactVerdict {
    if (session <= (this.#sessions.get(producerId) ?? 0)) return 'lower_session';
    this.#sessions.set(producerId, session);
    this.#opened.push({ offset, producerId, session });
    return 'session';
  }

  #judge(offset: number, fact: OddsEvent): FactVerdict {
    const { producerId, session, sourceId, receivedAtMs } = fact;
    const inForce = this.#sessions.get(producerId) ?? 0;
    if (session < inForce) return 'lower_session';
    if (session > inForce) return 'unopened_session';
    // A heartbeat that comes again says nothing new: it is not worth remembering.
    if (fact.type === 'ProducerHeartbeat') return 'apply';
    return this.#use(`${producerId}\n${sourceId}`, {
      offset,
      receivedAtMs,
      content: contentHash(fact),
    });
  }

  #use(key: string, source: SeenSource): FactVerdict {
    const before = this.#sources.renew(key, source);
    this.#clockMs = Math.max(this.#clockMs, source.receivedAtMs);
    this.#forget();
    if (before === undefined || !this.#counts(before)) return 'apply';
    return before.content === source.content ? 'repeat' : 'conflict';
  }

  #counts({ receivedAtMs }: SeenSource): boolean {
    return receivedAtMs > this.#clockMs - limits.sourceIdLifeMs;
  }

  /**
   * Drops the oldest sources that no longer count, and the oldest of all where there are too many. One that
   * counts keeps those behind it.
   */
  #forget(): void {
    let oldest = this.#sources.oldest();
    if (oldest === undefined || this.#isKept(oldest[1])) return;
    while (oldest !== undefined && !this.#isKept(oldest[1])) {
      this.#sources.delete(oldest[0]);
      oldest = this.#sources.oldest();
    }
    if (this.#opened.length === 0) return;
    const windowFrom = this.#windowFrom();
    for (const { offset, producerId, session } of this.#opened)
      if (offset < windowFrom) this.#sessionsBefore.set(producerId, session);
    this.#opened = this.#opened.filter(({ offset }) => offset >= windowFrom);
  }

  #isKept(source: SeenSource): boolean {
    return this.#counts(source) && this.#sources.size <= limits.sourceIdsPerPartitionMax;
  }

  #windowFrom(): number {
    const oldest = this.#sources.oldest();
    return oldest === undefined ? Math.max(0, this.#next - 1) : oldest[1].offset;
  }
}
