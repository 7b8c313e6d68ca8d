import { expect, test } from '@jest/globals';
import { handicapFactors, lost, totalFactors, won, type LegFactors } from '@stakelog/domain';
import { settled, written } from './settled';
import { dataRows, withData } from './shared-data';

const file = 'betfair-results/A-League_Womens_2020-2021_All_Markets.csv.gz';

/**
 * The errors of the file: these matches name no score, or the mean of several that their correct-score market cannot
 * tell apart. The score here is the only one that agrees with the total and with every other mark of the match; the
 * first match has no total and too few markets to tell.
 */
const withoutScore = new Map<string, { readonly stated: string; readonly score?: Score }>([
  ['30223737', { stated: '-' }],
  ['30244424', { stated: '5.125-0.875', score: [6, 0] }],
  ['30310034', { stated: '-', score: [2, 6] }],
  ['30338346', { stated: '-', score: [0, 4] }],
  ['30344193', { stated: '-', score: [0, 4] }],
  ['30385990', { stated: '5.125-0.875', score: [6, 0] }],
  ['30401241', { stated: '-', score: [2, 6] }],
]);

/** The other error: one team is spelled in two ways, in one match even in both. */
const team = (name: string) => name.replace('Western Sydney Wanderers', 'Western Sydney');

type Score = readonly [home: number, away: number];
type Row = ReadonlyMap<string, string>;

/** Markets that the score at full time does not decide. */
const undecidedByScore = /^(Half Time|First Half|1st Goal|ET - |Extra Time|To Lift)/;

const declared = (holds: boolean): LegFactors => (holds ? won : lost);

/** How the engine settles a selection of a row by the score; undefined for what the score does not decide. */
function graded(row: Row, [home, away]: Score): LegFactors | undefined {
  const cell = (column: string) => row.get(column) ?? '';
  const market = cell('MARKET_NAME');
  if (undecidedByScore.test(market)) return undefined;
  const runner = team(cell('RUNNER_NAME'));
  const isHome = runner === team(cell('HOME_TEAM'));
  const line4 = 4 * Number(cell('HANDICAP'));
  switch (market) {
    case 'Asian Handicap':
      return handicapFactors(isHome ? home - away : away - home, line4);
    case 'Goal Lines':
      return totalFactors(home + away, line4, runner === 'Over' ? 'OVER' : 'UNDER');
    case 'Match Odds':
      return declared(runner === 'The Draw' ? home === away : isHome ? home > away : away > home);
    case 'DRAW NO BET':
      return handicapFactors(isHome ? home - away : away - home, 0);
    case 'Double Chance':
      return declared(doubleChance(runner, home - away));
    case 'Correct Score':
      return declared(correctScore(runner, home, away));
    default:
      return gradedByName(market, runner, row, [home, away]);
  }
}

/** `Over/Under 2.5 Goals`, and three-way handicaps such as `Sydney FC (W) +1`. */
function gradedByName(market: string, runner: string, row: Row, [home, away]: Score) {
  const [, line] = /^Over\/Under (\d\.5) Goals$/.exec(market) ?? [];
  if (line !== undefined)
    return totalFactors(
      home + away,
      4 * Number(line),
      runner.startsWith('Over') ? 'OVER' : 'UNDER',
    );
  const given = team(market.replace(/ \+1$/, ''));
  const ahead = (given === team(row.get('HOME_TEAM') ?? '') ? home - away : away - home) + 1;
  if (runner === 'Draw') return declared(ahead === 0);
  return declared(runner.endsWith(' +1') ? ahead > 0 : ahead < 0);
}

function doubleChance(runner: string, ahead: number): boolean {
  if (runner === 'Home or Draw') return ahead >= 0;
  return runner === 'Draw or Away' ? ahead <= 0 : ahead !== 0;
}

/** Up to three goals a side by name; more are any other win or draw. */
function correctScore(runner: string, home: number, away: number): boolean {
  if (/^\d/.test(runner)) return runner === `${home} vs ${away}` || runner === `${home} - ${away}`;
  if (Math.max(home, away) <= 3) return false;
  const winner = home > away ? 'Home Win' : home < away ? 'Away Win' : 'Draw';
  return runner === `Any Other ${winner}`;
}

/** The exchange marks as a winner whatever returns more than its stake; half lost and push are both losers. */
function mark(factors: LegFactors): string {
  const [bet] = settled({
    id: 0,
    ticket: { selections: [{ odds: 20_000 }], bets: [{ kind: 'SINGLE', stake: 100 }] },
    legs: [{ selection: 0, result: written(factors) }],
  }).bets;
  return (bet?.profit ?? 0) > 0 ? 'WINNER' : 'LOSER';
}

const disagreeing = (rows: readonly Row[], score: Score) =>
  rows.filter((row) => {
    const factors = graded(row, score);
    return factors !== undefined && mark(factors) !== row.get('RUNNER_STATUS');
  });

const digits = /^\d+$/;
const stated = (rows: readonly Row[], column: string) => rows[0]?.get(column) ?? '';
const isScore = (rows: readonly Row[]) =>
  digits.test(stated(rows, 'HOME_SCORE')) && digits.test(stated(rows, 'AWAY_SCORE'));

withData(file)('the A-League season 2020/21', () => {
  const matches = new Map<string, Row[]>();
  for (const row of dataRows(file)) {
    const event = row.get('EVENT_ID') ?? '';
    matches.set(event, [...(matches.get(event) ?? []), row]);
  }
  const scored = [...matches].filter(([, rows]) => isScore(rows));

  test('50 matches name a score, and every selection that it decides agrees with its mark', () => {
    expect(scored).toHaveLength(50);
    const wrong = scored.flatMap(([, rows]) => {
      const score = [
        Number(stated(rows, 'HOME_SCORE')),
        Number(stated(rows, 'AWAY_SCORE')),
      ] as const;
      expect(score[0] + score[1]).toBe(Number(stated(rows, 'TOTAL_GOALS')));
      return disagreeing(rows, score);
    });
    expect(wrong).toEqual([]);
  });

  test('the others are the errors of the file', () => {
    const others = [...matches].filter(([, rows]) => !isScore(rows));
    expect(
      others.map(([id, rows]) => [
        id,
        `${stated(rows, 'HOME_SCORE')}-${stated(rows, 'AWAY_SCORE')}`,
      ]),
    ).toEqual([...withoutScore].map(([id, error]) => [id, error.stated]));
  });

  test.each([...withoutScore])(
    '%s: one score agrees with every mark, where any can be told',
    (id, error) => {
      const rows = matches.get(id) ?? [];
      const total = stated(rows, 'TOTAL_GOALS');
      const scores = Array.from({ length: 100 }, (_, at): Score => [Math.floor(at / 10), at % 10])
        .filter(([home, away]) => total === '' || home + away === Number(total))
        .filter((score) => disagreeing(rows, score).length === 0);
      expect(scores.length === 1 ? scores[0] : undefined).toEqual(error.score);
      expect(scores.length).toBeGreaterThan(0);
    },
  );

  test('10 235 of 11 322 selections are decided by the score at full time', () => {
    const decided = [...matches.values()].flat().filter((row) => graded(row, [1, 0]));
    expect(decided).toHaveLength(10_235);
  });
});
