import { asianFactors } from '../betfair/asian-result';
import { chanceOf, fairLine, type LikelyScore } from './goals';
import type { Script } from './script';
import { lost, ScriptedMarket, won, type Chances, type Worth } from './scripted-market';

export type Goals = { readonly home: number; readonly away: number };

/** A market together with how it is priced from the likely final scores, and how it ends. */
export type PricedMarket = {
  readonly market: ScriptedMarket;
  readonly chances: (scores: readonly LikelyScore[]) => Chances;
  readonly worth: (final: Goals) => (outcome: string) => Worth;
};

/** The markets of a match that depend on the final score alone. */
export function footballMarkets(
  script: Script,
  teams: { readonly home: string; readonly away: string },
  handicap4: number,
): readonly PricedMarket[] {
  return [
    matchResult(script, teams),
    totalGoals(script, 10),
    totalGoals(script, 11),
    asianHandicap(script, teams, handicap4),
    asianHandicap(script, teams, handicap4 - 3),
    correctScore(script),
  ];
}

const winner = ({ home, away }: Goals) => {
  if (home === away) return 'draw';
  return home > away ? 'home' : 'away';
};

function matchResult(
  script: Script,
  { home, away }: { readonly home: string; readonly away: string },
): PricedMarket {
  const outcomes = [
    { id: 'home', name: home },
    { id: 'draw', name: 'Draw' },
    { id: 'away', name: away },
  ];
  const market = new ScriptedMarket(script, { marketType: '1X2', name: 'Match result', outcomes });
  return {
    market,
    chances: (scores) =>
      new Map(
        outcomes.map(({ id }) => [
          id,
          { probability: chanceOf(scores, (score) => winner(score) === id) },
        ]),
      ),
    worth: (final) => (outcome) => (winner(final) === outcome ? won : lost),
  };
}

/** A market of two sides of one line; quarters above it, per side, from the score. */
function lineMarket(
  market: ScriptedMarket,
  sides: ReadonlyMap<string, (score: Goals) => number>,
): PricedMarket {
  return {
    market,
    chances: (scores) =>
      new Map([...sides].map(([side, quarters]) => [side, fairLine(scores, quarters)])),
    worth: (final) => (outcome) => {
      const quarters = sides.get(outcome)?.(final);
      return quarters === undefined ? lost : asianFactors(quarters);
    },
  };
}

function totalGoals(script: Script, line4: number): PricedMarket {
  const line = String(line4 / 4);
  const market = new ScriptedMarket(script, {
    marketType: 'TOTAL_GOALS',
    name: `Total goals ${line}`,
    specifiers: { total: line },
    settlement: 'ASIAN_TOTAL',
    outcomes: [
      { id: 'over', name: `Over ${line}`, line4 },
      { id: 'under', name: `Under ${line}`, line4 },
    ],
  });
  const over = ({ home, away }: Goals) => 4 * (home + away) - line4;
  return lineMarket(
    market,
    new Map([
      ['over', over],
      ['under', (score: Goals) => -over(score)],
    ]),
  );
}

const signed = (quarters: number) => `${quarters > 0 ? '+' : ''}${quarters / 4}`;

function asianHandicap(
  script: Script,
  { home, away }: { readonly home: string; readonly away: string },
  line4: number,
): PricedMarket {
  const market = new ScriptedMarket(script, {
    marketType: 'ASIAN_HANDICAP',
    name: `Asian handicap ${signed(line4)}`,
    specifiers: { handicap: signed(line4) },
    settlement: 'ASIAN_HANDICAP',
    outcomes: [
      { id: 'home', name: `${home} ${signed(line4)}`, line4 },
      { id: 'away', name: `${away} ${signed(-line4)}`, line4: line4 === 0 ? 0 : -line4 },
    ],
  });
  const forHome = (score: Goals) => 4 * (score.home - score.away) + line4;
  return lineMarket(
    market,
    new Map([
      ['home', forHome],
      ['away', (score: Goals) => -forHome(score)],
    ]),
  );
}

const exactScore = ({ home, away }: Goals) => (home > 3 || away > 3 ? 'other' : `${home}-${away}`);

function correctScore(script: Script): PricedMarket {
  const goals = [0, 1, 2, 3];
  const ids = goals.flatMap((home) => goals.map((away) => `${home}-${away}`));
  const outcomes = [...ids.map((id) => ({ id, name: id })), { id: 'other', name: 'Any other' }];
  const market = new ScriptedMarket(script, {
    marketType: 'CORRECT_SCORE',
    name: 'Correct score',
    groups: ['specials'],
    outcomes,
  });
  return {
    market,
    chances: (scores) => {
      const sums = new Map(outcomes.map(({ id }) => [id, { probability: 0 }]));
      for (const score of scores) {
        const sum = sums.get(exactScore(score));
        if (sum !== undefined) sum.probability += score.p;
      }
      return sums;
    },
    worth: (final) => (outcome) => (exactScore(final) === outcome ? won : lost),
  };
}
