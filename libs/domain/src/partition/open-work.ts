import type { Bet } from '../bet/bet';

/** Bets that wait for settlement work, each once, in the order of results and of acceptance. */
export class OpenWork implements Iterable<Bet> {
  #bets = new Set<Bet>();
  /** Stands where the oldest is: a Set keeps a hole for each bet that left, and who begins anew steps over them all. */
  #oldest = this.#bets.values();

  get size(): number {
    return this.#bets.size;
  }

  has(bet: Bet): boolean {
    return this.#bets.has(bet);
  }

  /** A bet that waits keeps its place; to move it to the end, delete it before. */
  add(bet: Bet): void {
    this.#bets.add(bet);
  }

  /** A copied set takes half the time of as many additions, and a big result has a million. */
  addAll(bets: ReadonlySet<Bet>): void {
    if (this.#bets.size > 0) for (const bet of bets) this.#bets.add(bet);
    else {
      this.#bets = new Set(bets);
      this.#oldest = this.#bets.values();
    }
  }

  delete(bet: Bet): void {
    this.#bets.delete(bet);
  }

  takeOldest(): Bet | undefined {
    const oldest = this.#next() ?? this.#fromTheFirst();
    if (oldest !== undefined) this.#bets.delete(oldest);
    return oldest;
  }

  [Symbol.iterator](): Iterator<Bet> {
    return this.#bets.values();
  }

  #next(): Bet | undefined {
    const step = this.#oldest.next();
    return step.done === true ? undefined : step.value;
  }

  /** An iterator that came to the end once says nothing of what is added later. */
  #fromTheFirst(): Bet | undefined {
    this.#oldest = this.#bets.values();
    return this.#next();
  }
}
