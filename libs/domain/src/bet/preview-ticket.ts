import type {
  Alternative,
  DecimalOdds,
  HoldDelay,
  MinorUnits,
  PlaceBets,
  RejectReason,
} from '@stakelog/contracts';
import type { PartitionState } from '../partition/partition-state';
import { delayOf, firstLook } from './place-bets';
import { largestStakes, stakeCodes } from './stake-limits';
import { usedPrice } from './ticket-check';

/** What a ticket would be answered now: nothing is decided, held or promised. */
export type TicketPreview = {
  /** Of the first failing row; none where the ticket stands. */
  readonly reasons: readonly RejectReason[];
  readonly alternative: Alternative | undefined;
  /** How long it would be held in play. */
  readonly delay: HoldDelay;
  /** By selection, what it would be struck at; empty where a row before the price fails. */
  readonly odds: readonly DecimalOdds[];
  /** By bet, the largest stake that its limits allow; empty where a row before them fails. */
  readonly stakesMax: readonly (MinorUnits | null)[];
};

/** Codes of row 24, and of those that come after the price. */
const afterPrices: readonly RejectReason['code'][] = [
  'ODDS_CHANGED',
  ...stakeCodes,
  'FREE_BET_INVALID',
  'INSUFFICIENT_FUNDS',
];

/** Undefined where the account is unknown. */
export function previewTicket(state: PartitionState, place: PlaceBets): TicketPreview | undefined {
  const look = firstLook(state, place);
  if (look === undefined) return undefined;
  const { check, reasons, alternative } = look;
  const [reason] = reasons;
  const hasPrices = reason === undefined || afterPrices.includes(reason.code);
  const hasLimits = hasPrices && reason?.code !== 'ODDS_CHANGED';
  return {
    reasons,
    alternative,
    delay: delayOf(check),
    odds: hasPrices ? place.selections.map((_, index) => usedPrice(check, index).odds) : [],
    stakesMax: hasLimits ? largestStakes(check) : [],
  };
}
