// Generated from schemas/odds.events. Change a schema, then run `npm run types`.

import type { FixtureId, MarketId, OutcomeId, UtcMs } from '../values';
import type {
  CashOutState,
  FixtureStatus,
  OverrideState,
  ReductionMethod,
  ScoreBasis,
  SettlementKind,
  StopTarget,
  TradingState,
} from '../words';
import type {
  AccumulatorBonus,
  Competitor,
  CurrencyRate,
  MarketQuota,
  OutcomeDefinition,
  OutcomePrice,
  OutcomeResult,
  OutcomeSnapshot,
  PlaceTerms,
  Score,
  TradingLimit,
} from './records';

/** Everything that odds.events holds. */
export type OddsEvent =
  | BetStopped
  | BetsCancellationRolledBack
  | BetsCancelledInWindow
  | FixtureDefined
  | FixtureStatusChanged
  | LimitPolicyChanged
  | MarketDefined
  | MarketOverridden
  | MarketResulted
  | MarketSnapshot
  | MarketStatusChanged
  | OddsChanged
  | ProducerDown
  | ProducerHeartbeat
  | ProducerSessionOpened
  | RecoveryCompleted
  | RecoveryStarted
  | ResultRolledBack
  | RunnerReinstated
  | RunnerWithdrawn
  | ScoreChanged;

/** Open markets of the groups stop taking bets. */
export type BetStopped = {
  readonly type: 'BetStopped';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** The fixture, the key of the record. */
  readonly fixtureId: FixtureId;
  /** Group names, or `all`. */
  readonly groups: readonly string[];
  /** The state they go to. */
  readonly target: StopTarget;
};

/** A void window never existed. */
export type BetsCancellationRolledBack = {
  readonly type: 'BetsCancellationRolledBack';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** The market. */
  readonly marketId: MarketId;
  /** Null: every active window of the market. */
  readonly windowId: null | string;
  /** The operator, where one asked. */
  readonly actor: null | string;
};

/** Bets accepted in a time range are void. */
export type BetsCancelledInWindow = {
  readonly type: 'BetsCancelledInWindow';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** Names the window. */
  readonly windowId: string;
  /** The market. */
  readonly marketId: MarketId;
  /** First moment inside; null: no lower bound. */
  readonly fromMs: null | UtcMs;
  /** First moment outside; null: no upper bound. */
  readonly toMs: null | UtcMs;
  /** As the feed or the operator words it. */
  readonly reason: string;
  /** The feed's reference to a corrected window. */
  readonly supersededBy: null | string;
  /** The operator, where one asked. */
  readonly actor: null | string;
};

/** A fixture is known, or replaced. */
export type FixtureDefined = {
  readonly type: 'FixtureDefined';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** The fixture, the key of the record. */
  readonly fixtureId: FixtureId;
  /** Betfair event type, UOF sport, or a word. */
  readonly sport: string;
  /** Country or tour. */
  readonly category: null | string;
  /** The tournament. */
  readonly tournamentId: string;
  /** To show. */
  readonly name: string;
  /** Who takes part. */
  readonly competitors: readonly Competitor[];
  /** When it should begin. */
  readonly scheduledStartMs: UtcMs;
};

/** The fixture moved on. */
export type FixtureStatusChanged = {
  readonly type: 'FixtureStatusChanged';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** The fixture, the key of the record. */
  readonly fixtureId: FixtureId;
  /** Where it stands. */
  readonly status: FixtureStatus;
  /** When it began. */
  readonly actualStartMs: null | UtcMs;
};

/** The trading limits in force, replaced whole. */
export type LimitPolicyChanged = {
  readonly type: 'LimitPolicyChanged';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** Rises with every policy. */
  readonly policyVersion: number;
  /** When raised shares begin to count. */
  readonly effectiveAtMs: UtcMs;
  /** Limits by level. */
  readonly levels: readonly TradingLimit[];
  /** Explicit shares; others are split evenly. */
  readonly quotas: readonly MarketQuota[];
  /** Kept of a cash-out value, in ten-thousandths. */
  readonly cashOutMarginBps: number;
  /** How long a quote lives, beside the bet delay. */
  readonly quoteTtlMs: number;
  /** Older than this, a producer is down. */
  readonly heartbeatAgeMsMax: number;
  /** Older than this, adopted facts refuse bets. */
  readonly factsAgeMsMax: number;
  /** ISO 4217; market limits count in it. */
  readonly baseCurrency: string;
  /** To the base currency. */
  readonly rates: readonly CurrencyRate[];
  /** The operator, where one asked. */
  readonly actor: null | string;
  /** Bonus lines of multiples accepted under this policy. */
  readonly accumulatorBonuses: readonly AccumulatorBonus[];
};

/** A market is known, or its definition replaced. */
export type MarketDefined = {
  readonly type: 'MarketDefined';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** The market. */
  readonly marketId: MarketId;
  /** The fixture, the key of the record. */
  readonly fixtureId: FixtureId;
  /** The template. */
  readonly marketType: string;
  /** What parameterises it, keys sorted; part of the identity. */
  readonly specifiers: Readonly<Record<string, string>>;
  /** To show. */
  readonly name: string;
  /** Bet stops name these. */
  readonly groups: readonly string[];
  /** How many outcomes win. */
  readonly numberOfWinners: number;
  /** Null: no each-way. */
  readonly placeTerms: null | PlaceTerms;
  /** How factors come about. */
  readonly settlement: SettlementKind;
  /** Whether goals before acceptance count. */
  readonly scoreBasis: ScoreBasis;
  /** How withdrawals reduce odds. */
  readonly reductionMethod: ReductionMethod;
  /** True: a non-runner loses. */
  readonly antePost: boolean;
  /** True: not in multiples. */
  readonly singlesOnly: boolean;
  /** Rules in force. */
  readonly ruleSetId: string;
  /** The possible answers. */
  readonly outcomes: readonly OutcomeDefinition[];
};

