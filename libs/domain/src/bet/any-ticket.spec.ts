import { expect, test } from '@jest/globals';
import { minorUnits, type TicketBet } from '@stakelog/contracts';
import { placeBets } from '@stakelog/testing';
import * as fc from 'fast-check';
import { stateDump } from '../laws/state-dump';
import { combinations } from '../ticket/bet-lines';
import { deskOf, home, now } from './testing/matches';

const placeTerms = { places: 2, fraction: { num: 1, den: 5 } };
const odds = [15_000, 65_000, 30_000, 20_000];
/** Mostly what a bettor would send; now and then out of range, doubled, or far too much. */
const index = fc.oneof(
  { weight: 40, arbitrary: fc.nat(3) },
  { weight: 1, arbitrary: fc.constant(4) },
);
const position = fc.record({
  selections: fc.oneof(
    { weight: 5, arbitrary: index.map((only) => [only]) },
    { weight: 1, arbitrary: fc.array(index, { maxLength: 3 }) },
  ),
  banker: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.boolean()),
});
const bets = fc
  .record({
    kind: fc.constantFrom('SINGLE', 'MULTIPLE', 'SYSTEM' as const),
    sizes: fc.subarray([1, 2, 3], { minLength: 1 }),
    eachWay: fc.boolean(),
    positions: fc.uniqueArray(position, {
      minLength: 1,
      maxLength: 3,
      selector: ({ selections }) => selections.join(),
    }),
    stake: fc
      .oneof(
        { weight: 9, arbitrary: fc.integer({ min: 0, max: 10_000 }) },
        { weight: 1, arbitrary: fc.constant(Number.MAX_SAFE_INTEGER) },
      )
      .map(minorUnits),
    stakeMode: fc.constantFrom('UNIT', 'TOTAL' as const),
    wrong: fc.integer({ min: 0, max: 9 }),
    funding: fc.constantFrom('CASH', 'CASH', 'CASH', 'BONUS', 'FREE_BET' as const),
  })
  .map(({ wrong, ...bet }): TicketBet => {
    const sizes = bet.kind === 'SYSTEM' ? bet.sizes : [];
    const counted = { ...bet, sizes, lines: 0, freeBetId: null };
    const lines = Number(combinations(counted)) + (wrong === 0 ? 1 : 0);
    return { ...counted, lines };
  });

test('whatever is written to the topic is answered, in one way, and folds to the same state', () => {
  const answers = new Set<string>();
  fc.assert(
    fc.property(fc.array(bets, { maxLength: 2 }), fc.boolean(), fc.boolean(), (some, fill, cap) => {
      const desk = deskOf(odds.map((each) => ({ odds: each, market: { placeTerms } })));
      const decided = desk.decide(
        placeBets('t1', now, 0, {
          selections: home(odds),
          bets: some,
          onStakeLimit: fill ? 'FILL_MAX' : 'REJECT',
          acceptPayoutCap: cap,
        }),
      );
      const [first] = decided;
      answers.add(
        first?.type === 'BetRejected' ? (first.reasons[0]?.code ?? '') : `${first?.type}`,
      );
      expect(decided).toHaveLength(first?.type === 'BetAccepted' ? some.length : 1);
      expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
    }),
    { seed: 20_261_124, numRuns: 600 },
  );
  expect([...answers]).toEqual(
    expect.arrayContaining([
      'INVALID_FORMAT',
      'LINES_MISMATCH',
      'BET_TYPE_NOT_ALLOWED',
      'RELATED_SELECTIONS',
      'STAKE_ABOVE_MAX',
      'FREE_BET_INVALID',
      'INSUFFICIENT_FUNDS',
      'BetAccepted',
    ]),
  );
});
