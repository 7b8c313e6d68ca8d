import { describe, expect, test } from '@jest/globals';
import { words } from '@stakelog/contracts';
import * as fc from 'fast-check';
import { settledLine } from '../../tools/settle/settle-line';
import { answered } from './settled';

const evens = { odds: 20_000 };
const single = { kind: 'SINGLE', positions: [{ selections: [0] }], stake: 1_000, lines: 1 };
const won = { selection: 0, result: 'WON' };
const terms = { places: 3, fraction: { num: 1, den: 4 } };
const usual = { id: 7, ticket: { selections: [evens], bets: [single] }, legs: [won] };

/** The usual single with another bet, selection or leg. */
const withBet = (bet: object) => ({
  ...usual,
  ticket: { ...usual.ticket, bets: [{ ...single, ...bet }] },
});
const withSelection = (selection: object) => ({
  ...usual,
  ticket: { ...usual.ticket, selections: [selection] },
});
const withLeg = (leg: object) => ({ ...usual, legs: [{ ...won, ...leg }] });
const allWon = (count: number, bet: object) => ({
  id: 7,
  ticket: { selections: Array.from({ length: count }, () => evens), bets: [{ stake: 1, ...bet }] },
  legs: Array.from({ length: count }, (_, selection) => ({ selection, result: 'WON' })),
});
const pairs = Array.from({ length: 10 }, (_, at) => ({ selections: [2 * at, 2 * at + 1] }));

const wrong: readonly (readonly [code: string, line: unknown, what: string])[] = [
  ['INVALID_JSON', '', 'no object'],
  ['INVALID_JSON', '{"id":1', 'half an object'],
  ['INVALID_FORMAT', '[]', 'a list'],
  ['INVALID_FORMAT', { ...usual, id: { deep: 'id' } }, 'an id that is neither text nor number'],
  ['INVALID_FORMAT', {}, 'no ticket'],
  ['INVALID_FORMAT', { ...usual, legs: undefined }, 'no legs'],
  ['INVALID_FORMAT', { ...usual, rounding: 'UP' }, 'an unknown rounding'],
  ['INVALID_FORMAT', { ...usual, maxPayout: -1 }, 'a negative maximum'],
  ['INVALID_FORMAT', withBet({ stake: 0 }), 'no stake'],
  ['INVALID_FORMAT', withBet({ stake: 1.5 }), 'half a minor unit'],
  ['INVALID_FORMAT', withBet({ stake: '1000' }), 'a stake in words'],
  ['INVALID_FORMAT', withBet({ kind: 'TRIXIE' }), 'an unknown kind'],
  ['INVALID_FORMAT', withBet({ kind: 'MULTIPLE' }), 'a multiple of one'],
  ['INVALID_FORMAT', withBet({ kind: 'SYSTEM' }), 'a system without sizes'],
  ['INVALID_FORMAT', withBet({ kind: 'SYSTEM', sizes: [2] }), 'a fold larger than the positions'],
  [
    'INVALID_FORMAT',
    withBet({ positions: [{ selections: [1] }] }),
    'a selection that is not there',
  ],
  ['INVALID_FORMAT', withBet({ positions: [{ selections: [0, 0] }] }), 'a selection twice'],
  ['INVALID_FORMAT', withBet({ positions: [] }), 'no position'],
  ['INVALID_FORMAT', withBet({ eachWay: 1 }), 'a flag that is a number'],
  ['INVALID_FORMAT', withBet({ funding: 'CREDIT' }), 'unknown money'],
  ['INVALID_FORMAT', withBet({ stake: 2 ** 53 - 1, eachWay: true }), 'a stake beyond 2^53'],
  ['INVALID_FORMAT', withSelection({ odds: 10_000 }), 'odds of 1'],
  ['INVALID_FORMAT', withSelection({ odds: 2.5 }), 'odds that are not ten-thousandths'],
  ['INVALID_FORMAT', withSelection({}), 'no odds'],
  ['INVALID_FORMAT', withSelection({ fraction: { num: 1, den: 0 } }), 'a fraction over 0'],
  ['INVALID_FORMAT', withLeg({ result: 'PUSH' }), 'an unknown result'],
  ['INVALID_FORMAT', withLeg({ result: {} }), 'no shares'],
  ['INVALID_FORMAT', withLeg({ result: { win: '2/3', void: '1/2' } }), 'more than the stake'],
  ['INVALID_FORMAT', withLeg({ result: { win: '-1/3' } }), 'a negative share'],
  ['INVALID_FORMAT', withLeg({ result: { win: '1/0' } }), 'a share over 0'],
  ['INVALID_FORMAT', withLeg({ position: { rank: 0, tied: 1 } }), 'rank 0'],
  ['INVALID_FORMAT', withLeg({ selection: 1 }), 'a leg of no selection'],
  ['INVALID_FORMAT', { ...usual, legs: [won, won] }, 'a leg twice'],
  ['INVALID_FORMAT', withLeg({ reductions: [{ method: 'RULE5', deductionPpm: 1 }] }), 'no method'],
  [
    'INVALID_FORMAT',
    withLeg({ reductions: [{ method: 'RULE4', deductionPpm: 1e6 + 1 }] }),
    'over 1',
  ],
  ['LEG_MISSING', { ...usual, legs: [] }, 'a selection without a leg'],
  ['BET_TYPE_NOT_ALLOWED', withBet({ eachWay: true }), 'each-way without terms'],
  ['LINES_MISMATCH', withBet({ lines: 2 }), 'another number of lines'],
  [
    'TOO_MANY_BETS',
    { ...usual, ticket: { ...usual.ticket, bets: Array.from({ length: 51 }, () => single) } },
    '51',
  ],
  ['TOO_MANY_LEGS', allWon(64, {}), '64 selections'],
  ['TOO_MANY_LEGS', allWon(31, { kind: 'SYSTEM', sizes: [2] }), 'a system of 31'],
  ['TOO_MANY_LINES', allWon(30, { kind: 'SYSTEM', sizes: [15] }), '155 million lines'],
  ['TOO_MANY_LINES', allWon(20, { kind: 'SYSTEM', sizes: [1], positions: pairs }), '1 024 ways'],
];

