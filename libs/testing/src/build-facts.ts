import {
  decimalOdds,
  fixtureId,
  marketId,
  minorUnits,
  outcomeId,
  utcMs,
  type FixtureStatus,
  type LimitPolicyChanged,
  type MarketDefined,
  type MarketSnapshot,
  type OddsEvent,
  type OutcomeResult,
  type OutcomeSnapshot,
  type TradingLimit,
  type TradingState,
} from '@stakelog/contracts';

type Fact<Type extends OddsEvent['type']> = Extract<OddsEvent, { readonly type: Type }>;
type With<Type extends OddsEvent['type']> = Partial<Omit<Fact<Type>, 'type'>>;

/** What every fact says of its origin, unless a spec says otherwise. */
const origin = {
  producerId: 'feed',
  session: 1,
  sourceId: 'source',
  sourceAtMs: utcMs(0),
  receivedAtMs: utcMs(0),
} as const;

const fixture = fixtureId('f1');
const market = marketId('m1');
const outcome = outcomeId('home');
const whole = (num: number, den = 1) => ({ num, den });

/** Limits that no usual bet meets. */
export const wideLimits: TradingLimit = {
  level: 'GLOBAL',
  id: null,
  stakeMin: minorUnits(10),
  stakeMax: minorUnits(1_000_000),
  liabilityMax: minorUnits(50_000_000),
  payoutMax: minorUnits(100_000_000),
  marketLiabilityMax: minorUnits(10_000_000_000),
};

/** An outcome that can be bet on. */
export const offered = (id: string, odds: number, state: OutcomeSnapshot['state'] = 'ACTIVE') =>
  ({
    outcomeId: outcomeId(id),
    state,
    odds: decimalOdds(odds),
    fraction: null,
    probPpb: null,
  }) satisfies OutcomeSnapshot;

/** How an outcome ended: won in full, unless its shares are given as `[num, den]`. */
export function ended(
  id: string,
  win: readonly [number, number] = [1, 1],
  refunded: readonly [number, number] = [0, 1],
): OutcomeResult {
  const shares = { win: whole(...win), void: whole(...refunded) };
  return {
    outcomeId: outcomeId(id),
    ...shares,
    place: null,
    position: null,
    undecided: false,
  };
}

