export { availableCash, type Account } from './account/account';
export { acceptanceRows } from './bet/acceptance';
export type { Bet, Hold } from './bet/bet';
export { postings, type House } from './ledger/ledger';
export type { Fixture, Market, Outcome } from './market/market';
export { MarketTable, type RelevantFact, type UndecodableFact } from './market/market-table';
export { bodyCheck } from './partition/body-check';
export {
  decideBatch,
  nextDeadlineMs,
  openingOf,
  workMaxOf,
  type BatchInputs,
  type DecidedBatch,
  type InputCommand,
} from './partition/decide-batch';
export { closeBatch, evolve, foldBatch } from './partition/evolve';
export { PartitionState, type Decision } from './partition/partition-state';
export { rulesVersion } from './rules/rules-version';
export { legTruth, type LegTruth } from './settlement/leg-truth';
export { settlementOf } from './settlement/settle-bet';
