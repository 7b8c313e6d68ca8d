/** `left`: the entry is gone, and holds its place in the order only; key and value are let go. */
type Entry<Key, Value> =
  { left: false; key: Key; value: Value } | { left: true; key: undefined; value: undefined };

/** So few are not worth moving. */
const LEFT_KEPT_MAX = 1_024;

/**
 * A map whose oldest entries leave first. It is asked like a Map, and finds its oldest entry at once: a Map keeps a
 * hole for each one that left, and whoever looks for the first of it steps over them all.
 */
export class AgingMap<Key, Value> implements Iterable<readonly [Key, Value]> {
  readonly #entries = new Map<Key, Entry<Key, Value>>();
  /** In the order in which they came, with those that left meanwhile; none before `#first`. */
  #order: Entry<Key, Value>[] = [];
  #first = 0;

  get size(): number {
    return this.#entries.size;
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** A known key keeps its place; to move it to the end, delete it before. */
  set(key: Key, value: Value): this {
    const known = this.#entries.get(key);
    if (known === undefined) this.#add(key, { left: false, key, value });
    else known.value = value;
    return this;
  }

  /** What is deleted and set, in one: it is the newest from now on. Returns what was there before. */
  renew(key: Key, value: Value): Value | undefined {
    const known = this.#entries.get(key);
    const before = known?.value;
    if (known !== undefined) this.#leave(known);
    this.#add(key, { left: false, key, value });
    return before;
  }

  delete(key: Key): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    this.#leave(entry);
    this.#entries.delete(key);
    return true;
  }

  oldest(): readonly [Key, Value] | undefined {
    const entry = this.#order[this.#first];
    return entry === undefined || entry.left ? undefined : [entry.key, entry.value];
  }

  /** Oldest first. What is deleted meanwhile does not come any more; what is added meanwhile may not come. */
  *[Symbol.iterator](): Generator<readonly [Key, Value]> {
    const order = this.#order;
    for (let at = this.#first; at < order.length; at++) {
      const entry = order[at];
      if (entry?.left === false) yield [entry.key, entry.value];
    }
  }

  #leave(entry: Entry<Key, Value>): void {
    entry.left = true;
    entry.key = undefined;
    entry.value = undefined;
    while (this.#order[this.#first]?.left === true) this.#first++;
  }

  #add(key: Key, entry: Entry<Key, Value>): void {
    this.#entries.set(key, entry);
    this.#order.push(entry);
    if (this.#order.length <= 2 * this.#entries.size + LEFT_KEPT_MAX) return;
    this.#order = this.#order.filter(({ left }) => !left);
    this.#first = 0;
  }
}
