import { foldBets, foldEvents } from './bet-events-projection';
import { foldFacts, type PlacedGap } from './odds-events-projection';
import type { PlacedEvent, PlacedFact } from './placed-event';
import { workingSet, type WorkingSet } from './working-set';

type Entries = { readonly offset: number; readonly entry: object }[];

/** The read models of one partition, or a part of them, folded in memory: what Redis has to hold. */
export class ModelFold {
  /** Offset of the newest record that changed a key. */
  readonly changedAt = new Map<string, number>();
  /** Contents that keys had while Redis was read: any of them may have been met. */
  readonly passed = new Map<string, Set<string>>();
  readonly #values = new Map<string, object>();
  readonly #ranks = new Map<string, Map<string, number>>();
  readonly #entries = new Map<string, Entries>();
  #reading = false;

  /** From now on every content that a key had is kept. */
  beginReading(): void {
    this.#reading = true;
  }

  takeEvents(events: readonly PlacedEvent[], offset: number): void {
    const working = workingSet(this.#values);
    foldEvents(working, events);
    this.#apply(working.changes(), offset);
  }

  /** As `foldBets`: bets and exposures alone. */
  takeBets(
    events: readonly PlacedEvent[],
    offset: number,
    currencyOf: (account: string) => string,
  ): void {
    const working = workingSet(this.#values);
    foldBets(working, events, currencyOf);
    this.#apply(working.changes(), offset);
  }

  takeFacts(facts: readonly (PlacedFact | PlacedGap)[], offset: number): void {
    const working = workingSet(this.#values);
    foldFacts(working, facts);
    this.#apply(working.changes(), offset);
  }

  keys(): Iterable<string> {
    return this.changedAt.keys();
  }

  /** As `contentOf` reads it from Redis; undefined where there is nothing. */
  content(key: string): string | undefined {
    const value = this.#values.get(key);
    if (value !== undefined) return JSON.stringify(value);
    const ranks = this.#ranks.get(key);
    if (ranks !== undefined && ranks.size > 0) return JSON.stringify([...ranks].toSorted(byRank));
    const entries = this.#entries.get(key);
    return entries === undefined
      ? undefined
      : JSON.stringify(entries.map(({ offset, entry }) => [offset, entry]));
  }

  #apply(changes: ReturnType<WorkingSet['changes']>, offset: number): void {
    const { values, ranks, entries } = changes;
    const keys = [
      ...values.keys(),
      ...ranks.map(({ key }) => key),
      ...entries.map(({ key }) => key),
    ];
    this.#pass(keys);
    for (const [key, value] of values) this.#values.set(key, value);
    for (const { key, member, score } of ranks) {
      const index = this.#ranks.get(key) ?? new Map<string, number>();
      this.#ranks.set(key, index);
      if (score === null) index.delete(member);
      else index.set(member, score);
    }
    for (const { key, offset: at, entry, entriesMax } of entries) {
      const history = this.#entries.get(key) ?? [];
      this.#entries.set(key, history);
      history.push({ offset: at, entry });
      if (history.length > entriesMax) history.splice(0, history.length - entriesMax);
    }
    for (const key of keys) this.changedAt.set(key, offset);
    this.#pass(keys);
  }

  #pass(keys: readonly string[]): void {
    if (!this.#reading) return;
    for (const key of keys) {
      const contents = this.passed.get(key) ?? new Set();
      this.passed.set(key, contents.add(this.content(key) ?? ''));
    }
  }
}

/** By score, then by member, as a sorted set of Redis stands. */
const byRank = ([left, a]: [string, number], [right, b]: [string, number]) =>
  a - b || (left < right ? -1 : 1);
