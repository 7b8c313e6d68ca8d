type Ranked = readonly [member: string, score: number];

/** A sorted set as Redis keeps it: by score, then by the member's bytes. */
export class SortedSet {
  readonly #scores = new Map<string, number>();

  add(score: number, member: string): number {
    const added = this.#scores.has(member) ? 0 : 1;
    this.#scores.set(member, score);
    return added;
  }

  remove(member: string): number {
    return this.#scores.delete(member) ? 1 : 0;
  }

  get size(): number {
    return this.#scores.size;
  }

  /** All of it, rising. */
  ranked(): readonly Ranked[] {
    return [...this.#scores].toSorted(
      ([a, left], [b, right]) => left - right || Buffer.from(a).compare(Buffer.from(b)),
    );
  }

  /** Ranks count from the end where they are negative; both ends belong to the range. */
  atRanks(from: number, to: number): readonly Ranked[] {
    const place = (rank: number) => (rank < 0 ? this.size + rank : rank);
    return this.ranked().slice(Math.max(0, place(from)), Math.max(0, place(to) + 1));
  }

  /** Bounds as in ZRANGEBYSCORE: `-inf`, `5`, `(5`. */
  withScores(from: string, to: string): readonly Ranked[] {
    const [low, high] = [bound(from), bound(to)];
    return this.ranked().filter(
      ([, score]) =>
        (low.open ? score > low.score : score >= low.score) &&
        (high.open ? score < high.score : score <= high.score),
    );
  }

  copy(): SortedSet {
    const copied = new SortedSet();
    for (const [member, score] of this.#scores) copied.add(score, member);
    return copied;
  }
}

function bound(text: string): { readonly score: number; readonly open: boolean } {
  const open = text.startsWith('(');
  const number = open ? text.slice(1) : text;
  if (number === '-inf') return { score: -Infinity, open };
  if (number === '+inf') return { score: Infinity, open };
  return { score: Number(number), open };
}
