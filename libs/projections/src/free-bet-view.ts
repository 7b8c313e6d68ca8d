import {
  type BetAccepted,
  type BetReopened,
  type BetSettled,
  type FreeBetGranted,
  limits,
  type MinorUnits,
  type UtcMs,
  utcMs,
} from '@stakelog/contracts';
import type { AccountEvent } from './event-fields';

const DAY_MS = 86_400_000;

/** A promotional stake. It is used whole, by one bet. */
export type FreeBetView = {
  readonly freeBetId: string;
  readonly amount: MinorUnits;
  readonly expiresAtMs: UtcMs;
  readonly stakeReturned: boolean;
  readonly terms: string;
  /**
   * Tickets whose bet stands on it; none: it can be used. Two where a void bet gave it back, another used it, and
   * the void was taken back.
   */
  readonly usedBy: readonly string[];
};

export const grantedFreeBet = (event: FreeBetGranted): FreeBetView => ({
  freeBetId: event.freeBetId,
  amount: event.amount,
  expiresAtMs: event.tokenExpiresAtMs,
  stakeReturned: event.stakeReturned,
  terms: event.terms,
  usedBy: [],
});

/** The newest ones; of too many those that can no longer be used go first. */
export function keptFreeBets(
  all: readonly FreeBetView[],
  decidedAtMs: UtcMs,
): readonly FreeBetView[] {
  let tooMany = all.length - limits.freeBetsShownMax;
  if (tooMany <= 0) return all;
  const isGone = ({ usedBy, expiresAtMs }: FreeBetView) =>
    usedBy.length > 0 || expiresAtMs <= decidedAtMs;
  const left = all.filter((each) => !isGone(each) || tooMany-- <= 0);
  return left.slice(-limits.freeBetsShownMax);
}

/** Bet events that use a token or give it back. */
export type FreeBetChange = BetAccepted | BetSettled | BetReopened;

/** A settlement moves promotional money of a free bet only where its token comes back, or goes again. */
export const isFreeBetChange = (event: AccountEvent): event is FreeBetChange =>
  event.type === 'BetAccepted'
    ? event.freeBetId !== null
    : (event.type === 'BetSettled' || event.type === 'BetReopened') && promoted(event) !== 0;

/** The tokens after a bet of this token changed: used while the promotion's money is out. */
export function withUse(
  all: readonly FreeBetView[],
  freeBetId: string,
  event: FreeBetChange,
  decidedAtMs: UtcMs,
): readonly FreeBetView[] {
  return all.map((token) => {
    if (token.freeBetId !== freeBetId) return token;
    const { ticketId } = event;
    if (event.type === 'BetAccepted' || promoted(event) < 0)
      return { ...token, usedBy: [...token.usedBy, ticketId] };
    const expiresAtMs = utcMs(Math.max(token.expiresAtMs, decidedAtMs + DAY_MS));
    const usedBy = token.usedBy.filter((ticket) => ticket !== ticketId);
    return { ...token, expiresAtMs, usedBy };
  });
}

const promoted = ({ postings }: FreeBetChange): number =>
  postings.reduce((sum, { code, amount }) => (code === 'promo' ? sum + amount : sum), 0);