describe('what is wrong is refused with a stable code', () => {
  test.each(wrong.map(([code, line, what]) => [code, what, line] as const))(
    '%s: %s',
    (code, _, line) => {
      expect(answered(line).error?.code).toBe(code);
    },
  );

  test('an error names the line, the place and what would be right', () => {
    expect(answered({ ...withBet({ lines: 3 }), id: 'bet £7' })).toEqual({
      id: 'bet £7',
      error: {
        code: 'LINES_MISMATCH',
        message: 'the bet has 1 combinations',
        at: 'ticket.bets[0].lines',
        expected: 1,
      },
    });
    expect(words['settle-code']).toContain('LINES_MISMATCH');
  });
});

/** The value with what stands at a path replaced. */
function replaced(value: unknown, path: readonly string[], by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== 'object' || value === null) return by;
  const inside = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  return Object.assign(inside, { [key]: replaced(Reflect.get(value, key), rest, by) });
}

const everything = {
  id: 'all',
  rounding: 'DOWN',
  maxPayout: 5_000,
  ticket: {
    selections: [evens, { ...evens, fraction: { num: 1, den: 3 } }, evens],
    bets: [
      {
        kind: 'SYSTEM',
        sizes: [2],
        eachWay: true,
        positions: [{ selections: [0], banker: true }, { selections: [1, 2] }],
        stake: 5,
        stakeMode: 'UNIT',
        lines: 2,
        funding: 'FREE_BET',
      },
    ],
  },
  legs: [
    { selection: 0, result: { win: '1/2', void: '1/4' }, place: 'WON', placeTerms: terms },
    { selection: 1, position: { rank: 2, tied: 3 }, placeTerms: terms, antePost: true },
    {
      selection: 2,
      result: 'HALF_LOST',
      placeTerms: terms,
      reductions: [{ method: 'EXCHANGE_WIN', deductionPpm: 30_000 }],
    },
  ],
};

/** Every place in a value. */
const pathsOf = (value: unknown): string[][] =>
  typeof value !== 'object' || value === null
    ? [[]]
    : [
        [],
        ...Object.entries(value).flatMap(([key, each]) =>
          pathsOf(each).map((path) => [key, ...path]),
        ),
      ];

test('whatever stands anywhere in a line, it is settled or refused', () => {
  expect(answered(everything).bets).toHaveLength(1);
  const numbers = fc.constantFrom(
    -1,
    0,
    1,
    2,
    0.5,
    1e21,
    2 ** 53,
    '0/0',
    '1/3',
    '',
    'WON',
    null,
    [],
    {},
  );
  const anything = fc.oneof(numbers, fc.jsonValue({ maxDepth: 2 }));
  fc.assert(
    fc.property(fc.constantFrom(...pathsOf(everything)), anything, (path, value) => {
      const said = answered(replaced(everything, path, value));
      expect(said.bets === undefined).not.toBe(said.error === undefined);
    }),
    { numRuns: 3_000 },
  );
});

