/** Places of bets, each once, in the order in which they came; the oldest are asked for first. */
export class BetsInOrder implements Iterable<number> {
  #bets = new Set<number>();
  /** Stands where the oldest is: a Set keeps a hole for each bet that left, and who begins anew steps over them all. */
  #steps = this.#bets.values();
  /** Where it was stepped to and is still there. */
  #oldest: number | undefined;

  get size(): number {
    return this.#bets.size;
  }

  has(place: number): boolean {
    return this.#bets.has(place);
  }

  /** A bet that is here keeps its place; to move it to the end, delete it before. */
  add(place: number): void {
    this.#bets.add(place);
  }

  /** A copied set takes half the time of as many additions, and a big result has a million. */
  addAll(places: ReadonlySet<number>): void {
    if (this.#bets.size > 0) for (const place of places) this.#bets.add(place);
    else {
      this.#bets = new Set(places);
      this.#steps = this.#bets.values();
    }
  }

  delete(place: number): void {
    this.#bets.delete(place);
    if (place === this.#oldest) this.#oldest = undefined;
  }

  oldest(): number | undefined {
    this.#oldest ??= this.#next() ?? this.#fromTheFirst();
    return this.#oldest;
  }

  takeOldest(): number | undefined {
    const oldest = this.oldest();
    if (oldest !== undefined) this.delete(oldest);
    return oldest;
  }

  [Symbol.iterator](): Iterator<number> {
    return this.#bets.values();
  }

  #next(): number | undefined {
    const step = this.#steps.next();
    return step.done === true ? undefined : step.value;
  }

  /** An iterator that came to the end once says nothing of what is added later. */
  #fromTheFirst(): number | undefined {
    this.#steps = this.#bets.values();
    return this.#next();
  }
}
