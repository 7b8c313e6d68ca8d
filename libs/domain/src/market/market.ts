import type {
  CashOutState,
  Competitor,
  DecimalOdds,
  FactPosition,
  FixtureId,
  FixtureStatus,
  Frac,
  MarketDefined,
  MarketId,
  OutcomeId,
  OutcomeResult,
  OutcomeState,
  OverrideState,
  Score,
  TradingState,
} from '@stakelog/contracts';

/** An outcome as the newest facts show it. Without a price it cannot be bet on. */
export type Outcome = {
  state: OutcomeState;
  odds: DecimalOdds | null;
  fraction: Frac | null;
  /** The fact that set the price. */
  oddsAt: FactPosition | undefined;
  probPpb: number | null;
};

/** What all outcomes of one result fact have in common. */
export type ResultFact = {
  readonly certainty: number;
  readonly version: number;
  readonly at: FactPosition;
  readonly receivedAtMs: number;
  readonly score: Score | null;
  /** As the feed words it; WALKOVER and RETIRED have rules. */
  readonly reason: string | null;
};

/** A result in force for one outcome. */
export type ResultInForce = ResultFact & { readonly declared: OutcomeResult };

/** The newest score that a result gave, from which Asian lines are settled. */
export type ScoreInForce = ResultFact & {
  readonly score: Score;
  /** Outcomes that this result left open, score or not. */
  readonly undecided: readonly OutcomeId[];
};

export type VoidWindow = {
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly at: FactPosition;
};

export type Withdrawal = {
  readonly removedAtMs: number;
  readonly deductionPpm: number;
  readonly at: FactPosition;
};

/** A market as the adopted facts make it. Changed in place by the market table alone. */
export type Market = {
  readonly marketId: MarketId;
  /** Of odds.events, where its fixture's facts are. */
  readonly partition: number;
  fixtureId: FixtureId;
  definition: MarketDefined | undefined;
  /** The producer whose liveness counts: the one that last showed the market's state. */
  producerId: string;
  /** Undefined until a snapshot or a status said it. */
  trading: TradingState | undefined;
  inPlay: boolean;
  betDelayMs: number;
  marketVersion: number;
  cashOut: CashOutState;
  override: OverrideState;
  readonly outcomes: Map<OutcomeId, Outcome>;
  readonly results: Map<OutcomeId, ResultInForce>;
  scored: ScoreInForce | undefined;
  resultVersion: number;
  readonly windows: Map<string, VoidWindow>;
  readonly withdrawals: Map<OutcomeId, Withdrawal>;
  /** The newest fact that took something back: a result, a window, a withdrawal. */
  undoneAt: FactPosition | undefined;
  /** After a fact that could not be read, until the next full state. */
  quarantined: boolean;
};

/** Whether an outcome has a result, if only a provisional one: declared, or for an Asian line by a score. */
export function isResulted(
  { results, scored, definition }: Market,
  outcomeId: OutcomeId,
  rules: number,
): boolean {
  if (results.has(outcomeId)) return true;
  const settlesFromScore =
    rules > 1 && definition !== undefined && definition.settlement !== 'DECLARED';
  return settlesFromScore && scored !== undefined && !scored.undecided.includes(outcomeId);
}

/** A fixture as the adopted facts make it. */
export type Fixture = {
  readonly fixtureId: FixtureId;
  sport: string;
  tournamentId: string;
  competitors: readonly Competitor[];
  scheduledStartMs: number;
  status: FixtureStatus;
  /** The fact that said so, and when it came. */
  statusAt: FactPosition | undefined;
  statusSinceMs: number;
  scoreVersion: number | null;
  score: Score | null;
  readonly markets: Set<MarketId>;
};

export const bettableStatuses: readonly FixtureStatus[] = ['NOT_STARTED', 'DELAYED', 'LIVE'];

export function newMarket(
  marketId: MarketId,
  partition: number,
  fixtureId: FixtureId,
  producerId: string,
): Market {
  return {
    marketId,
    partition,
    fixtureId,
    definition: undefined,
    producerId,
    trading: undefined,
    inPlay: false,
    betDelayMs: 0,
    marketVersion: 0,
    cashOut: 'NOT_OFFERED',
    override: 'NONE',
    outcomes: new Map(),
    results: new Map(),
    scored: undefined,
    resultVersion: 0,
    windows: new Map(),
    withdrawals: new Map(),
    undoneAt: undefined,
    quarantined: false,
  };
}

export function newFixture(fixtureId: FixtureId): Fixture {
  return {
    fixtureId,
    sport: '',
    tournamentId: '',
    competitors: [],
    scheduledStartMs: 0,
    status: 'NOT_STARTED',
    statusAt: undefined,
    statusSinceMs: 0,
    scoreVersion: null,
    score: null,
    markets: new Set(),
  };
}

/** Where a market may begin, and where it may go from each trading state (domain.md §2). */
const firstStates: readonly TradingState[] = ['INACTIVE', 'OPEN', 'SUSPENDED'];
const nextStates: Readonly<Record<TradingState, readonly TradingState[]>> = {
  INACTIVE: ['INACTIVE', 'OPEN', 'SUSPENDED', 'CLOSED'],
  OPEN: ['OPEN', 'SUSPENDED', 'INACTIVE', 'HANDED_OVER', 'CLOSED'],
  SUSPENDED: ['SUSPENDED', 'OPEN', 'INACTIVE', 'HANDED_OVER', 'CLOSED'],
  HANDED_OVER: ['HANDED_OVER', 'OPEN', 'SUSPENDED', 'CLOSED'],
  CLOSED: ['CLOSED', 'OPEN', 'SUSPENDED', 'INACTIVE'],
};

/** Whether a fact of this producer may take the market there. An illegal transition is ignored and counted. */
export function mayBecome(market: Market, next: TradingState, producerId: string): boolean {
  if (market.trading === undefined) return firstStates.includes(next);
  if (!nextStates[market.trading].includes(next)) return false;
  // The old producer's word comes too late where the new one came first.
  if (next === 'HANDED_OVER') return producerId === market.producerId;
  if (market.trading === 'HANDED_OVER') return producerId !== market.producerId;
  if (market.trading === 'CLOSED' && next !== 'CLOSED') return market.results.size === 0;
  return true;
}
