/** A seeded source of choices (mulberry32): the same seed makes the same bets and the same kills. */
export function chance(seed: number) {
  let state = seed >>> 0;
  const below = (bound: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
  return {
    below,
    percent: (share: number) => below(100) < share,
    /** Undefined only where there is nothing to pick. */
    pick: <Item,>(items: readonly Item[]): Item | undefined =>
      items[below(Math.max(1, items.length))],
    shuffled<Item>(items: readonly Item[]): Item[] {
      const left = [...items];
      return items.flatMap(() => left.splice(below(left.length), 1));
    },
  };
}

export type Chance = ReturnType<typeof chance>;
