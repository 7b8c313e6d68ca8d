import type {
  CashOutState,
  Factors,
  FixtureId,
  Frac,
  MarketDefined,
  MarketId,
  ModelKey,
  OutcomeId,
  OutcomeState,
  OverrideState,
  Score,
  TradingState,
  UtcMs,
} from '@stakelog/contracts';

/** How an outcome ended, and by which version of the market's result. */
export type OutcomeResultView = {
  readonly resultVersion: number;
  readonly certainty: number;
  /** When the feed received it. */
  readonly receivedAtMs: UtcMs;
  readonly win: Frac;
  readonly void: Frac;
  readonly place?: Factors;
  readonly position?: { readonly rank: number; readonly tied: number };
};

/** A possible answer of a market with its price, in ten-thousandths. No odds: no price. */
export type OutcomeView = {
  readonly outcomeId: OutcomeId;
  readonly name: string;
  readonly competitorId?: string;
  readonly line4?: number;
  readonly sortPriority: number;
  readonly state: OutcomeState;
  /** Whether the newest full state, or a fact since, names the outcome. */
  readonly offered: boolean;
  readonly odds?: number;
  readonly fraction?: Frac;
  readonly probPpb?: number;
  /** The fact that set the price, or took it away. */
  readonly oddsAt?: string;
  readonly removedAtMs?: UtcMs;
  readonly deductionPpm?: number;
  readonly result?: OutcomeResultView;
};

/** Bets accepted from `fromMs` up to, not including, `toMs` are void; a missing bound is infinite. */
export type VoidWindowView = {
  readonly windowId: string;
  readonly fromMs?: UtcMs;
  readonly toMs?: UtcMs;
  readonly reason: string;
};

/** Of the whole market, by the outcomes' results. */
export type ResultState = 'NONE' | 'PROVISIONAL' | 'FINAL';

/** A market's book, as `GET /markets/{id}` and the channel `market:` show it. */
export type MarketView = {
  readonly marketId: MarketId;
  readonly fixtureId: FixtureId;
  readonly marketType: string;
  readonly specifiers: Readonly<Record<string, string>>;
  readonly name: string;
  readonly groups: readonly string[];
  readonly numberOfWinners: number;
  readonly placeTerms?: { readonly places: number; readonly fraction: Frac };
  readonly settlement: MarketDefined['settlement'];
  readonly scoreBasis: MarketDefined['scoreBasis'];
  readonly antePost: boolean;
  readonly singlesOnly: boolean;
  readonly ruleSetId: string;
  /** Missing until the first snapshot or status. */
  readonly tradingState?: TradingState;
  readonly override: OverrideState;
  readonly inPlay: boolean;
  readonly betDelayMs: number;
  readonly cashOut: CashOutState;
  readonly marketVersion: number;
  readonly resultState: ResultState;
  /** The highest that was ever published: it never goes back, also not by a rollback. */
  readonly resultVersion: number;
  readonly score?: Score;
  /** True after a fact that could not be read, until the next full state: nothing can be bet on. */
  readonly quarantined: boolean;
  readonly voidWindows: readonly VoidWindowView[];
  readonly outcomes: readonly OutcomeView[];
  /** Whose facts set the trading state; after HANDED_OVER, who gave the market away. */
  readonly producerId: string;
  /** Position of the fact that changed it last: the ETag and the version of its channel. */
  readonly asOf: string;
};

/** FINAL as soon as an outcome has a confirmed result, NONE when nothing is decided. */
export function resultState({ outcomes }: Pick<MarketView, 'outcomes'>): ResultState {
  if (outcomes.every(({ result }) => result === undefined)) return 'NONE';
  return outcomes.some(({ result }) => result?.certainty === 2) ? 'FINAL' : 'PROVISIONAL';
}

export const marketKey = (id: string): ModelKey<MarketView> => `market:${id}`;
