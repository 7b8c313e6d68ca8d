import type {
  BetCashedOut,
  CashOutHeld,
  CashOutQuoted,
  CashOutRejected,
} from '@stakelog/contracts';
import type { PartitionState } from '../partition/partition-state';

export function openCashOutQuote(_state: PartitionState, _quoted: CashOutQuoted): void {}

export function holdCashOut(_state: PartitionState, _held: CashOutHeld): void {}

/** A share of the bet is closed for good. */
export function closeShare(_state: PartitionState, _cashedOut: BetCashedOut): void {}

export function endCashOut(_state: PartitionState, _rejected: CashOutRejected): void {}
