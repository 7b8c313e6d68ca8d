import type { Leg, SettledLeg } from '@stakelog/contracts';
import type { BetTerms } from './kept-acceptance';

/** Powers of two; under two megabytes in a decider of all partitions: the prices of a busy hour, the results of a moment, the types of bets. */
const PLACES = { accepted: 16_384, settled: 1_024, terms: 1_024 } as const;

/**
 * Equal values that bets keep are one value: bets on one outcome at one price have the same leg, the same settled leg and
 * mostly the same terms. It knows the newest value of each place only. Who finds another one there keeps his own, and
 * nothing else changes.
 */
export class SharedValues<Of extends object> {
  readonly #newest: (Of | undefined)[];
  readonly #placeOf: (value: Of) => number;
  readonly #isSame: (one: Of, other: Of) => boolean;

  constructor(
    places: number,
    placeOf: (value: Of) => number,
    isSame: (one: Of, other: Of) => boolean,
  ) {
    this.#newest = Array.from({ length: places });
    this.#placeOf = placeOf;
    this.#isSame = isSame;
  }

  /** A value that is equal to this, where possible one that others have. */
  of(value: Of): Of {
    const place = this.#placeOf(value) & (this.#newest.length - 1);
    const newest = this.#newest[place];
    if (newest !== undefined && this.#isSame(newest, value)) return newest;
    this.#newest[place] = value;
    return value;
  }
}

/** Legs of bets; each alone in the array that a single has of it. */
export class SharedLegs<Of extends object> {
  readonly #alone: SharedValues<readonly [Of]>;

  constructor(places: number, placeOf: (leg: Of) => number) {
    this.#alone = new SharedValues<readonly [Of]>(
      places,
      ([leg]) => placeOf(leg),
      ([one], [other]) => areFieldsSame(one, other),
    );
  }

  of(legs: readonly Of[]): readonly Of[] {
    const [first] = legs;
    if (first !== undefined && legs.length === 1) return this.#alone.of([first]);
    return legs.map((leg) => this.#alone.of([leg])[0]);
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

/** By the type of the bet, and by what a system's lines cost. */
export const sharedTerms = (places: number = PLACES.terms) =>
  new SharedValues<BetTerms>(
    places,
    ({ kind, lines, funding, unitStake, policyVersion }) =>
      mixed(lines + 31 * kind.length, funding.length + 31 * (unitStake?.num ?? 0), policyVersion),
    areTermsSame,
  );

/** Field by field: each acceptance asks, and looking at whatever there is takes a microsecond. */
const areTermsSame = (one: BetTerms, other: BetTerms): boolean =>
  one.type === other.type &&
  one.quoteId === other.quoteId &&
  one.kind === other.kind &&
  one.eachWay === other.eachWay &&
  one.lines === other.lines &&
  one.funding === other.funding &&
  one.freeBetId === other.freeBetId &&
  one.maxPayout === other.maxPayout &&
  one.rounding === other.rounding &&
  one.policyVersion === other.policyVersion &&
  one.factorBps === other.factorBps &&
  areListsSame(one.sizes, other.sizes) &&
  areListsSame(one.positions, other.positions) &&
  areListsSame(one.bonusTerms, other.bonusTerms) &&
  (one.unitStake === other.unitStake ||
    (one.unitStake !== null &&
      other.unitStake !== null &&
      areFieldsSame(one.unitStake, other.unitStake)));

const areListsSame = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && (one.length === 0 || areFieldsSame(one, other));

/** With the multipliers of Knuth and of Murmur3. */
function mixed(first: number, second: number, third: number): number {
  const bits =
    Math.imul(first, 0x9e_37_79_b1) ^
    Math.imul(second, 0x85_eb_ca_6b) ^
    Math.imul(third, 0xc2_b2_ae_35);
  return bits ^ (bits >>> 15);
}

/** Looks at whatever fields there are: one that was forgotten here would be another bet's. */
function areFieldsSame(one: object, other: object): boolean {
  if (Array.isArray(one) && Array.isArray(other) && one.length !== other.length) return false;
  for (const name in one) {
    const [value, beside] = [valueOf(one, name), valueOf(other, name)];
    if (value === beside) continue;
    if (!isObject(value) || !isObject(beside) || !areFieldsSame(value, beside)) return false;
  }
  return true;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any object may be asked for any field
const valueOf = (of: object, name: string) => (of as Readonly<Record<string, unknown>>)[name];

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
