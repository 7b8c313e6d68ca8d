import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { asianFactors, asianResult, DIFFERENCE_MIN, TOTAL_MIN } from './asian-result';
import type { AsianRunner } from './asian-result';
import type { MarketDefinition } from './message';
import { outcomeResults } from './result';

type Mark = MarketDefinition['runners'][number]['status'];

const closed = (
  marks: readonly Mark[],
  more: Partial<MarketDefinition> = {},
): MarketDefinition => ({
  eventId: '9',
  eventTypeId: '7',
  marketType: 'WIN',
  bettingType: 'ODDS',
  numberOfWinners: 1,
  marketTime: 0,
  status: 'CLOSED',
  inPlay: true,
  betDelay: 0,
  version: 1,
  runners: marks.map((status, at) => ({ id: String(at + 1), status, sortPriority: at })),
  ...more,
});

/** `win/void` of each runner, and behind a bar those of the place part. */
const shown = (definition: MarketDefinition) =>
  outcomeResults('1.1', definition)?.map(({ win, void: refund, place }) => {
    const text = `${win.num}:${win.den} ${refund.num}`;
    return place === null ? text : `${text} | ${place.win.num}:${place.win.den} ${place.void.num}`;
  });

const eachWay = { marketType: 'EACH_WAY', eachWayDivisor: 4, numberOfWinners: 3 };

describe('the result of a closed market', () => {
  it.each<[string, readonly Mark[], Partial<MarketDefinition>, readonly string[]]>([
    ['a winner', ['WINNER', 'LOSER'], {}, ['1:1 0', '0:1 0']],
    ['a dead heat', ['WINNER', 'WINNER', 'LOSER'], {}, ['1:2 0', '1:2 0', '0:1 0']],
    [
      'three for two places',
      ['WINNER', 'WINNER', 'WINNER'],
      { numberOfWinners: 2 },
      ['2:3 0', '2:3 0', '2:3 0'],
    ],
    ['no winner', ['LOSER', 'LOSER'], {}, ['0:1 0', '0:1 0']],
    ['draw no bet, drawn', ['REMOVED', 'REMOVED'], {}, ['0:1 1', '0:1 1']],
    [
      'each way',
      ['WINNER', 'PLACED', 'PLACED', 'LOSER', 'REMOVED'],
      eachWay,
      ['1:1 0 | 1:1 0', '0:1 0 | 1:1 0', '0:1 0 | 1:1 0', '0:1 0 | 0:1 0', '0:1 1 | 0:1 1'],
    ],
    [
      'each way, three tied for two places',
      ['WINNER', 'PLACED', 'PLACED', 'PLACED'],
      eachWay,
      ['1:1 0 | 1:1 0', '0:1 0 | 2:3 0', '0:1 0 | 2:3 0', '0:1 0 | 2:3 0'],
    ],
  ])('%s', (_, marks, more, wanted) => expect(shown(closed(marks, more))).toEqual(wanted));

  it('says nothing while a runner is unmarked', () =>
    expect(shown(closed(['WINNER', 'ACTIVE']))).toBeUndefined());

  it('waits for a score where the marks leave the factors open', () => {
    const runners = [
      { id: '1', hc: -0.5, status: 'WINNER' as const, sortPriority: 1 },
      { id: '2', hc: 0, status: 'LOSER' as const, sortPriority: 2 },
    ];
    const asian = { bettingType: 'ASIAN_HANDICAP_DOUBLE_LINE', marketType: 'ASIAN_HANDICAP' };
    expect(shown(closed([], { ...asian, runners }))).toEqual(['1:1 0', '0:1 0']);
    const open = [{ id: '1', hc: -1, status: 'LOSER' as const, sortPriority: 1 }];
    expect(shown(closed([], { ...asian, runners: open }))).toBeUndefined();
  });

  it.each`
    quarters | win    | refund
    ${2}     | ${1}   | ${0}
    ${1}     | ${0.5} | ${0.5}
    ${0}     | ${0}   | ${1}
    ${-1}    | ${0}   | ${0.5}
    ${-2}    | ${0}   | ${0}
  `('$quarters quarters', ({ quarters, win, refund }) => {
    const factors = asianFactors(Number(quarters));
    expect(factors.win.num / factors.win.den).toBe(win);
    expect(factors.void.num / factors.void.den).toBe(refund);
  });
});

const results = '../shared/data/betfair-results/A-League_Womens_2020-2021_All_Markets.csv.gz';
const given = existsSync(results) ? describe : describe.skip;
if (!existsSync(results)) process.stderr.write(`skipped: ${results} is not here\n`);

type Match = {
  difference?: number;
  total?: number;
  handicaps: AsianRunner[];
  totals: AsianRunner[];
};

given('the results of a season', () => {
  it('finds the true difference and total of every match behind the marks of its lines', () => {
    const season = matches();
    let checked = 0;
    for (const { difference, total, handicaps, totals } of season.values()) {
      if (difference === undefined || handicaps.length === 0 || totals.length === 0) continue;
      expect(asianResult(handicaps, DIFFERENCE_MIN)?.amounts).toContain(difference);
      expect(asianResult(totals, TOTAL_MIN)?.amounts).toContain(total);
      checked += 1;
    }
    expect(checked).toBe(45);
  });
});

const spelledAlike = (...teams: readonly (string | undefined)[]) =>
  teams.every((team) => team !== undefined && !team.includes('Wanderers'));

function matches(): ReadonlyMap<string, Match> {
  const [, ...rows] = gunzipSync(readFileSync(results)).toString().trim().split('\n');
  const found = new Map<string, Match>();
  for (const row of rows) {
    const [, , event = '', type = '', , market = '', , runner = '', hc, mark, , ...rest] =
      row.split(',');
    const [home, away, total, homeScore, awayScore] = rest;
    const match = found.get(event) ?? { handicaps: [], totals: [] };
    found.set(event, match);
    const offset4 = Number(hc) * 4;
    const won = mark === 'WINNER';
    if (market === 'Goal Lines')
      match.totals.push(
        runner === 'Over' ? { sign: 1, offset4: -offset4, won } : { sign: -1, offset4, won },
      );
    if (type !== 'ASIAN_HANDICAP' || !/^\d+$/.test(homeScore ?? '') || !spelledAlike(home, away))
      continue;
    match.handicaps.push({ sign: runner === home ? 1 : -1, offset4, won });
    match.difference = Number(homeScore) - Number(awayScore);
    match.total = Number(total);
  }
  return found;
}
