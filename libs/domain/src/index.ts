export { availableCash, type Account } from './account/account';
export { rowsFor } from './bet/acceptance';
export type { Bet, Hold } from './bet/bet';
export { exposuresOf, isExposed } from './bet/evolve-bet';
export { legExposures, worstCase, type LegExposure } from './bet/exposure';
export { placeHeldBets, ticketCheck } from './bet/place-bets';
export { previewTicket, type TicketPreview } from './bet/preview-ticket';
export type { TicketCheck } from './bet/ticket-check';
export { postings, type House } from './ledger/ledger';
export { lineSide, type LineSide } from './market/line-side';
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
export { decide } from './partition/decide';
export { answeredKey } from './partition/keys';
export { closeBatch, evolve, foldBatch, openBatch } from './partition/evolve';
export { PartitionState, type Decision } from './partition/partition-state';
export { adoptFacts } from './partition/settlement-work';
export { rulesVersion } from './rules/rules-version';
export { partitionSections, partitionSnapshotVersion } from './snapshot/partition-sections';
export type { Section } from './snapshot/section';
export { tableSections, tableSnapshotVersion } from './snapshot/table-sections';
export { handicapFactors, totalFactors } from './settlement/asian-line';
export { betReturn, type LegReturn } from './settlement/bet-return';
export { effectiveOdds } from './settlement/effective-odds';
export {
  deadHeat,
  legMultiplier,
  lost,
  overrideFactors,
  voided,
  won,
  type LegFactors,
} from './settlement/factors';
export {
  compare,
  exactPrice,
  frac,
  fraction,
  minus,
  one,
  plus,
  whole,
  wholeNumber,
  zero,
  type Fraction,
} from './settlement/fraction';
export {
  legFacts,
  legReturn,
  legTruth,
  legVerdict,
  type LegFacts,
  type LegTruth,
} from './settlement/leg-truth';
export { betPayout, type BetPayout, type PaidBet, type PayingLeg } from './settlement/payout';
export type { WaitsFor } from './settlement/result-verdict';
export { isUnplayed, ruleSetOf, ruleSets, type RuleSet } from './settlement/rule-sets';
export { placeOdds } from './settlement/place-odds';
export { settlementOf } from './settlement/settle-bet';
export { waitingOn, type WaitingLeg } from './watchdog/waiting-on';
export { namedSystems, sizesOf, systemName, type SystemName } from './ticket/named-systems';
export { chargedLines, combinations, legScheme, totalStake } from './ticket/bet-lines';
export { lineCount, schemeOf, schemeReturn, type Scheme } from './ticket/scheme';
export { closedStake } from './cash-out/closed-stake';
