import { limits, words } from '@stakelog/contracts';
import { z } from 'zod';
import {
  addsToOneAtMost,
  atMostOne,
  count,
  factorsShape,
  fixture,
  market,
  onePrice,
  optional,
  outcome,
  price,
  share,
  text,
  time,
  version,
} from './native-values';

/** How one outcome ended: what share of a stake wins and what is refunded. */
export const OutcomeResult = z
  .strictObject({
    outcomeId: outcome,
    ...factorsShape,
    place: optional(z.strictObject(factorsShape).refine(addsToOneAtMost, atMostOne)),
    position: optional(
      z.strictObject({ rank: z.int().min(1).max(1_000), tied: z.int().min(1).max(1_000) }),
    ),
    undecided: z.boolean().default(false),
  })
  .refine(addsToOneAtMost, atMostOne);

const base = { producerId: text.max(64), sourceId: text, sourceAtMs: time };
const fact = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), ...base, ...shape });

const trading = {
  marketId: market,
  marketVersion: version,
  tradingState: z.enum(words['trading-state']),
  inPlay: z.boolean(),
  betDelayMs: z.int().min(0).max(limits.betDelayMsMax),
};
const unique = (outcomes: readonly { readonly outcomeId: string }[]) =>
  new Set(outcomes.map((of) => of.outcomeId)).size === outcomes.length;
const eachOnce = 'each outcome once';
const OUTCOMES_MAX = 1_000;

const MarketDefined = fact('MarketDefined', {
  marketId: market,
  fixtureId: fixture,
  marketType: text,
  specifiers: z.record(text, text),
  name: text,
  groups: z.array(text).max(32),
  numberOfWinners: count,
  placeTerms: optional(z.strictObject({ places: z.int().min(1).max(100), fraction: share })),
  settlement: z.enum(words['settlement-kind']),
  scoreBasis: z.enum(words['score-basis']),
  reductionMethod: z.enum(words['reduction-method']),
  antePost: z.boolean(),
  singlesOnly: z.boolean(),
  ruleSetId: text,
  outcomes: z
    .array(
      z.strictObject({
        outcomeId: outcome,
        name: text,
        competitorId: optional(text),
        line4: optional(z.int().min(-4_000).max(4_000)),
        sortPriority: count,
      }),
    )
    .min(1)
    .max(OUTCOMES_MAX)
    .refine(unique, eachOnce),
});

/** What a feed may say about the world, in the shapes of domain.md §3; the session is not its to say. */
export const NativeFact = z.discriminatedUnion('type', [
  fact('FixtureDefined', {
    fixtureId: fixture,
    sport: text,
    category: optional(text),
    tournamentId: text,
    name: text,
    competitors: z
      .array(z.strictObject({ id: text, name: text, side: z.enum(['HOME', 'AWAY', 'NONE']) }))
      .max(OUTCOMES_MAX),
    scheduledStartMs: time,
  }),
  fact('FixtureStatusChanged', {
    fixtureId: fixture,
    status: z.enum(words['fixture-status']),
    actualStartMs: optional(time),
  }),
  fact('ScoreChanged', {
    fixtureId: fixture,
    scoreVersion: version,
    home: count,
    away: count,
    period: text,
    final: z.boolean(),
  }),
  MarketDefined,
  fact('MarketSnapshot', {
    ...trading,
    cashOut: z.enum(words['cash-out-state']),
    outcomes: z
      .array(
        z
          .strictObject({ outcomeId: outcome, state: z.enum(words['outcome-state']), ...price })
          .transform(onePrice),
      )
      .max(OUTCOMES_MAX)
      .refine(unique, eachOnce),
  }),
  fact('OddsChanged', {
    marketId: market,
    marketVersion: version,
    outcomes: z
      .array(z.strictObject({ outcomeId: outcome, ...price }).transform(onePrice))
      .min(1)
      .max(OUTCOMES_MAX)
      .refine(unique, eachOnce),
  }),
  fact('MarketStatusChanged', { ...trading, reason: optional(text) }),
  fact('BetStopped', {
    fixtureId: fixture,
    groups: z.array(text).min(1).max(32),
    target: z.enum(words['stop-target']),
  }),
  fact('RunnerWithdrawn', {
    marketId: market,
    outcomeId: outcome,
    marketVersion: version,
    removedAtMs: time,
    deductionPpm: z.int().min(0).max(1_000_000),
  }),
  fact('RunnerReinstated', { marketId: market, outcomeId: outcome, marketVersion: version }),
  fact('MarketResulted', {
    marketId: market,
    resultVersion: z.int().min(1).max(1_000_000),
    certainty: z.union([z.literal(1), z.literal(2)]),
    outcomes: z.array(OutcomeResult).min(1).max(OUTCOMES_MAX).refine(unique, eachOnce),
    score: optional(z.strictObject({ home: count, away: count })),
    reason: optional(text),
    actor: z.null().default(null),
  }),
  fact('ResultRolledBack', {
    marketId: market,
    resultVersion: z.int().min(1).max(1_000_000),
    reason: optional(text),
    actor: z.null().default(null),
  }),
  fact('BetsCancelledInWindow', {
    windowId: text,
    marketId: market,
    fromMs: optional(time),
    toMs: optional(time),
    reason: text,
    supersededBy: optional(text),
    actor: z.null().default(null),
  }).refine(({ fromMs, toMs }) => fromMs === null || toMs === null || fromMs < toMs, {
    message: 'a window begins before it ends',
  }),
  fact('BetsCancellationRolledBack', {
    marketId: market,
    windowId: optional(text),
    actor: z.null().default(null),
  }),
  fact('ProducerHeartbeat', { subscribed: z.boolean() }),
  fact('ProducerDown', { reason: text }),
  fact('RecoveryStarted', { requestId: text }),
  fact('RecoveryCompleted', { requestId: text }),
]);
export type NativeFact = z.output<typeof NativeFact>;