/** An operator's word above the feed's. */
export type MarketOverridden = {
  readonly type: 'MarketOverridden';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** The market. */
  readonly marketId: MarketId;
  /** What stands above the feed. */
  readonly override: OverrideState;
  /** The operator. */
  readonly actor: string;
  /** Why. */
  readonly reason: string;
};

/** Outcomes of a market are decided. */
export type MarketResulted = {
  readonly type: 'MarketResulted';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** The market. */
  readonly marketId: MarketId;
  /** 1, 2, 3 … per market. */
  readonly resultVersion: number;
  /** 1 provisional, 2 confirmed. */
  readonly certainty: number;
  /** Those decided; the others stay undecided. */
  readonly outcomes: readonly OutcomeResult[];
  /** Where the market is settled from it. */
  readonly score: null | Score;
  /** As the feed or the operator words it. */
  readonly reason: null | string;
  /** The operator, where one set it. */
  readonly actor: null | string;
};

/** The whole state of a market; replaces all that was known of it. */
export type MarketSnapshot = {
  readonly type: 'MarketSnapshot';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** The market. */
  readonly marketId: MarketId;
  /** Rises with every change but prices. */
  readonly marketVersion: number;
  /** Whether it trades. */
  readonly tradingState: TradingState;
  /** True: the contest is on. */
  readonly inPlay: boolean;
  /** How long a bet waits in play. */
  readonly betDelayMs: number;
  /** Whether cash-out is offered. */
  readonly cashOut: CashOutState;
  /** Every outcome. */
  readonly outcomes: readonly OutcomeSnapshot[];
};

/** The trading state, in-play flag or bet delay of a market changed. */
export type MarketStatusChanged = {
  readonly type: 'MarketStatusChanged';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** The market. */
  readonly marketId: MarketId;
  /** Rises with every change but prices. */
  readonly marketVersion: number;
  /** Whether it trades. */
  readonly tradingState: TradingState;
  /** True: the contest is on. */
  readonly inPlay: boolean;
  /** How long a bet waits in play. */
  readonly betDelayMs: number;
  /** As the feed words it. */
  readonly reason: null | string;
};

/** New prices of the outcomes named; the others keep theirs. */
export type OddsChanged = {
  readonly type: 'OddsChanged';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** The market. */
  readonly marketId: MarketId;
  /** Rises with every change but prices. */
  readonly marketVersion: number;
  /** What changed. */
  readonly outcomes: readonly OutcomePrice[];
};

/** The producer is down. Written to every partition. */
export type ProducerDown = {
  readonly type: 'ProducerDown';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** Why. */
  readonly reason: string;
};

/** The producer is alive. Written to every partition. */
export type ProducerHeartbeat = {
  readonly type: 'ProducerHeartbeat';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** False: it lost us, and recovery is needed. */
  readonly subscribed: boolean;
};

/** A process begins to write for a producer. Written to every partition. */
export type ProducerSessionOpened = {
  readonly type: 'ProducerSessionOpened';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
};

/** Everything missed has been sent. Written to every partition. */
export type RecoveryCompleted = {
  readonly type: 'RecoveryCompleted';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** Names the recovery. */
  readonly requestId: string;
};

/** Missed facts are asked for. Written to every partition. */
export type RecoveryStarted = {
  readonly type: 'RecoveryStarted';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** Names the recovery. */
  readonly requestId: string;
};

/** A result is taken back. */
export type ResultRolledBack = {
  readonly type: 'ResultRolledBack';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** The market. */
  readonly marketId: MarketId;
  /** The one undone, and all below it. */
  readonly resultVersion: number;
  /** As the feed or the operator words it. */
  readonly reason: null | string;
  /** The operator, where one asked. */
  readonly actor: null | string;
};

/** A withdrawn runner takes part after all; its voids and reductions never were. */
export type RunnerReinstated = {
  readonly type: 'RunnerReinstated';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** The market. */
  readonly marketId: MarketId;
  /** The runner. */
  readonly outcomeId: OutcomeId;
  /** Rises with every change but prices. */
  readonly marketVersion: number;
};

/** A runner will not take part. */
export type RunnerWithdrawn = {
  readonly type: 'RunnerWithdrawn';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** The market. */
  readonly marketId: MarketId;
  /** The runner. */
  readonly outcomeId: OutcomeId;
  /** Rises with every change but prices. */
  readonly marketVersion: number;
  /** Bets accepted before this are reduced. */
  readonly removedAtMs: UtcMs;
  /** Deduction on the other runners, in parts per million. */
  readonly deductionPpm: number;
};

/** The score changed. */
export type ScoreChanged = {
  readonly type: 'ScoreChanged';
  /** Who says so; has its own liveness. */
  readonly producerId: string;
  /** The writer's session; facts of lower sessions are dropped. */
  readonly session: number;
  /** The same whenever the adapter meets this fact again: the dedupe key. */
  readonly sourceId: string;
  /** The feed's clock. */
  readonly sourceAtMs: UtcMs;
  /** When feed received it. */
  readonly receivedAtMs: UtcMs;
  /** The fixture, the key of the record. */
  readonly fixtureId: FixtureId;
  /** Rises with every change of the score. */
  readonly scoreVersion: number;
  /** Of the home side. */
  readonly home: number;
  /** Of the away side. */
  readonly away: number;
  /** Which part of the contest. */
  readonly period: string;
  /** True: no more changes are expected. */
  readonly final: boolean;
};
