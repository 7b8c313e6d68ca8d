/**
 * A seeded source of choices (sfc32). Each part of the world has its own, forked by name, so that leaving a fault out
 * changes nothing of what the others draw.
 */
export class Chance {
  readonly #seed: string;
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  constructor(seed: string) {
    this.#seed = seed;
    [this.#a, this.#b, this.#c] = [hashed(seed, 1), hashed(seed, 2), hashed(seed, 3)];
    for (let warmUp = 0; warmUp < 12; warmUp++) this.#next();
  }

  fork(name: string): Chance {
    return new Chance(`${this.#seed}/${name}`);
  }

  /** A whole number from 0 up to, not including, the bound. */
  below(bound: number): number {
    return Math.floor(this.unit() * bound);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** At least 0, below 1. */
  unit(): number {
    return this.#next() / 2 ** 32;
  }

  percent(chance: number): boolean {
    return this.unit() * 100 < chance;
  }

  pick<Value>(from: readonly Value[]): Value {
    if (from.length === 0) throw new Error('there is nothing to pick from');
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- undefined may be among them
    return from[this.below(from.length)] as Value;
  }

  /** Mostly short, now and then long: what waiting for networks is like. */
  exponential(mean: number): number {
    return -Math.log(1 - this.unit()) * mean;
  }

  #next(): number {
    const sum = (((this.#a + this.#b) >>> 0) + this.#count++) >>> 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) >>> 0;
    return sum;
  }
}

/** FNV-1a with a final mix. */
function hashed(text: string, salt: number): number {
  let hash = 0x811c9dc5 ^ salt;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}