describe('what may be missing', () => {
  test.each([
    ['kind and positions: a single', { stake: 1_000 }, 1, 1_000, 2_000],
    ['kind and positions: a treble', { stake: 1_000 }, 3, 1_000, 8_000],
    ['kind, with sizes: a system', { stake: 1_000, sizes: [2, 3] }, 3, 4_000, 20_000],
    ['stakeMode: per line', { stake: 1_000, kind: 'SYSTEM', sizes: [2] }, 3, 3_000, 12_000],
    [
      'nothing',
      { stake: 3_000, kind: 'SYSTEM', sizes: [2], stakeMode: 'TOTAL', lines: 3 },
      3,
      3_000,
      12_000,
    ],
  ])('%s', (_, bet, selections, stake, returned) => {
    const line = allWon(selections, bet);
    expect(answered(line).bets).toMatchObject([
      { stake, return: returned, profit: returned - stake },
    ]);
  });

  test('null is missing, as in the log', () => {
    const line = { ...usual, maxPayout: null, rounding: null };
    const selections = [{ ...evens, fraction: null, marketVersion: null }];
    const leg = { ...won, place: null, position: null, placeTerms: null, reductions: null };
    const ticket = { ...usual.ticket, quoteId: null, selections };
    expect(answered({ ...line, ticket, legs: [leg] }).bets).toEqual(answered(usual).bets);
  });

  test.each([1, 2])('each-way lines may be stated as %i', (lines) => {
    const line = { ...withBet({ eachWay: true, lines }), legs: [{ ...won, placeTerms: terms }] };
    expect(answered(line).bets).toMatchObject([{ lines, stake: 2_000, return: 2_000 + 1_250 }]);
  });
});

describe('money', () => {
  test('rounds once, up from the half or down', () => {
    const line = { ...usual, ticket: { selections: [{ odds: 105_000 }], bets: [{ stake: 165 }] } };
    expect(answered(line).bets).toMatchObject([{ return: 1_733, exactReturn: '3465/2' }]);
    expect(answered({ ...line, rounding: 'DOWN' }).bets).toMatchObject([{ return: 1_732 }]);
  });

  test('is capped before it is rounded, and the exact return is not', () => {
    expect(answered({ ...usual, maxPayout: 1_999 }).bets).toMatchObject([
      { return: 1_999, profit: 999, exactReturn: '2000/1' },
    ]);
  });

  test('passes 2^53 where nothing caps it', () => {
    const line = JSON.stringify(allWon(60, {}));
    expect(settledLine(line)).toContain(`"return":${2n ** 60n},"profit":${2n ** 60n - 1n}`);
  });

  test('a void of an ante-post leg is a withdrawn runner, without reductions', () => {
    const reductions = [{ method: 'RULE4', deductionPpm: 500_000 }];
    const leg = { antePost: true, reductions };
    expect(answered(withLeg({ ...leg, result: 'VOID' })).bets).toMatchObject([
      { return: 0, derivation: [{ rule: 'withdrawal/2' }, {}] },
    ]);
    expect(answered(withLeg(leg)).bets).toMatchObject([{ return: 2_000 }]);
  });

  test('each leg says how it was decided', () => {
    const reductions = [{ method: 'RULE4', deductionPpm: 200_000 }];
    const leg = { selection: 0, position: { rank: 1, tied: 2 }, placeTerms: terms, reductions };
    const line = { ...withBet({ eachWay: true }), legs: [leg] };
    expect(answered(line).bets[0]?.derivation).toEqual([
      {
        leg: 0,
        rule: 'dead-heat/2',
        price: '2/1',
        reductions: [{ method: 'RULE4', deductionsPpm: [200_000] }],
        win: '1/2',
        void: '0/1',
        effectiveOdds: '9/5',
        multiplier: '9/10',
        place: { win: '1/1', void: '0/1', effectiveOdds: '6/5', multiplier: '6/5' },
      },
      {
        rule: 'sum/2',
        unitStake: '1000/1',
        sizes: [1],
        combinations: 1,
        winPart: '9/10',
        placePart: '6/5',
        exactReturn: '2100/1',
        maxPayout: null,
        rounding: 'HALF_UP',
      },
    ]);
  });
});
