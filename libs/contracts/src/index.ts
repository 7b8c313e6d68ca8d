export { AgingMap } from './aging-map';
export { assert, defined } from './assert';
export type * from './generated/audit.events';
export type * from './generated/bet.commands';
export type * from './generated/bet.events';
export type * from './generated/dead.letters';
export type * from './generated/odds.events';
export type * from './generated/records';
export { schemas } from './generated/schemas';
export { limits, limitsHash } from './limits';
export { murmur2, partitionOf } from './partition-of';
export {
  formatOdds,
  oddsNotations,
  parseOdds,
  type OddsNotation,
  type ParsedOdds,
  type Price,
} from './odds-notation';
export { parsePositionToken, positionToken, type Position } from './position-token';
export type { HistoryEntry, ModelChanges, ModelKey, QueuedNotice, Rank } from './read-model';
export { topicNames, topics, type TopicName } from './topics';
export {
  accountId,
  betId,
  decimalOdds,
  fixtureId,
  marketId,
  minorDelta,
  minorUnits,
  oddsMax,
  oddsMin,
  outcomeId,
  ticketId,
  utcMs,
  type AccountId,
  type BetId,
  type DecimalOdds,
  type FixtureId,
  type MarketId,
  type MinorDelta,
  type MinorUnits,
  type OutcomeId,
  type TicketId,
  type UtcMs,
} from './values';
export type * from './words';
export { words } from './words';
export { processOf, writerName } from './writer-name';
