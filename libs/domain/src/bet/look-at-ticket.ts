import type { Alternative, RejectReason } from '@stakelog/contracts';
import { staking } from '../ticket/bet-lines';
import { rejectReasons } from './acceptance';
import { alternativeStakes, stakeCodes } from './stake-limits';
import { usedPrice, type TicketCheck } from './ticket-check';

/** What the rows of acceptance say of a ticket. Without reasons it stands, with the stakes of `check`. */
export type Look = {
  readonly check: TicketCheck;
  readonly reasons: readonly RejectReason[];
  readonly alternative: Alternative | undefined;
};

/** Where only the stakes are in the way, the largest that pass: taken with FILL_MAX, else offered. */
export function lookAtTicket(check: TicketCheck): Look {
  const reasons = rejectReasons(check);
  if (reasons.length === 0) return { check, reasons, alternative: undefined };
  const alternative = alternativeTo(check, reasons);
  const { place } = check;
  if (
    alternative !== undefined &&
    alternative.stakes.length > 0 &&
    place.onStakeLimit === 'FILL_MAX'
  ) {
    const bets = place.bets.map((bet, index) => staking(bet, alternative.stakes[index]));
    const filled = { ...check, place: { ...place, bets } };
    if (rejectReasons(filled).length === 0) return { check: filled, reasons: [], alternative };
  }
  return { check, reasons, alternative };
}

function alternativeTo(
  check: TicketCheck,
  reasons: readonly RejectReason[],
): Alternative | undefined {
  const code = reasons[0]?.code;
  if (stakeCodes.some((known) => known === code) && code !== 'STAKE_BELOW_MIN')
    return alternativeStakes(check);
  if (code !== 'ODDS_CHANGED') return undefined;
  return {
    stakes: [],
    odds: check.place.selections.map((_, index) => usedPrice(check, index).odds),
  };
}
