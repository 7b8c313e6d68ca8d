import type { HistoryEntry, ModelChanges } from '@stakelog/contracts';

/** What a key held, from which offset on. */
type Version<Value> = { readonly nextOffset: number; readonly value: Value };

/** What the fold of one partition holds at every position it ever had: the reference that copies are compared with. */
export class ShardReference {
  /** Where a copy may stand: the fields of the position that the log proves, by its next offset. */
  readonly positions = new Map<number, Readonly<Record<string, unknown>>>([[0, {}]]);
  readonly current = new Map<string, object>();
  nextOffset = 0;
  /** Behind the last batch or fact: where an epoch was opened since, copies need not stand there. */
  countedNext = 0;
  readonly #values = new Map<string, Version<string>[]>();
  readonly #ranks = new Map<string, Map<string, Version<number | null>[]>>();
  readonly #entries = new Map<string, HistoryEntry[]>();
  readonly notices: { readonly offset: number; readonly notice: object }[] = [];

  /** The fold moves on to this offset. */
  advance(nextOffset: number, changes: ModelChanges): void {
    this.nextOffset = nextOffset;
    this.countedNext = nextOffset;
    for (const [key, value] of changes.values) {
      this.current.set(key, value);
      grown(this.#values, key).push({ nextOffset, value: JSON.stringify(value) });
    }
    for (const { key, member, score } of changes.ranks) {
      const members = this.#ranks.get(key) ?? new Map<string, Version<number | null>[]>();
      this.#ranks.set(key, members);
      grown(members, member).push({ nextOffset, value: score });
    }
    for (const entry of changes.entries) grown(this.#entries, entry.key).push(entry);
    this.notices.push(...changes.notices);
  }

  /** All keys that hold something at this position. */
  keysAt(nextOffset: number): readonly string[] {
    const names = [this.#values, this.#ranks, this.#entries].flatMap((each) => [...each.keys()]);
    return names.filter((key) => this.contentAt(key, nextOffset) !== 'none');
  }

  /** As `contentOf` shows what Redis has. */
  contentAt(key: string, nextOffset: number): string {
    const value = this.#values.get(key)?.findLast((each) => each.nextOffset <= nextOffset);
    if (value !== undefined) return value.value;
    const members = this.#ranks.get(key);
    if (members !== undefined) return ranksAt(members, nextOffset);
    const entries = this.#entries.get(key)?.filter(({ offset }) => offset < nextOffset) ?? [];
    const [first] = entries;
    if (first === undefined) return 'none';
    const kept = entries.slice(-first.entriesMax);
    return kept.map(({ offset, entry }) => `${offset} ${JSON.stringify(entry)}`).join('\n');
  }
}

function ranksAt(
  members: ReadonlyMap<string, readonly Version<number | null>[]>,
  nextOffset: number,
): string {
  const ranked = [...members].flatMap(([member, versions]) => {
    const found = versions.findLast((each) => each.nextOffset <= nextOffset)?.value;
    return found === null || found === undefined ? [] : [`${member} ${found}`];
  });
  return ranked.length === 0 ? 'none' : ranked.toSorted().join('\n');
}

function grown<Value>(lists: Map<string, Value[]>, key: string): Value[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const list: Value[] = [];
  lists.set(key, list);
  return list;
}
