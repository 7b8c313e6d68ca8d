import {
  fixtureId,
  marketId,
  outcomeId,
  type FixtureId,
  type MarketDefined,
  type MarketId,
} from '@stakelog/contracts';
import { facts } from './build-facts';

/** A market as the writer of the history remembers it. */
export type HistoryMarket = {
  readonly marketId: MarketId;
  readonly fixtureId: FixtureId;
  readonly outcomes: readonly string[];
  /** True where each-way bets are taken. */
  readonly hasPlaces: boolean;
  readonly settlement: MarketDefined['settlement'];
  version: number;
  resultVersion: number;
  windows: number;
  betDelayMs: number;
  odds: number;
};

type Terms = Partial<Omit<MarketDefined, 'type' | 'outcomes'>> & {
  /** Line × 4 by outcome; home, draw and away without lines unless told. */
  readonly lines?: Readonly<Record<string, number>>;
};

const quarter = { num: 1, den: 4 };
const fifth = { num: 1, den: 5 };

/** Two markets on each of four fixtures: every kind of settlement, reduction and place terms. */
const offered: Readonly<Record<string, readonly [Terms, Terms]>> = {
  f0: [
    { reductionMethod: 'NONE' },
    {
      settlement: 'ASIAN_HANDICAP',
      scoreBasis: 'FROM_ACCEPTANCE',
      marketType: 'ASIAN_HANDICAP',
      lines: { home: -3, away: 3 },
    },
  ],
  f1: [
    { reductionMethod: 'RULE4', placeTerms: { places: 2, fraction: quarter } },
    { reductionMethod: 'EXCHANGE_PLACE', numberOfWinners: 2, marketType: 'PLACE' },
  ],
  f2: [
    { reductionMethod: 'EXCHANGE_WIN', placeTerms: { places: 2, fraction: fifth } },
    { settlement: 'ASIAN_TOTAL', marketType: 'GOAL_LINE', lines: { over: 9, under: 9 } },
  ],
  f3: [
    { antePost: true, reductionMethod: 'RULE4', placeTerms: { places: 2, fraction: fifth } },
    { singlesOnly: true, marketType: 'NEXT_GOAL', ruleSetId: 'in-play-quick' },
  ],
};

const usualOutcomes = ['home', 'draw', 'away'];

/** The definitions of all markets, fixture by fixture. */
export const marketDefinitions: readonly MarketDefined[] = Object.entries(offered).flatMap(
  ([fixture, terms]) =>
    terms.map(({ lines, ...rest }, index) => {
      const names = lines === undefined ? usualOutcomes : Object.keys(lines);
      return facts.marketDefined({
        ...rest,
        fixtureId: fixtureId(fixture),
        marketId: marketId(`${fixture}${'ab'.charAt(index)}`),
        outcomes: names.map((name, sortPriority) => ({
          outcomeId: outcomeId(name),
          name,
          competitorId: null,
          line4: lines?.[name] ?? null,
          sortPriority,
        })),
      });
    }),
);

/** The markets as they are before anything happened. */
export const newMarkets = (): readonly HistoryMarket[] =>
  marketDefinitions.map(
    ({ marketId: id, fixtureId: fixture, outcomes, placeTerms, settlement }) => ({
      marketId: id,
      fixtureId: fixture,
      outcomes: outcomes.map(({ outcomeId: outcome }) => outcome),
      hasPlaces: placeTerms !== null,
      settlement,
      version: 1,
      resultVersion: 0,
      windows: 0,
      betDelayMs: 0,
      odds: 25_000,
    }),
  );