/** One builder for each fact, about fixture `f1` and its market `m1` of home, draw and away. */
export const facts = {
  policy: (over: With<'LimitPolicyChanged'> = {}): LimitPolicyChanged => ({
    type: 'LimitPolicyChanged',
    ...origin,
    policyVersion: 1,
    effectiveAtMs: utcMs(0),
    levels: [wideLimits],
    quotas: [],
    cashOutMarginBps: 500,
    quoteTtlMs: 5_000,
    heartbeatAgeMsMax: 20_000,
    factsAgeMsMax: 30_000,
    baseCurrency: 'EUR',
    rates: [
      { currency: 'EUR', rate: whole(1) },
      { currency: 'GBP', rate: whole(85, 100) },
      { currency: 'USD', rate: whole(110, 100) },
    ],
    accumulatorBonuses: [],
    actor: null,
    ...over,
  }),
  fixtureDefined: (over: With<'FixtureDefined'> = {}): Fact<'FixtureDefined'> => ({
    type: 'FixtureDefined',
    ...origin,
    fixtureId: fixture,
    sport: 'football',
    category: null,
    tournamentId: 't1',
    name: 'Home v Away',
    competitors: [],
    scheduledStartMs: utcMs(0),
    ...over,
  }),
  fixtureStatus: (
    status: FixtureStatus,
    over: With<'FixtureStatusChanged'> = {},
  ): Fact<'FixtureStatusChanged'> => ({
    type: 'FixtureStatusChanged',
    ...origin,
    fixtureId: fixture,
    status,
    actualStartMs: null,
    ...over,
  }),
  score: (scoreVersion: number, over: With<'ScoreChanged'> = {}): Fact<'ScoreChanged'> => ({
    type: 'ScoreChanged',
    ...origin,
    fixtureId: fixture,
    scoreVersion,
    home: 0,
    away: 0,
    period: '1H',
    final: false,
    ...over,
  }),
  marketDefined: (over: With<'MarketDefined'> = {}): MarketDefined => ({
    type: 'MarketDefined',
    ...origin,
    marketId: market,
    fixtureId: fixture,
    marketType: 'MATCH_ODDS',
    specifiers: {},
    name: 'Match odds',
    groups: ['main'],
    numberOfWinners: 1,
    placeTerms: null,
    settlement: 'DECLARED',
    scoreBasis: 'FULL',
    reductionMethod: 'NONE',
    antePost: false,
    singlesOnly: false,
    ruleSetId: 'default',
    outcomes: ['home', 'draw', 'away'].map((id, sortPriority) => ({
      outcomeId: outcomeId(id),
      name: id,
      competitorId: null,
      line4: null,
      sortPriority,
    })),
    ...over,
  }),
  snapshot: (over: With<'MarketSnapshot'> = {}): MarketSnapshot => ({
    type: 'MarketSnapshot',
    ...origin,
    marketId: market,
    marketVersion: 1,
    tradingState: 'OPEN',
    inPlay: false,
    betDelayMs: 0,
    cashOut: 'NOT_OFFERED',
    outcomes: [offered('home', 25_000), offered('draw', 32_000), offered('away', 29_000)],
    ...over,
  }),
  odds: (id: string, odds: number | null, over: With<'OddsChanged'> = {}): Fact<'OddsChanged'> => ({
    type: 'OddsChanged',
    ...origin,
    marketId: market,
    marketVersion: 1,
    outcomes: [
      {
        outcomeId: outcomeId(id),
        odds: odds === null ? null : decimalOdds(odds),
        fraction: null,
        probPpb: null,
      },
    ],
    ...over,
  }),
  status: (
    tradingState: TradingState,
    over: With<'MarketStatusChanged'> = {},
  ): Fact<'MarketStatusChanged'> => ({
    type: 'MarketStatusChanged',
    ...origin,
    marketId: market,
    marketVersion: 1,
    tradingState,
    inPlay: false,
    betDelayMs: 0,
    reason: null,
    ...over,
  }),
  betStopped: (groups: readonly string[], over: With<'BetStopped'> = {}): Fact<'BetStopped'> => ({
    type: 'BetStopped',
    ...origin,
    fixtureId: fixture,
    groups,
    target: 'SUSPENDED',
    ...over,
  }),
  withdrawn: (over: With<'RunnerWithdrawn'> = {}): Fact<'RunnerWithdrawn'> => ({
    type: 'RunnerWithdrawn',
    ...origin,
    marketId: market,
    outcomeId: outcome,
    marketVersion: 2,
    removedAtMs: utcMs(0),
    deductionPpm: 0,
    ...over,
  }),
  reinstated: (over: With<'RunnerReinstated'> = {}): Fact<'RunnerReinstated'> => ({
    type: 'RunnerReinstated',
    ...origin,
    marketId: market,
    outcomeId: outcome,
    marketVersion: 3,
    ...over,
  }),
  resulted: (
    outcomes: readonly OutcomeResult[],
    over: With<'MarketResulted'> = {},
  ): Fact<'MarketResulted'> => ({
    type: 'MarketResulted',
    ...origin,
    marketId: market,
    resultVersion: 1,
    certainty: 2,
    outcomes,
    score: null,
    reason: null,
    actor: null,
    ...over,
  }),
  rolledBack: (
    resultVersion: number,
    over: With<'ResultRolledBack'> = {},
  ): Fact<'ResultRolledBack'> => ({
    type: 'ResultRolledBack',
    ...origin,
    marketId: market,
    resultVersion,
    reason: null,
    actor: null,
    ...over,
  }),
  window: (
    fromMs: number | null,
    toMs: number | null,
    over: With<'BetsCancelledInWindow'> = {},
  ): Fact<'BetsCancelledInWindow'> => ({
    type: 'BetsCancelledInWindow',
    ...origin,
    windowId: 'w1',
    marketId: market,
    fromMs: fromMs === null ? null : utcMs(fromMs),
    toMs: toMs === null ? null : utcMs(toMs),
    reason: 'wrong price',
    supersededBy: null,
    actor: null,
    ...over,
  }),
  windowRolledBack: (
    windowId: string | null = 'w1',
    over: With<'BetsCancellationRolledBack'> = {},
  ): Fact<'BetsCancellationRolledBack'> => ({
    type: 'BetsCancellationRolledBack',
    ...origin,
    marketId: market,
    windowId,
    actor: null,
    ...over,
  }),
  overridden: (
    override: Fact<'MarketOverridden'>['override'],
    over: With<'MarketOverridden'> = {},
  ): Fact<'MarketOverridden'> => ({
    type: 'MarketOverridden',
    ...origin,
    producerId: 'operator',
    marketId: market,
    override,
    actor: 'trader',
    reason: 'check',
    ...over,
  }),
  heartbeat: (receivedAtMs: number, over: With<'ProducerHeartbeat'> = {}) =>
    ({
      type: 'ProducerHeartbeat',
      ...origin,
      receivedAtMs: utcMs(receivedAtMs),
      subscribed: true,
      ...over,
    }) satisfies OddsEvent,
  down: (over: With<'ProducerDown'> = {}) =>
    ({ type: 'ProducerDown', ...origin, reason: 'lost', ...over }) satisfies OddsEvent,
  recoveryStarted: (over: With<'RecoveryStarted'> = {}) =>
    ({ type: 'RecoveryStarted', ...origin, requestId: 'r1', ...over }) satisfies OddsEvent,
  recoveryCompleted: (receivedAtMs: number, over: With<'RecoveryCompleted'> = {}) =>
    ({
      type: 'RecoveryCompleted',
      ...origin,
      receivedAtMs: utcMs(receivedAtMs),
      requestId: 'r1',
      ...over,
    }) satisfies OddsEvent,
};
