import {
  type AccumulatorBonus,
  betId,
  type BetAccepted,
  type BetHeld,
  type BetRejected,
  type Leg,
  type PlaceTerms,
  type UtcMs,
} from '@stakelog/contracts';
import { systemName } from '@stakelog/domain';
import { factToken, type TicketEvent } from './event-fields';
import { withoutNulls } from './without-nulls';

/**
 * The body that answers a ticket, as `POST /bets` and `GET /tickets/{id}` send it.
 * Made from events alone and in a fixed order of keys, so a repeat has the same bytes.
 */
export function ticketAnswer(
  events: readonly [TicketEvent, ...TicketEvent[]],
  decidedAtMs: UtcMs,
): string {
  const [first] = events;
  if (first.type === 'BetHeld') return JSON.stringify(heldTicket(first, decidedAtMs));
  if (first.type === 'BetRejected') return JSON.stringify(rejectedTicket(first, decidedAtMs));
  const accepted = events.filter((event) => event.type === 'BetAccepted');
  return JSON.stringify(acceptedTicket(first, accepted, decidedAtMs));
}

function heldTicket({ ticketId, deadlineMs, delay }: BetHeld, decidedAtMs: UtcMs) {
  const { marketMs, accountMs, appliedMs } = delay;
  const shown = { marketMs, accountMs, appliedMs };
  return { ticketId, status: 'HELD', decidedAtMs, deadlineMs, delay: shown };
}

function rejectedTicket(event: BetRejected, decidedAtMs: UtcMs) {
  const { ticketId, reasons, alternative, facts, policyVersion } = event;
  return withoutNulls({
    ticketId,
    status: 'REJECTED',
    decidedAtMs,
    reasons: reasons.map(({ code, level, bet, leg, detail }) =>
      withoutNulls({ code, level, bet, leg, detail, type: `/problems/${code}` }),
    ),
    alternative:
      alternative &&
      withoutNulls({
        stakes: alternative.stakes.length > 0 ? alternative.stakes : null,
        odds: alternative.odds.length > 0 ? alternative.odds : null,
      }),
    facts: facts.map(factToken),
    policyVersion,
  });
}

function acceptedTicket(first: BetAccepted, bets: readonly BetAccepted[], decidedAtMs: UtcMs) {
  const facts = bets.flatMap(({ legs }) => legs.map(({ oddsAt }) => factToken(oddsAt)));
  return withoutNulls({
    ticketId: first.ticketId,
    status: 'ACCEPTED',
    decidedAtMs,
    quoteId: first.quoteId,
    bets: bets.map(acceptedBet),
    facts: [...new Set(facts)],
    policyVersion: first.policyVersion,
  });
}

/** Where a field has its default value it is left out: a cash single shows what a single has. */
function acceptedBet(event: BetAccepted) {
  return withoutNulls({
    betId: betId(event.ticketId, event.bet),
    kind: event.kind,
    system: nameOf(event),
    sizes: event.sizes.length > 0 ? event.sizes : null,
    positions: event.positions.length > 0 ? event.positions.map(shownPosition) : null,
    eachWay: event.eachWay ? true : null,
    lines: event.lines > 1 ? event.lines : null,
    stake: event.stake,
    funding: event.funding === 'CASH' ? null : event.funding,
    freeBetId: event.freeBetId,
    potentialReturn: event.potentialReturn,
    maxPayout: event.maxPayout,
    bonusTerms: event.bonusTerms.length > 0 ? event.bonusTerms.map(shownTerms) : null,
    legs: event.legs.map(acceptedLeg),
  });
}

/** A full cover of single selections has a name; anything with bankers or ways has none. */
export function nameOf({ kind, sizes, positions, legs }: BetAccepted): string | null {
  const isPlain = positions.every(({ selections, banker }) => !banker && selections.length === 1);
  if (kind !== 'SYSTEM' || !isPlain) return null;
  return systemName(positions.length || legs.length, sizes) ?? null;
}

const shownPlace = ({ places, fraction: { num, den } }: PlaceTerms) => ({
  places,
  fraction: { num, den },
});

export const shownTerms = (terms: AccumulatorBonus) =>
  withoutNulls({
    promotionId: terms.promotionId,
    legsMin: terms.legsMin,
    legOddsMin: terms.legOddsMin,
    bonusBps: terms.bonusBps,
  });

const shownPosition = ({ selections, banker }: BetAccepted['positions'][number]) => ({
  selections,
  banker,
});

/** A leg as it was taken: what the bettor saw, what was used, and the fact that says so. */
export function acceptedLeg(leg: Leg) {
  return withoutNulls({
    marketId: leg.marketId,
    outcomeId: leg.outcomeId,
    requestedOdds: leg.requestedOdds ?? leg.odds,
    odds: leg.odds,
    fraction: leg.fraction && { num: leg.fraction.num, den: leg.fraction.den },
    oddsAt: factToken(leg.oddsAt),
    marketVersion: leg.marketVersion,
    scoreVersion: leg.scoreVersion,
    placeTerms: leg.placeTerms && shownPlace(leg.placeTerms),
  });
}
