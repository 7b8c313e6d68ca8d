/** `ms-number` of an entry, as numbers. */
type EntryId = readonly [ms: number, number: number];

type Entry = { readonly id: EntryId; readonly fields: readonly string[] };

/** Taken by a worker and not yet acknowledged. */
type Pending = {
  readonly id: EntryId;
  readonly worker: string;
  readonly takenAtMs: number;
  readonly deliveries: number;
};

type Group = { lastTaken: EntryId; readonly pending: Map<string, Pending> };

const first: EntryId = [0, 0];
const beyond: EntryId = [Infinity, Infinity];

const textOf = ([ms, number]: EntryId) => `${ms}-${number}`;
const before = (left: EntryId, right: EntryId) =>
  left[0] < right[0] || (left[0] === right[0] && left[1] < right[1]);
const rowOf = ({ id, fields }: Entry) => [textOf(id), [...fields]];

/** A stream with its groups, as far as queues and histories need it. */
export class Stream {
  #entries: Entry[] = [];
  #last: EntryId = first;
  readonly #groups = new Map<string, Group>();

  get length(): number {
    return this.#entries.length;
  }

  /** `*` makes an id of the server's time; any other id must lie above every one that was given. */
  add(id: string, fields: readonly string[], nowMs: number): string {
    const given = id === '*' ? this.#next(nowMs) : idOf(id, 0);
    if (!before(this.#last, given))
      throw new Error(
        'ERR The ID specified in XADD is equal or smaller than the target stream top item',
      );
    this.#last = given;
    this.#entries.push({ id: given, fields });
    return textOf(given);
  }

  trim(entriesMax: number): void {
    this.#entries = this.#entries.slice(-entriesMax);
  }

  delete(id: string): number {
    const { length } = this;
    this.#entries = this.#entries.filter((entry) => textOf(entry.id) !== id);
    return length - this.length;
  }

  /** Rising; bounds as in XRANGE: `-`, `+`, `5`, `(5-1`. */
  range(from: string, to: string): readonly unknown[] {
    return this.#between(from, to).map(rowOf);
  }

  openGroup(name: string, from: string): void {
    if (this.#groups.has(name)) throw new Error('BUSYGROUP Consumer Group name already exists');
    this.#groups.set(name, { lastTaken: idOf(from, 0), pending: new Map() });
  }

  /** What nobody of the group took yet. */
  take(group: string, worker: string, count: number, takenAtMs: number): readonly unknown[] {
    const of = this.#group(group);
    const taken = this.#entries.filter(({ id }) => before(of.lastTaken, id)).slice(0, count);
    for (const { id } of taken) {
      of.lastTaken = id;
      of.pending.set(textOf(id), { id, worker, takenAtMs, deliveries: 1 });
    }
    return taken.map(rowOf);
  }

  acknowledge(group: string, id: string): number {
    return this.#groups.get(group)?.pending.delete(id) === true ? 1 : 0;
  }

  pending(group: string, idleMs: number, count: number, nowMs: number): readonly unknown[] {
    return [...this.#group(group).pending.values()]
      .filter(({ takenAtMs }) => nowMs - takenAtMs >= idleMs)
      .toSorted((left, right) => (before(left.id, right.id) ? -1 : 1))
      .slice(0, count)
      .map((each) => [textOf(each.id), each.worker, nowMs - each.takenAtMs, each.deliveries]);
  }

  /** Entries that were deleted meanwhile leave the list of the pending ones. */
  claim(group: string, worker: string, idleMs: number, ids: readonly string[], nowMs: number) {
    const { pending } = this.#group(group);
    return ids.flatMap((name) => {
      const known = pending.get(name);
      if (known === undefined || nowMs - known.takenAtMs < idleMs) return [];
      const entry = this.#entries.find(({ id }) => textOf(id) === name);
      if (entry === undefined) pending.delete(name);
      if (entry === undefined) return [];
      const deliveries = known.deliveries + 1;
      pending.set(name, { ...known, worker, takenAtMs: nowMs, deliveries });
      return [rowOf(entry)];
    });
  }

  copy(): Stream {
    const copied = new Stream();
    copied.#entries = [...this.#entries];
    copied.#last = this.#last;
    for (const [name, { lastTaken, pending }] of this.#groups)
      copied.#groups.set(name, { lastTaken, pending: new Map(pending) });
    return copied;
  }

  #between(from: string, to: string): readonly Entry[] {
    const low = from === '-' ? first : idOf(from, 0);
    const high = to === '+' ? beyond : idOf(to, Infinity);
    return this.#entries.filter(
      ({ id }) =>
        (from.startsWith('(') ? before(low, id) : !before(id, low)) &&
        (to.startsWith('(') ? before(id, high) : !before(high, id)),
    );
  }

  #next(nowMs: number): EntryId {
    return nowMs > this.#last[0] ? [nowMs, 0] : [this.#last[0], this.#last[1] + 1];
  }

  #group(name: string): Group {
    const group = this.#groups.get(name);
    if (group === undefined) throw new Error(`NOGROUP No such consumer group '${name}'`);
    return group;
  }
}

/** A bare time stands for the first or the last entry of it. */
function idOf(text: string, number: number): EntryId {
  const [ms, of] = (text.startsWith('(') ? text.slice(1) : text).split('-').map(Number);
  return [ms ?? 0, of ?? number];
}
