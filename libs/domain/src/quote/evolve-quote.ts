import type { BetQuoted, QuoteExpired } from '@stakelog/contracts';
import type { PartitionState } from '../partition/partition-state';

/** A quote reserves its liability. */
export function openQuote(_state: PartitionState, _quoted: BetQuoted): void {}

/** A quote that was not used releases its liability. */
export function expireQuote(_state: PartitionState, _expired: QuoteExpired): void {}
