/** A price of the stream and the money there, as the stream writes them. */
export type PriceSize = readonly [price: number, size: number];

/** Money by price, best first: for backing the highest price, for laying the lowest. */
export class Ladder {
  readonly #sizes = new Map<number, number>();
  readonly #direction: 1 | -1;
  #entries: readonly PriceSize[] | undefined = [];

  constructor(best: 'highest' | 'lowest') {
    this.#direction = best === 'highest' ? -1 : 1;
  }

  /** A size of zero takes the price off. */
  apply(changes: readonly PriceSize[]): void {
    if (changes.length === 0) return;
    for (const [price, size] of changes) {
      if (size > 0) this.#sizes.set(price, size);
      else this.#sizes.delete(price);
    }
    this.#entries = undefined;
  }

  get entries(): readonly PriceSize[] {
    this.#entries ??= [...this.#sizes].toSorted(([a], [b]) => this.#direction * (a - b));
    return this.#entries;
  }
}

/** The best few prices, told by level: level 0 is the best. */
export class LevelLadder {
  readonly #levels = new Map<number, PriceSize>();
  #entries: readonly PriceSize[] | undefined = [];

  /** A size of zero empties the level. */
  apply(changes: readonly (readonly [level: number, price: number, size: number])[]): void {
    if (changes.length === 0) return;
    for (const [level, price, size] of changes) {
      if (size > 0) this.#levels.set(level, [price, size]);
      else this.#levels.delete(level);
    }
    this.#entries = undefined;
  }

  get entries(): readonly PriceSize[] {
    this.#entries ??= [...this.#levels].toSorted(([a], [b]) => a - b).map(([, at]) => at);
    return this.#entries;
  }
}
