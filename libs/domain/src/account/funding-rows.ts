import type { RejectReason, TicketBet } from '@stakelog/contracts';
import { noReasons, ofBet, ofBets, ofTicket, type TicketCheck } from '../bet/ticket-check';
import { totalStake } from '../ticket/bet-lines';
import { availableBonus, availableCash } from './account';
import { isUsed } from './free-bet';
import { stakeOf } from './funding';

/** Row 30, for every bet of a free bet: the token is known, unused, alive, and used whole. */
export function freeBetInvalid(check: TicketCheck): readonly RejectReason[] {
  return ofBets(check, (bet, index) => {
    const fault = bet.funding === 'FREE_BET' ? tokenFault(check, bet, index) : undefined;
    return fault === undefined ? undefined : ofBet('FREE_BET_INVALID', index, fault);
  });
}

/** What is wrong with a bet's token, or the stake that it asks for. */
function tokenFault(
  { state, place, account }: TicketCheck,
  bet: TicketBet,
  index: number,
): string | undefined {
  const token = account.freeBets.get(bet.freeBetId ?? '');
  if (token === undefined) return 'unknown';
  const first = place.bets.findIndex(({ freeBetId }) => freeBetId === bet.freeBetId);
  if (isUsed(token, place.ticketId) || first < index) return 'used';
  if (token.expiresAtMs <= state.decidedAtMs) return 'expired';
  return token.amount === totalStake(bet) ? undefined : `${token.amount}`;
}

/** Row 31. What the ticket's own hold keeps goes back to where it came from. */
export function insufficientFunds(check: TicketCheck): readonly RejectReason[] {
  const { state, place, account, reserved } = check;
  const cash = stakeOf(place.bets, 'CASH');
  const bonus = stakeOf(place.bets, 'BONUS');
  const enough =
    (cash === 0 || cash <= availableCash(account, reserved)) &&
    (bonus === 0 || bonus <= availableBonus(account, state.decidedAtMs, reserved));
  return enough ? noReasons : [ofTicket('INSUFFICIENT_FUNDS')];
}
