import { describe, expect, test } from '@jest/globals';
import {
  decimalOdds,
  marketId,
  minorUnits,
  type BetAccepted,
  type PlaceBets,
  type TicketBet,
} from '@stakelog/contracts';
import { commands, facts, multiple, placeBets, single, system } from '@stakelog/testing';
import * as fc from 'fast-check';
import { stateDump } from '../laws/state-dump';
import { legExposures } from './exposure';
import { adopt, deskOf, home, now, type Match } from './testing/matches';

const stake = 1_000;
const odds = [15_000, 65_000, 30_000, 20_000];
const placeTerms = { places: 3, fraction: { num: 1, den: 4 } };
const matches = odds.map((each): Match => ({ odds: each, market: { placeTerms } }));
const at = (...selections: readonly number[]) => ({ selections, banker: false });
const banker = (...selections: readonly number[]) => ({ selections, banker: true });
const ticket = (bets: readonly TicketBet[], over: Partial<PlaceBets> = {}) =>
  placeBets('t1', now, stake, { selections: home(odds), bets, ...over });

function acceptedAs(bet: TicketBet): BetAccepted | undefined {
  const [event] = deskOf(matches).decide(ticket([bet]));
  return event?.type === 'BetAccepted' ? event : undefined;
}

const bonus = (legsMin: number, bonusBps: number, legOddsMin: number | null = null) => ({
  promotionId: 'acca',
  legsMin,
  legOddsMin: legOddsMin === null ? null : decimalOdds(legOddsMin),
  bonusBps,
});

describe('an accepted bet', () => {
  test('has its own legs, in the order of first use', () => {
    const positions = [banker(3), at(1, 0), at(2)];
    expect(acceptedAs(system(stake, 3, [2, 3], { positions, lines: 5 }))).toMatchObject({
      kind: 'SYSTEM',
      sizes: [2, 3],
      positions: [banker(0), at(1, 2), at(3)],
      lines: 5,
      legs: [{ odds: 20_000 }, { odds: 65_000 }, { odds: 15_000 }, { odds: 30_000 }],
    });
  });

  test('writes no positions where each leg is one, and sizes of systems alone', () => {
    const plain = multiple(stake, 2, { positions: [at(2), at(1)], sizes: [2] });
    expect(acceptedAs(plain)).toMatchObject({
      sizes: [],
      positions: [],
      legs: [{ odds: 30_000 }, { odds: 65_000 }],
      potentialReturn: 19_500,
    });
  });

  test('names requested and used odds of every leg', () => {
    const desk = deskOf(matches);
    adopt(desk, [1, facts.odds('home', 66_000, { marketId: marketId('m2') })]);
    const better = { policy: 'BETTER', toleranceBps: null, minOdds: null } as const;
    expect(desk.decide(ticket([multiple(stake, 2)], { priceChange: better }))).toMatchObject([
      {
        legs: [
          { requestedOdds: null, odds: 15_000 },
          { requestedOdds: 65_000, odds: 66_000 },
        ],
      },
    ]);
  });

  test.each<readonly [string, TicketBet, number, number, number]>([
    // unit 1.00: 1.5 × 6.5 × 3 = 29.25, doubles 9.75 + 4.5 + 19.5, singles 11
    ['treble', multiple(100, 3), 1, 100, 2_925],
    ['Trixie', system(400, 3, [2, 3]), 4, 400, 6_300],
    ['Patent, by unit', system(100, 3, [1, 2, 3], { stakeMode: 'UNIT' }), 7, 700, 7_400],
    // place parts 1.125 × 2.375 × 1.5
    ['each-way treble', multiple(200, 3, { eachWay: true }), 2, 200, 3_326],
    ['each-way, lines twice', multiple(200, 3, { eachWay: true, lines: 2 }), 2, 200, 3_326],
    ['each-way by unit', multiple(100, 3, { eachWay: true, stakeMode: 'UNIT' }), 2, 200, 3_326],
    ['alternatives', single(200, 0, { positions: [at(0, 1)], lines: 2 }), 2, 200, 800],
  ])('%s: lines charged, stake and return if every leg wins', (_, bet, lines, total, pays) => {
    expect(acceptedAs(bet)).toMatchObject({
      lines,
      stake: total,
      unitStake: null,
      potentialReturn: pays,
      postings: [
        { code: 'cash', amount: -total },
        { code: 'open', amount: total },
      ],
    });
  });

  test('copies place terms for each-way alone', () => {
    expect(acceptedAs(multiple(stake, 2))?.legs[0]?.placeTerms).toBeNull();
    expect(acceptedAs(multiple(stake, 2, { eachWay: true }))?.legs[1]?.placeTerms).toEqual(
      placeTerms,
    );
  });

  test('is promised the bonus lines that its legs can reach', () => {
    const terms = [bonus(3, 500), bonus(4, 1_000), bonus(3, 2_000, 20_000), bonus(5, 9_000)];
    const desk = deskOf(matches, { accumulatorBonuses: terms });
    const [four, sys] = desk.decide(ticket([multiple(stake, 4), system(stake, 3, [2, 3])]));
    expect(four).toMatchObject({
      bonusTerms: terms.slice(0, 3),
      // 585.00 and 20 % of 575.00
      potentialReturn: 58_500 + 11_500,
    });
    expect(sys).toMatchObject({ bonusTerms: [] });
  });

  test('stands on its legs’ markets by their logarithms, as the fold has it', () => {
    const desk = deskOf(matches);
    desk.decide(ticket([multiple(stake, 3), system(stake, 4, [2, 3])]));
    expect([...desk.state.exposure.keys()]).toEqual(['m1', 'm2', 'm3', 'm4']);
    const [event] = deskOf(matches).decide(ticket([multiple(stake, 3)]));
    expect(event?.type === 'BetAccepted' && shares(event)).toEqual([3_393, 15_664, 9_193]);
    expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
  });

  const shares = ({ legs, stake: staked, potentialReturn }: BetAccepted) =>
    legExposures({ positions: legs.map((_, leg) => at(leg)), sizes: [legs.length] }, legs, {
      stake: staked,
      winReturn: potentialReturn,
    }).map((share) => share.winReturn - share.stake);
});

