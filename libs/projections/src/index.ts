export { accountBetsKey } from './account-bets';
export { accountEventsKey, type AccountEventEntry } from './account-event-entry';
export {
  accountKey,
  openedAccount,
  shownLimits,
  type AccountView,
  type BonusView,
  type ExclusionView,
  type GamblingLimitView,
} from './account-view';
export { answerKey, type AnswerView } from './answer-view';
export { answersIn, type PlacedAnswer } from './answers-in';
export { type BetChangeView } from './bet-change';
export { foldBets, foldEvents, keysOfBets, keysOfEvents } from './bet-events-projection';
export {
  betHistory,
  betKey,
  shownBet,
  type BetLegView,
  type BetSettlement,
  type BetStatus,
  type BetView,
  type CashOutView,
  type LegResult,
} from './bet-view';
export {
  answeredCommand,
  answerVersion,
  commandAnswer,
  type CommandAnswer,
} from './command-answer';
export {
  DeadLetterIndex,
  type DeadLetterEntry,
  type DeadLetterFilter,
  type DeadLetterResolution,
} from './dead-letter-index';
export { eventFields, factToken, type AccountEvent, type TicketEvent } from './event-fields';
export { explainedBet, type ExplainedLeg } from './explained-bet';
export {
  exposureKey,
  summedExposure,
  type ExposureView,
  type OutcomeExposure,
  type ShownExposure,
} from './exposure-view';
export { fixtureKey, fixturesKey, type FixtureView } from './fixture-view';
export { type FreeBetView } from './free-bet-view';
export {
  marketKey,
  resultState,
  type MarketView,
  type OutcomeResultView,
  type OutcomeView,
  type ResultState,
  type VoidWindowView,
} from './market-view';
export { ModelFold } from './model-fold';
export { type Notice } from './notice';
export { foldFacts, keysOfFacts, keysOfFixtures, type PlacedGap } from './odds-events-projection';
export { eventToken, type PlacedEvent, type PlacedFact } from './placed-event';
export { pricesKey, type PriceMove } from './price-history';
export { ticketAnswer } from './ticket-answer';
export { walletEntriesKey, type WalletEntry } from './wallet-entry';
export { waitingOf, type LegBook, type WaitingView } from './waiting-on';
export {
  eventsAsOf,
  openedWallet,
  shownWallet,
  walletCodes,
  walletKey,
  walletView,
  type WalletCode,
  type WalletView,
} from './wallet-view';
export { workingSet, type WorkingSet } from './working-set';
