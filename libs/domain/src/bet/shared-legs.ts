import type { Leg, SettledLeg } from '@stakelog/contracts';

/** Powers of two; a megabyte and a half in a decider of all partitions: the prices of a busy hour, the results of a moment. */
const PLACES = { accepted: 16_384, settled: 1_024 } as const;

/**
 * Bets on one outcome at one price have the same leg, and the same settled leg, so those that are kept share them: half
 * of what a settled single takes. It knows the newest leg of each place only. Who finds another one there keeps his own,
 * and nothing else changes.
 */
export class SharedLegs<Of extends Fields> {
  /** Single legs as the array that a single has of them. */
  readonly #newest: (readonly [Of] | undefined)[];
  readonly #placeOf: (leg: Of) => number;

  constructor(places: number, placeOf: (leg: Of) => number) {
    this.#newest = Array.from({ length: places });
    this.#placeOf = placeOf;
  }

  /** Legs that are equal to these, where possible the ones that others have. */
  of(legs: readonly Of[]): readonly Of[] {
    const [first] = legs;
    if (first !== undefined && legs.length === 1) return this.#one(first);
    return legs.map((leg) => this.#one(leg)[0]);
  }

  #one(leg: Of): readonly [Of] {
    const place = this.#placeOf(leg) & (this.#newest.length - 1);
    const newest = this.#newest[place];
    if (newest !== undefined && isSame(newest[0], leg)) return newest;
    const alone = [leg] as const;
    this.#newest[place] = alone;
    return alone;
  }
}

/** By the fact that set the price, which may have set those of other outcomes as well. */
export const sharedLegs = () =>
  new SharedLegs<Leg>(PLACES.accepted, ({ oddsAt: { partition, offset }, outcomeId }) =>
    mixed(
      offset,
      partition,
      outcomeId.length + 31 * (outcomeId.codePointAt(outcomeId.length - 1) ?? 0),
    ),
  );

/** By the result, and what it made of the odds. */
export const sharedSettledLegs = () =>
  new SharedLegs<SettledLeg>(PLACES.settled, ({ cause, win, effectiveOdds }) =>
    mixed(cause?.offset ?? 0, win.num, Number(effectiveOdds?.num ?? 0)),
  );

/** With the multipliers of Knuth and of Murmur3. */
function mixed(first: number, second: number, third: number): number {
  const bits =
    Math.imul(first, 0x9e_37_79_b1) ^
    Math.imul(second, 0x85_eb_ca_6b) ^
    Math.imul(third, 0xc2_b2_ae_35);
  return bits ^ (bits >>> 15);
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
