import type { Offer } from './open-offer.mts';
import type { SeededRandom } from './seeded-random.mts';

const POLICIES = [
  { policy: 'NONE' },
  { policy: 'BETTER' },
  { policy: 'ANY' },
  { policy: 'TOLERANCE', toleranceBps: 500 },
] as const;
const UNIT = 50;

/** Full covers by their number of positions: Trixie and Patent, Yankee and Lucky 15. */
const SYSTEMS = {
  3: ['TRIXIE', 'PATENT'],
  4: ['YANKEE', 'LUCKY_15'],
} as const;
const LINES = { TRIXIE: 4, PATENT: 7, YANKEE: 11, LUCKY_15: 15 } as const;

/** A ticket as people place them: mostly singles, some accumulators, now and then a system or an each-way bet. */
export function someTicket(random: SeededRandom, offers: readonly Offer[]): object | undefined {
  const first = random.of(offers);
  if (first === undefined) return undefined;
  const chance = random.next();
  const legs = distinctFixtures(random, first, offers, chance < 0.7 ? 1 : random.between(2, 4));
  const stake = random.between(1, 20) * UNIT;
  return {
    selections: legs.map(({ marketId, outcomeId, odds }) => ({ marketId, outcomeId, odds })),
    bets: [betOver(random, legs, stake)],
    priceChange: random.of(POLICIES) ?? POLICIES[0],
  };
}

function betOver(random: SeededRandom, legs: readonly Offer[], stake: number): object {
  const positions = legs.map((_, leg) => ({ selections: [leg] }));
  const eachWay = legs.every(({ hasPlaceTerms }) => hasPlaceTerms) && random.next() < 0.5;
  if (legs.length === 1) return { kind: 'SINGLE', positions, stake, lines: 1, eachWay };
  if (random.next() < 0.6 || legs.length === 2)
    return { kind: 'MULTIPLE', positions, stake, lines: 1, eachWay };
  const system = random.of(SYSTEMS[legs.length === 3 ? 3 : 4]) ?? 'TRIXIE';
  return { kind: 'SYSTEM', system, positions, stake: UNIT, lines: LINES[system] };
}

/** Legs of one fixture are related, and refused: one outcome of each. */
function distinctFixtures(
  random: SeededRandom,
  first: Offer,
  offers: readonly Offer[],
  count: number,
): readonly Offer[] {
  const chosen = new Map([[first.fixtureId, first]]);
  for (let tries = 0; chosen.size < count && tries < 4 * count; tries++) {
    const next = random.of(offers);
    if (next !== undefined && !chosen.has(next.fixtureId)) chosen.set(next.fixtureId, next);
  }
  return [...chosen.values()];
}