const free = (freeBetId: string) => ({ funding: 'FREE_BET', freeBetId }) as const;

describe('funding', () => {
  const granted = [
    commands.grantFreeBet('token', now, 1_000),
    commands.grantFreeBet('whole', now, 1_000, { stakeReturned: true }),
    commands.grantBonus('bonus', now, 5_000),
  ];

  test.each<readonly [string, TicketBet, number, string]>([
    ['a token without its stake', multiple(stake, 2, free('token')), 8_750, 'promo'],
    ['a token with its stake', multiple(stake, 2, free('whole')), 9_750, 'promo'],
    ['bonus money', multiple(stake, 2, { funding: 'BONUS' }), 9_750, 'bonus'],
  ])('%s', (_, bet, potentialReturn, source) => {
    const desk = deskOf(matches, {}, granted);
    expect(desk.decide(ticket([bet]))).toMatchObject([
      {
        type: 'BetAccepted',
        freeBetId: bet.freeBetId,
        potentialReturn,
        postings: [
          { code: source, amount: -stake },
          { code: 'open', amount: stake },
        ],
      },
    ]);
    expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
  });

  test.each<readonly [string, Partial<TicketBet>]>([
    ['promo', free('token')],
    ['bonus', { funding: 'BONUS' }],
  ])('a hold takes it from %s, and a refusal gives it back there', (source, over) => {
    const desk = deskOf([{ odds: 15_000, betDelayMs: 2_000 }, { odds: 65_000 }], {}, granted);
    const place = placeBets('t1', now, 0, {
      selections: home([15_000, 65_000]),
      bets: [multiple(stake, 2, over)],
    });
    expect(desk.decide(place)).toMatchObject([
      { type: 'BetHeld', postings: [{ code: source, amount: -stake }, { code: 'held' }] },
    ]);
    adopt(desk, [0, facts.score(1)]);
    expect(desk.after(2_000).decide()).toMatchObject([
      { type: 'BetRejected', postings: [{ code: 'held' }, { code: source, amount: stake }] },
    ]);
    expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
  });

  test('a token is used whole: it has no smaller stake', () => {
    const policy = {
      levels: [
        {
          level: 'GLOBAL',
          id: null,
          stakeMin: null,
          stakeMax: minorUnits(500),
          liabilityMax: null,
          payoutMax: null,
          marketLiabilityMax: null,
        } as const,
      ],
    };
    expect(
      deskOf(matches, policy, granted).decide(ticket([multiple(stake, 2, free('token'))])),
    ).toMatchObject([
      {
        type: 'BetRejected',
        reasons: [{ code: 'STAKE_ABOVE_MAX', detail: null }],
        alternative: null,
      },
    ]);
  });
});

