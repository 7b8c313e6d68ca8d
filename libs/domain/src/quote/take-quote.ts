import type {
  PlaceBets,
  PriceChange,
  QuoteBets,
  Selection,
  TicketBet,
  TicketId,
} from '@stakelog/contracts';
import type { PartitionState } from '../partition/partition-state';
import { staking } from '../ticket/bet-lines';
import type { Quote } from './quote';

/**
 * The live quote that a ticket takes: its own account's, the same ticket, no other ticket's, and every market as
 * it was. A market's version rises with every suspension and closing, so an equal version says that there was
 * none (domain.md §2). Undefined: the ticket is decided as if it named none.
 */
export function takenQuote(
  state: PartitionState,
  place: PlaceBets,
  heldBy: TicketId | undefined,
): Quote | undefined {
  if (place.quoteId === null) return undefined;
  return liveQuote(
    state,
    place,
    heldBy,
    place.selections.map(({ marketId }) => state.table.markets.get(marketId)?.marketVersion),
  );
}

/** The same, for markets seen at these versions. */
export function liveQuote(
  { quotes }: PartitionState,
  place: PlaceBets,
  heldBy: TicketId | undefined,
  marketVersions: readonly (number | undefined)[],
): Quote | undefined {
  const quote = place.quoteId === null ? undefined : quotes.get(place.quoteId);
  if (quote === undefined || quote.quoted.accountId !== place.accountId) return undefined;
  const isAsQuoted =
    quote.heldBy === heldBy &&
    isSameTicket(quote, place) &&
    quote.quoted.legs.every(({ marketVersion }, leg) => marketVersion === marketVersions[leg]);
  return isAsQuoted ? quote : undefined;
}

/** The ticket with the stakes that were quoted: FILL_MAX may have made them smaller. */
export const quotedPlace = (place: PlaceBets, quote: Quote): PlaceBets => ({
  ...place,
  bets: quotedBets(quote),
});

const quotedBets = ({ command, quoted }: Quote): readonly TicketBet[] =>
  command.bets.map((bet, index) => staking(bet, quoted.bets[index]?.stake));

type Ticket = Pick<
  QuoteBets | PlaceBets,
  'selections' | 'bets' | 'priceChange' | 'acceptPayoutCap' | 'onStakeLimit'
>;

/** Ids, channel and stated market versions aside; with the stakes that were asked, or those that were quoted. */
function isSameTicket(quote: Quote, place: Ticket): boolean {
  const { command } = quote;
  return (
    sameEach(command.selections, place.selections, sameSelection) &&
    (sameEach(command.bets, place.bets, sameBet) ||
      sameEach(quotedBets(quote), place.bets, sameBet)) &&
    samePriceChange(command.priceChange, place.priceChange) &&
    command.acceptPayoutCap === place.acceptPayoutCap &&
    command.onStakeLimit === place.onStakeLimit
  );
}

const sameEach = <Value>(
  left: readonly Value[],
  right: readonly Value[],
  same: (one: Value, other: Value) => boolean,
): boolean =>
  left.length === right.length &&
  left.every((one, index) => {
    const other = right[index];
    return other !== undefined && same(one, other);
  });

const sameSelection = (one: Selection, other: Selection): boolean =>
  one.marketId === other.marketId &&
  one.outcomeId === other.outcomeId &&
  one.odds === other.odds &&
  one.fraction?.num === other.fraction?.num &&
  one.fraction?.den === other.fraction?.den;

const sameBet = (one: TicketBet, other: TicketBet): boolean =>
  one.kind === other.kind &&
  one.eachWay === other.eachWay &&
  one.stake === other.stake &&
  one.stakeMode === other.stakeMode &&
  one.lines === other.lines &&
  one.funding === other.funding &&
  one.freeBetId === other.freeBetId &&
  sameEach(one.sizes, other.sizes, Object.is) &&
  sameEach(
    one.positions,
    other.positions,
    (left, right) =>
      left.banker === right.banker && sameEach(left.selections, right.selections, Object.is),
  );

const samePriceChange = (one: PriceChange, other: PriceChange): boolean =>
  one.policy === other.policy &&
  one.toleranceBps === other.toleranceBps &&
  one.minOdds === other.minOdds;
