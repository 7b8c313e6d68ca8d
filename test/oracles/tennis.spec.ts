import { expect, test } from '@jest/globals';
import { marketId, oddsMin, outcomeId, ticketId } from '@stakelog/contracts';
import { ended, facts } from '@stakelog/testing';
import { legOn, Settling, struck } from '../../libs/domain/src/settlement/testing/struck';
import { dataRows, withData } from './shared-data';

const file = 'tennis/atp-2019.csv';
const STAKE = 1_337;

type End = 'PLAYED' | 'RETIRED' | 'WALKOVER';

type Match = {
  /** Line of the file. */
  readonly row: number;
  readonly end: End;
  readonly comment: string;
  readonly bestOf: number;
  /** Sets that were played to their end, counted from the games. */
  readonly sets: { readonly won: number; readonly lost: number };
  readonly stated: { readonly won: number; readonly lost: number };
  /** Of winner and loser, in ten-thousandths. */
  readonly odds: readonly [number, number];
};

/**
 * The errors of the file: a final that was played is still "Sched"; a match given up at 6–7 3–4 is "Completed". A
 * disqualification, "Awarded", ends a match as a retirement does.
 */
const corrected = new Map<number, End>([
  [2181, 'PLAYED'],
  [2208, 'RETIRED'],
  [1133, 'RETIRED'],
]);
const ends = new Map<string, End>([
  ['Completed', 'PLAYED'],
  ['Retired', 'RETIRED'],
  ['Walkover', 'WALKOVER'],
]);

/** With two games between them, or by a tie-break. */
const isSet = (one: number, other: number) =>
  Math.max(one, other) >= 6 && (Math.abs(one - other) >= 2 || Math.max(one, other) >= 7);

const matches = dataRows(file, ';').map((cells, index): Match => {
  const row = index + 2;
  const cell = (column: string) => cells.get(column) ?? '';
  const games = [1, 2, 3, 4, 5]
    .map((set) => [cell(`W${set}`), cell(`L${set}`)])
    .filter(([winner]) => winner !== '')
    .map(([winner, loser]) => [Number(winner), Number(loser)] as const)
    .filter(([winner, loser]) => isSet(winner, loser));
  const won = games.filter(([winner, loser]) => winner > loser).length;
  // Pinnacle's price, or the mean where that is missing or below what can be bet on.
  const odds = (side: string) =>
    [`PS${side}`, `Avg${side}`, `B365${side}`]
      .map((column) => Math.round(Number(cell(column).replace(',', '.')) * 10_000))
      .find((price) => price >= oddsMin) ?? 20_000;
  return {
    row,
    end: corrected.get(row) ?? ends.get(cell('Comment')) ?? 'PLAYED',
    comment: cell('Comment'),
    bestOf: Number(cell('Best of')),
    sets: { won, lost: games.length - won },
    stated: { won: Number(cell('Wsets')), lost: Number(cell('Lsets')) },
    odds: [odds('W'), odds('L')],
  };
});

/** Whether the bets on a match stand, by rule set: read off the comment and the sets played to their end. */
const stands: Readonly<Record<string, (match: Match) => boolean>> = {
  default: ({ end, sets }) => end === 'PLAYED' || (end === 'RETIRED' && sets.won + sets.lost > 0),
  'tennis-match-completed': ({ end }) => end === 'PLAYED',
  'tennis-one-set': ({ end, sets }) =>
    end === 'PLAYED' || (end === 'RETIRED' && sets.won + sets.lost > 0),
  'tennis-first-ball': ({ end }) => end !== 'WALKOVER',
  'to-progress': () => true,
};

/** What a bet on the winner and one on the loser of each match pay, by the facts in force. */
function settledBy(ruleSetId: string) {
  const bets = matches.flatMap(({ row, odds }) =>
    odds.map((price, side) =>
      struck(
        STAKE,
        [
          legOn(`m${row}`, price, {
            outcomeId: outcomeId(side === 0 ? 'winner' : 'loser'),
            ruleSetId: ruleSetId === 'default' ? null : ruleSetId,
          }),
        ],
        { ticketId: ticketId(`t${row}-${side}`) },
      ),
    ),
  );
  const settling = new Settling(...bets);
  for (const { row, end, stated } of matches)
    settling.adopt(
      facts.resulted([ended('winner'), ended('loser', [0, 1])], {
        marketId: marketId(`m${row}`),
        sourceId: `result-${row}`,
        score: { home: stated.won, away: stated.lost },
        reason: end === 'PLAYED' ? null : end,
      }),
      `f${row}`,
    );
  return settling.settle();
}

withData(file)('ATP 2019', () => {
  test('2 610 matches: the file says how each ended, but for its errors', () => {
    expect(matches).toHaveLength(2_610);
    expect(matches.filter(({ comment }) => !ends.has(comment)).map(({ row }) => row)).toEqual([
      1_133, 2_181,
    ]);
    // Line 1615 has five sets of a match that the file calls best of three.
    const unlike = matches.filter(({ end, comment, sets, stated, bestOf }) => {
      const enough = sets.won === (bestOf + 1) / 2;
      const sameSets = sets.won === stated.won && sets.lost === stated.lost;
      return !sameSets || enough !== (end === 'PLAYED') || (ends.get(comment) ?? end) !== end;
    });
    expect(unlike.map(({ row }) => row)).toEqual([1_615, 2_208]);
  });

  test.each(Object.entries(stands))('%s: retirements and walkovers', (ruleSetId, holds) => {
    const paid = settledBy(ruleSetId).map((event) =>
      event.type === 'BetSettled' ? [event.ticketId, event.payout] : [],
    );
    const expected = matches.flatMap((match) => {
      const [price] = match.odds;
      const won = Math.floor((STAKE * price + 5_000) / 10_000);
      const [winner, loser] = holds(match) ? [won, 0] : [STAKE, STAKE];
      return [
        [`t${match.row}-0`, winner],
        [`t${match.row}-1`, loser],
      ];
    });
    const differing = paid.findIndex((each, index) => each.join() !== expected[index]?.join());
    expect([paid.length, differing]).toEqual([expected.length, -1]);
  });

  test.each([
    ['default', { 'result/2': 5_168, 'retired/1': 10, 'walkover/1': 42 }],
    ['tennis-match-completed', { 'result/2': 5_060, 'retired/1': 118, 'walkover/1': 42 }],
    ['tennis-first-ball', { 'result/2': 5_178, 'walkover/1': 42 }],
    ['to-progress', { 'result/2': 5_220 }],
  ])('%s: each bet names the rule that settled it', (ruleSetId, rules) => {
    const counts: Record<string, number> = {};
    for (const event of settledBy(ruleSetId)) {
      const rule = event.type === 'BetSettled' ? (event.legs[0]?.rule ?? '') : event.type;
      counts[rule] = (counts[rule] ?? 0) + 1;
    }
    expect(counts).toEqual(rules);
  });
});
