import {
  limits,
  type PlaceBets,
  type RejectReason,
  type Selection,
  type TicketBet,
} from '@stakelog/contracts';
import { ofTicket, type TicketCheck } from './ticket-check';

const BPS = 10_000;

/**
 * Row 1. The edge refuses the same; here it holds for whoever writes to the topic. What passes has a scheme: its
 * indices name selections, its sizes can be played. The detail names the first part that does not.
 */
export function invalidFormat({ place }: TicketCheck): readonly RejectReason[] {
  const { bets, selections } = place;
  if (bets.length === 0 || selections.length === 0 || !selections.every(isPriced))
    return [ofTicket('INVALID_FORMAT')];
  if (!isTolerance(place)) return [ofTicket('INVALID_FORMAT', 'priceChange.toleranceBps')];
  for (const [index, bet] of bets.entries()) {
    const part = malformed(bet, selections.length);
    if (part !== undefined) return [ofTicket('INVALID_FORMAT', `bets.${index}.${part}`)];
  }
  return [];
}

/** A price over zero has no value. */
export const isPriced = ({ fraction }: Selection): boolean =>
  fraction === null || (fraction.num > 0 && fraction.den > 0);

function isTolerance({ priceChange: { toleranceBps } }: PlaceBets): boolean {
  return toleranceBps === null || (toleranceBps >= 0 && toleranceBps <= BPS);
}

function malformed(
  bet: TicketBet,
  selections: number,
): 'positions' | 'sizes' | 'stake' | undefined {
  const { positions } = bet;
  if (positions.length === 0) return 'positions';
  for (const { selections: ways } of positions) {
    const inRange = ways.every((way) => Number.isInteger(way) && way >= 0 && way < selections);
    if (ways.length === 0 || !inRange) return 'positions';
    if (ways.length > 1 && new Set(ways).size !== ways.length) return 'positions';
  }
  if (!fitsKind(bet)) return 'sizes';
  return bet.stakeMode === 'UNIT' && bet.stake > limits.lineStakeMax ? 'stake' : undefined;
}

/** A single has one position, a multiple one fold of all of its; only a system says its sizes. */
function fitsKind({ kind, sizes, positions }: TicketBet): boolean {
  const wholeOnly = sizes.length === 0 || (sizes.length === 1 && sizes[0] === positions.length);
  switch (kind) {
    case 'SINGLE':
      return positions.length === 1 && wholeOnly;
    case 'MULTIPLE':
      return positions.length >= 2 && wholeOnly;
    case 'SYSTEM': {
      const bankers = positions.filter(({ banker }) => banker).length;
      return (
        sizes.length > 0 &&
        sizes.every(
          (size, index) =>
            Number.isInteger(size) &&
            size > (sizes[index - 1] ?? 0) &&
            size >= bankers &&
            size <= positions.length,
        )
      );
    }
  }
}
