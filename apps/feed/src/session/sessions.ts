import type { OddsEvent, ProducerSessionOpened } from '@stakelog/contracts';
import type { AppendRecord, Appender, Codec, FactVerdict, OddsEventsReader } from '@stakelog/kafka';
import { crashPoint, type Clock } from '@stakelog/runtime';
import type { FeedState } from './feed-state';

const BACK_OFF_MS_MAX = 1_000;

export type SessionParts = {
  readonly appender: Pick<Appender, 'append'>;
  readonly codec: Codec;
  readonly clock: Clock;
  /** A name that no other process has. */
  readonly newWriter: () => string;
  readonly state: FeedState;
  readonly partitions: readonly number[];
};

/** The sessions in which this process writes, and how it gets them (R1). */
export class Sessions {
  /** Marks the records of this process, since two may open the same number at once. */
  readonly #writer: string;
  readonly #held = new Map<string, number>();
  /** Partitions in which the present attempt has had effect, by producer. */
  readonly #effective = new Map<string, Set<number>>();

  constructor(private readonly parts: SessionParts) {
    this.#writer = parts.newWriter().slice(0, 8);
  }

  get producers(): readonly string[] {
    return [...this.#held.keys()];
  }

  of(producerId: string): number | undefined {
    return this.#held.get(producerId);
  }

  /** Takes note of a session that anybody opened. False: it ends ours. */
  see(fact: ProducerSessionOpened, verdict: FactVerdict, partition: number): boolean {
    const { producerId, session, sourceId } = fact;
    this.parts.state.open(producerId, session);
    if (sourceId === this.#sourceId(session)) {
      if (verdict === 'session') this.#effective.get(producerId)?.add(partition);
      return true;
    }
    return verdict !== 'session' || session <= (this.#held.get(producerId) ?? session);
  }

  /**
   * Opens a session for every producer in every partition, and again with a greater one until all
   * of them have had effect. No append may be under way.
   */
  async open(producers: readonly string[], reader: OddsEventsReader): Promise<void> {
    for (let backOffMs = 20; ; backOffMs = Math.min(2 * backOffMs, BACK_OFF_MS_MAX)) {
      await reader.waitForEnd();
      if (await this.#attempt(producers, reader)) return;
      await this.parts.clock.sleep(backOffMs);
    }
  }

  async #attempt(producers: readonly string[], reader: OddsEventsReader): Promise<boolean> {
    const { state, partitions } = this.parts;
    const wanted = producers.map(
      (producer) => [producer, (state.sessions.get(producer) ?? 0) + 1] as const,
    );
    for (const [producer] of wanted) this.#effective.set(producer, new Set());
    const records = wanted.map(([producer, session]) => this.#record(producer, session));
    const ends = await Promise.all(partitions.map((of) => this.#append(of, records, reader)));
    if (ends.includes(false)) return false;
    const isEverywhere = ([producer]: readonly [string, number]) =>
      this.#effective.get(producer)?.size === partitions.length;
    if (!wanted.every(isEverywhere)) return false;
    for (const [producer, session] of wanted) this.#held.set(producer, session);
    return true;
  }

  /** Appends and reads on until the records have been judged. */
  async #append(
    partition: number,
    records: readonly AppendRecord[],
    reader: OddsEventsReader,
  ): Promise<boolean> {
    const appended = await this.parts.appender.append(partition, records);
    crashPoint('feed.session-half');
    if (appended.status === 'unknown') return false;
    await reader.waitFor(partition, appended.baseOffset + records.length);
    return true;
  }

  #record(producerId: string, session: number): AppendRecord {
    const { codec, clock } = this.parts;
    const atMs = clock.nowMs();
    const sourceId = this.#sourceId(session);
    const type = 'ProducerSessionOpened';
    const times = { sourceAtMs: atMs, receivedAtMs: atMs };
    const fact: OddsEvent = { type, producerId, session, sourceId, ...times };
    return { key: `producer:${producerId}`, value: codec.encode('odds.events', fact) };
  }

  #sourceId(session: number): string {
    return `session:${session}:${this.#writer}`;
  }
}
