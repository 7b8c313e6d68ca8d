import { expect, test } from '@jest/globals';
import {
  fixtureId,
  marketId,
  outcomeId,
  ticketId,
  type Leg,
  type MarketDefined,
  type OddsEvent,
  type OutcomeDefinition,
} from '@stakelog/contracts';
import { ended, facts } from '@stakelog/testing';
import { legOn, Settling, struck } from '../../libs/domain/src/settlement/testing/struck';
import {
  halvesOn,
  matchesOf,
  paid,
  seasons,
  STAKE,
  type Half,
  type Match,
} from './football-season';
import { withData } from './shared-data';

/** A bet on a market of a match, and what becomes of the halves of its stake. */
type Bet = { readonly leg: Leg; readonly halves: readonly [Half, Half] };

const ODDS = 19_500;
const competitors = [
  { id: 'h', name: 'Home', side: 'HOME' },
  { id: 'a', name: 'Away', side: 'AWAY' },
] as const;

function outcome(id: string, line: number | null, competitorId: string | null): OutcomeDefinition {
  const line4 = line === null ? null : 4 * line;
  return { outcomeId: outcomeId(id), name: id, competitorId, line4, sortPriority: 1 };
}

/** The four markets of a match, defined as a feed does; no factors are declared where a score decides. */
function factsOf(match: Match, at: string): OddsEvent[] {
  const fixture = fixtureId(`f${at}`);
  const score = { home: match.home, away: match.away };
  const line = match.line('AHh') ?? 0;
  const sides = [outcome('home', line, 'h'), outcome('away', -line, 'a')];
  const totals = [outcome('over', 2.5, null), outcome('under', 2.5, null)];
  const market = (name: string, over: Partial<MarketDefined>) => [
    facts.marketDefined({ marketId: marketId(`${name}${at}`), fixtureId: fixture, ...over }),
    facts.resulted([], { marketId: marketId(`${name}${at}`), score }),
  ];
  const wins = (side: string) => ended(side, [match.winner === side ? 1 : 0, 1]);
  return [
    facts.fixtureDefined({ fixtureId: fixture, competitors }),
    ...market('handicap', { settlement: 'ASIAN_HANDICAP', outcomes: sides }),
    ...market('in-play', {
      settlement: 'ASIAN_HANDICAP',
      scoreBasis: 'FROM_ACCEPTANCE',
      outcomes: sides,
    }),
    ...market('total', { settlement: 'ASIAN_TOTAL', outcomes: totals }),
    facts.resulted([wins('H'), wins('D'), wins('A')], { marketId: marketId(`winner${at}`), score }),
  ];
}

function betsOn(match: Match, at: string): Bet[] {
  const { home, away, homeHalf, awayHalf, winner } = match;
  const line = match.line('AHh') ?? 0;
  const goals = home + away;
  const scoreAtAcceptance = { home: homeHalf, away: awayHalf };
  const leg = (market: string, side: string, over: Partial<Leg> = {}) =>
    legOn(`${market}${at}`, ODDS, { outcomeId: outcomeId(side), ...over });
  const ahead = home - away;
  const since = ahead - (homeHalf - awayHalf);
  const declared = (side: string) => halvesOn(0, () => (winner === side ? 1 : -1));
  return [
    { leg: leg('handicap', 'home'), halves: halvesOn(line, (own) => ahead + own) },
    { leg: leg('handicap', 'away'), halves: halvesOn(-line, (own) => own - ahead) },
    {
      leg: leg('in-play', 'home', { scoreAtAcceptance }),
      halves: halvesOn(line, (own) => since + own),
    },
    {
      leg: leg('in-play', 'away', { scoreAtAcceptance }),
      halves: halvesOn(-line, (own) => own - since),
    },
    { leg: leg('total', 'over'), halves: halvesOn(2.5, (own) => goals - own) },
    { leg: leg('total', 'under'), halves: halvesOn(2.5, (own) => own - goals) },
    ...['H', 'D', 'A'].map((side) => ({ leg: leg('winner', side), halves: declared(side) })),
  ];
}

withData('football/E0-1920.csv').each(seasons)('%s as facts of a partition', (file, matchCount) => {
  test('the score settles handicaps, those since half time, totals and 1X2 of every match', () => {
    const matches = matchesOf(`football/${file}`);
    const bets = matches.flatMap((match, at) => betsOn(match, `-${at}`));
    const settling = new Settling(
      ...bets.map(({ leg }, at) => struck(STAKE, [leg], { ticketId: ticketId(`t${at}`) })),
    );
    for (const [at, match] of matches.entries())
      for (const fact of factsOf(match, `-${at}`)) settling.adopt(fact, `f-${at}`);

    const payouts = settling.settle().map((event) => event.type === 'BetSettled' && event.payout);
    const differing = bets.findIndex(({ halves }, at) => payouts[at] !== paid(ODDS, halves));
    expect([payouts.length, differing]).toEqual([9 * matchCount, -1]);
  });
});
