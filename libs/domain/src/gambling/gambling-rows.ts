import type { GamblingLimitKind, RejectCode, RejectReason } from '@stakelog/contracts';
import { stakeOf } from '../account/funding';
import { isLocationRefused, lacksVerification } from '../account/jurisdictions';
import { barred } from '../account/standing';
import { ofTicket, type TicketCheck } from '../bet/ticket-check';
import { limitRoom } from './limit-room';

type Row = (check: TicketCheck) => readonly RejectReason[];

/** Rows 5–12 of acceptance: what the account itself forbids. They reveal nothing of price or risk. */
export const gamblingRows: readonly Row[] = [
  accountBarred, // 5 SELF_EXCLUDED, 6 TIME_OUT, 7 ACCOUNT_BLOCKED
  verificationRequired, // 8
  locationNotAllowed, // 9
  sessionLimitReached, // 10
  limitReached('STAKE', 'STAKE_LIMIT_REACHED'), // 11
  limitReached('LOSS', 'LOSS_LIMIT_REACHED'), // 12
];

/** Rows 5–7; at most one of them fails first. */
function accountBarred({ state, account }: TicketCheck): readonly RejectReason[] {
  const bar = barred(account, state.decidedAtMs);
  return bar === undefined ? [] : [ofTicket(bar.code, bar.detail)];
}

/** Row 8. */
function verificationRequired({ state, account }: TicketCheck): readonly RejectReason[] {
  return lacksVerification(state, account, 'bet') ? [ofTicket('VERIFICATION_REQUIRED')] : [];
}

/** Row 9. */
function locationNotAllowed({ state, account }: TicketCheck): readonly RejectReason[] {
  return isLocationRefused(state, account) ? [ofTicket('LOCATION_NOT_ALLOWED')] : [];
}

/** Row 10. With a session limit only time in a session is counted, so a bet needs one that runs. */
function sessionLimitReached({ state, account }: TicketCheck): readonly RejectReason[] {
  const leftMs = limitRoom(account, 'SESSION', state.decidedAtMs);
  if (leftMs === Infinity) return [];
  if (leftMs <= 0) return [ofTicket('SESSION_LIMIT_REACHED', '0')];
  return account.session === undefined ? [ofTicket('SESSION_LIMIT_REACHED', 'StartSession')] : [];
}

/** Rows 11 and 12: cash stakes of the ticket against what is left, its own hold not counted twice. */
function limitReached(
  kind: Extract<GamblingLimitKind, 'STAKE' | 'LOSS'>,
  code: Extract<RejectCode, 'STAKE_LIMIT_REACHED' | 'LOSS_LIMIT_REACHED'>,
): Row {
  return ({ state, account, place, reserved }) => {
    const room = limitRoom(account, kind, state.decidedAtMs);
    if (room === Infinity) return [];
    const staked = stakeOf(place.bets, 'CASH');
    const left = room + reserved;
    return staked > 0 && staked > left ? [ofTicket(code, `${Math.max(0, left)}`)] : [];
  };
}
