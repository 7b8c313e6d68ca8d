import type { Bet } from '../bet/bet';

/** Bets, each once, in the order in which they came; the oldest are asked for first. */
export class BetsInOrder implements Iterable<Bet> {
  #bets = new Set<Bet>();
  /** Stands where the oldest is: a Set keeps a hole for each bet that left, and who begins anew steps over them all. */
  #steps = this.#bets.values();
  /** Where it was stepped to and is still there. */
  #oldest: Bet | undefined;

  get size(): number {
    return this.#bets.size;
  }

  has(bet: Bet): boolean {
    return this.#bets.has(bet);
  }

  /** A bet that is here keeps its place; to move it to the end, delete it before. */
  add(bet: Bet): void {
    this.#bets.add(bet);
  }

  /** A copied set takes half the time of as many additions, and a big result has a million. */
  addAll(bets: ReadonlySet<Bet>): void {
    if (this.#bets.size > 0) for (const bet of bets) this.#bets.add(bet);
    else {
      this.#bets = new Set(bets);
      this.#steps = this.#bets.values();
    }
  }

  delete(bet: Bet): void {
    this.#bets.delete(bet);
    if (bet === this.#oldest) this.#oldest = undefined;
  }

  oldest(): Bet | undefined {
    this.#oldest ??= this.#next() ?? this.#fromTheFirst();
    return this.#oldest;
  }

  takeOldest(): Bet | undefined {
    const oldest = this.oldest();
    if (oldest !== undefined) this.delete(oldest);
    return oldest;
  }

  [Symbol.iterator](): Iterator<Bet> {
    return this.#bets.values();
  }

  #next(): Bet | undefined {
    const step = this.#steps.next();
    return step.done === true ? undefined : step.value;
  }

  /** An iterator that came to the end once says nothing of what is added later. */
  #fromTheFirst(): Bet | undefined {
    this.#steps = this.#bets.values();
    return this.#next();
  }
}
