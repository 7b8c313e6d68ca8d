import type { Leg } from '@stakelog/contracts';

/** A power of two. A megabyte and a half in a decider of all twelve partitions, and more than the prices of a busy hour. */
const PLACES = 16_384;

/**
 * Bets on one outcome at one price have the same leg, so those that are kept share it: a third of what a single takes.
 * It knows the newest leg of each place only. Who finds another one there keeps his own, and nothing else changes.
 */
export class SharedLegs {
  /** Single legs as the array that a single has of them. */
  readonly #newest: (readonly [Leg] | undefined)[] = Array.from({ length: PLACES });

  /** Legs that are equal to these, where possible the ones that others have. */
  of(legs: readonly Leg[]): readonly Leg[] {
    const [first, ...others] = legs;
    if (first !== undefined && others.length === 0) return this.#one(first);
    return legs.map((leg) => this.#one(leg)[0]);
  }

  #one(leg: Leg): readonly [Leg] {
    const place = placeOf(leg);
    const newest = this.#newest[place];
    if (newest !== undefined && isSame(newest[0], leg)) return newest;
    const alone = [leg] as const;
    this.#newest[place] = alone;
    return alone;
  }
}

/** By the fact that set the price, which may have set those of other outcomes as well; multipliers of Murmur3 and Knuth. */
function placeOf({ oddsAt: { partition, offset }, outcomeId }: Leg): number {
  const ofOutcome = outcomeId.length + 31 * (outcomeId.codePointAt(outcomeId.length - 1) ?? 0);
  const mixed =
    Math.imul(offset, 0x9e_37_79_b1) ^
    Math.imul(partition, 0x85_eb_ca_6b) ^
    Math.imul(ofOutcome, 0xc2_b2_ae_35);
  return (mixed ^ (mixed >>> 15)) & (PLACES - 1);
}

type Fields = Readonly<Record<string, unknown>>;

/** Looks at whatever fields there are: one that was forgotten here would be another bet's. */
function isSame(one: Fields, other: Fields): boolean {
  for (const name in one) {
    const [value, beside] = [one[name], other[name]];
    if (value === beside) continue;
    if (!isFields(value) || !isFields(beside) || !isSame(value, beside)) return false;
  }
  return true;
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
