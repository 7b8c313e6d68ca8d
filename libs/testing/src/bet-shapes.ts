import type { OutcomeResult, PlaceTerms, Rounding } from '@stakelog/contracts';
import * as fc from 'fast-check';
import { ended } from './build-facts';

/** What a random bet is made of, and how its legs end: on markets of their own, in shares of twelfths. */
export type BetShape = {
  /** By leg, in ten-thousandths. */
  readonly odds: readonly number[];
  readonly results: readonly OutcomeResult[];
  readonly positions: readonly {
    readonly selections: readonly number[];
    readonly banker: boolean;
  }[];
  readonly sizes: readonly number[];
  readonly eachWay: boolean;
  readonly place: PlaceTerms;
  /** Both in minor units. */
  readonly stake: number;
  readonly maxPayout: number | null;
  readonly rounding: Rounding;
};

const twelfths = fc
  .record({ win: fc.integer({ min: 0, max: 12 }), refunded: fc.integer({ min: 0, max: 12 }) })
  .filter(({ win, refunded }) => win + refunded <= 12);

/** Whole wins, losses and voids often, anything between as well. */
const shares = fc.oneof(
  fc.constantFrom({ win: 12, refunded: 0 }, { win: 0, refunded: 0 }, { win: 0, refunded: 12 }),
  twelfths,
);

const endings: fc.Arbitrary<OutcomeResult> = fc
  .record({ win: shares, place: shares })
  .map(({ win, place }) => ({
    ...ended('home', [win.win, 12], [win.refunded, 12]),
    place: { win: { num: place.win, den: 12 }, void: { num: place.refunded, den: 12 } },
  }));

type Flags = readonly boolean[];

/** Legs in the order of their positions; a flag joins a leg to the position before it. */
function positionsOf(legs: number, joins: Flags, bankers: Flags) {
  const positions: { selections: number[]; banker: boolean }[] = [];
  for (let leg = 0; leg < legs; leg++) {
    const last = positions.at(-1);
    if (joins[leg] === true && last !== undefined) last.selections.push(leg);
    else positions.push({ selections: [leg], banker: bankers[leg] === true });
  }
  return positions;
}

function sizesOf(positions: BetShape['positions'], chosen: Flags): readonly number[] {
  const bankers = positions.filter(({ banker }) => banker).length;
  const possible = positions.map((_, index) => index + 1).filter((size) => size >= bankers);
  const sizes = possible.filter((size) => chosen[size - 1] === true);
  return sizes.length > 0 ? sizes : [positions.length];
}

/** Bets of every shape: ways, bankers, any fold sizes, each-way, caps, both roundings. */
export const betShapes = (legsMax = 5): fc.Arbitrary<BetShape> =>
  fc.integer({ min: 1, max: legsMax }).chain((legs) => {
    const length = { minLength: legs, maxLength: legs };
    const flags = fc.array(fc.boolean(), length);
    return fc
      .record({
        odds: fc.array(fc.integer({ min: 10_100, max: 300_000 }), length),
        results: fc.array(endings, length),
        joins: fc.oneof(fc.constant([]), flags),
        bankers: fc.oneof(fc.constant([]), flags),
        chosen: flags,
        eachWay: fc.boolean(),
        place: fc.constantFrom(
          { places: 3, fraction: { num: 1, den: 5 } },
          { places: 4, fraction: { num: 1, den: 4 } },
        ),
        stake: fc.integer({ min: 1, max: 10_000_000 }),
        maxPayout: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 20_000_000 })),
        rounding: fc.constantFrom<Rounding>('HALF_UP', 'DOWN'),
      })
      .map(({ joins, bankers, chosen, ...shape }) => {
        const positions = positionsOf(legs, joins, bankers);
        return { ...shape, positions, sizes: sizesOf(positions, chosen) };
      });
  });