/** The bet with this much in all. */
const staking = (one: TicketBet, total: number, lines: number): TicketBet => ({
  ...one,
  stake: minorUnits(one.stakeMode === 'UNIT' ? total / lines : total),
});
const chargedLines = (one: TicketBet) => one.lines * (one.eachWay ? 2 : 1);

describe('the alternative of any ticket', () => {
  const prices = fc.integer({ min: 10_100, max: 100_000 });
  const limit = fc.integer({ min: 300, max: 60_000 }).map(minorUnits);
  const bet = fc
    .record({
      kind: fc.constantFrom('SINGLE', 'MULTIPLE', 'SYSTEM' as const),
      legs: fc.integer({ min: 2, max: 4 }),
      sizes: fc.subarray([1, 2, 3, 4], { minLength: 1 }),
      stake: fc.integer({ min: 20, max: 60_000 }),
      isUnit: fc.boolean(),
      eachWay: fc.boolean(),
    })
    .map(({ kind, legs, sizes, stake: staked, isUnit, eachWay }): TicketBet => {
      const over = { eachWay, stakeMode: isUnit ? 'UNIT' : 'TOTAL' } as const;
      if (kind === 'SINGLE') return single(staked, legs - 1, over);
      if (kind === 'MULTIPLE') return multiple(staked, legs, over);
      const fitting = sizes.filter((size) => size <= legs);
      return system(staked, legs, fitting.length === 0 ? [legs] : fitting, over);
    });

  test('law 21: it is accepted on the same facts, and one step more is not', () => {
    let offered = 0;
    fc.assert(
      fc.property(
        fc.tuple(prices, prices, prices, prices),
        fc.record({
          stakeMax: limit,
          liabilityMax: limit,
          payoutMax: limit,
          marketLiabilityMax: limit,
        }),
        fc.array(bet, { minLength: 1, maxLength: 2 }),
        (each, bounds, bets) => {
          const level = { level: 'GLOBAL', id: null, stakeMin: minorUnits(10), ...bounds } as const;
          const desk = deskOf(
            each.map((one) => ({ odds: one, market: { placeTerms } })),
            { levels: [level] },
          );
          const of = (key: string, from: readonly TicketBet[]) =>
            placeBets(key, now, 0, { selections: home(each), bets: from });
          const [event] = desk.decide(of('t1', bets));
          if (event?.type !== 'BetRejected' || event.alternative === null) return;
          offered++;
          const { stakes } = event.alternative;
          const filled = bets.map((one, index) =>
            staking(one, stakes[index] ?? 0, chargedLines(one)),
          );
          for (const [index, one] of filled.entries()) {
            if (one.stake === bets[index]?.stake) continue;
            const more = filled
              .slice(0, index)
              .concat({ ...one, stake: minorUnits(one.stake + 1) });
            expect(desk.decide(of(`more${index}`, more))[0]?.type).toBe('BetRejected');
          }
          expect(desk.decide(of('t2', filled))[0]?.type).toBe('BetAccepted');
          expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
        },
      ),
      { seed: 20_261_122, numRuns: 150 },
    );
    expect(offered).toBeGreaterThan(50);
  });
});
