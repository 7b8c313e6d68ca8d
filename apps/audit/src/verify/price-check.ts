import type { BetAccepted, PlaceBets, PriceChange, Selection } from '@stakelog/contracts';
import {
  exactOf,
  isAbove,
  reduced,
  times,
  unit,
  plus,
  whole,
  type Exact,
} from '../arithmetic/exact';
import { priceOf } from '../arithmetic/settlement';
import type { BatchCheck } from './batch-check';

/**
 * I4: a bet is struck at a price that its bettor accepts: the one that the ticket states, or what its policy allows
 * instead. A reserved quote has its own (`promises`).
 */
export function priceCheck(): BatchCheck {
  /** Tickets that wait for their deadline. */
  const held = new Map<string, PlaceBets>();
  return {
    take({ batch: { records }, commands }, report) {
      const placed = new Map<string, PlaceBets>();
      for (const input of commands)
        if ('command' in input && input.command.type === 'PlaceBets')
          placed.set(input.command.ticketId, input.command);
      for (const { event, offset } of records) {
        if (event.type === 'BetHeld' && event.command.type === 'PlaceBets')
          held.set(event.ticketId, event.command);
        if (event.type === 'BetRejected') held.delete(event.ticketId);
        if (event.type !== 'BetAccepted' || event.quoteId !== null) continue;
        const place = held.get(event.ticketId) ?? placed.get(event.ticketId);
        if (place === undefined)
          report('acceptance', offset, `${event.ticketId} was accepted and nobody placed it`);
        else for (const fault of priceFaults(event, place)) report('acceptance', offset, fault);
      }
      if (held.size === 0) return;
      for (const { event } of records)
        if (event.type === 'BetAccepted') held.delete(event.ticketId);
    },
  };
}

function priceFaults({ legs }: BetAccepted, place: PlaceBets): readonly string[] {
  return legs.flatMap((leg) => {
    const asked = place.selections.find(
      ({ marketId, outcomeId }) => marketId === leg.marketId && outcomeId === leg.outcomeId,
    );
    if (asked === undefined) return [`${leg.marketId} ${leg.outcomeId} was not asked for`];
    if (asked.odds === leg.odds && asked.fraction === null && leg.fraction === null) return [];
    return takes(place.priceChange, statedPrice(asked), priceOf(leg))
      ? []
      : [
          `${leg.marketId} ${leg.outcomeId} at ${leg.odds}, asked at ${asked.odds} (${place.priceChange.policy})`,
        ];
  });
}

const statedPrice = ({ odds, fraction }: Selection): Exact =>
  fraction === null ? reduced(BigInt(odds), 10_000n) : plus(unit, exactOf(fraction));

function takes({ policy, toleranceBps }: PriceChange, asked: Exact, used: Exact): boolean {
  switch (policy) {
    case 'NONE':
      return !isAbove(asked, used) && !isAbove(used, asked);
    case 'BETTER':
      return !isAbove(asked, used);
    case 'ANY':
      return true;
    case 'TOLERANCE':
      return !isAbove(
        times(asked, whole(10_000 - (toleranceBps ?? 0))),
        times(used, whole(10_000)),
      );
  }
}
