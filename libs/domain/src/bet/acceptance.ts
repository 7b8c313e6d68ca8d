import { limits, type RejectReason, type Selection, type TicketBet } from '@stakelog/contracts';
import { freeBetInvalid, insufficientFunds } from '../account/funding-rows';
import { gamblingRows } from '../gambling/gambling-rows';
import { bettableStatuses } from '../market/market';
import { betTypeNotAllowed1, linesMismatch1 } from '../rules/version-1';
import { covers } from '../settlement/leg-truth';
import { priceChangeReasons } from './price-change';
import { stakeReasons } from './stake-limits';
import {
  currentPrice,
  fixtureOf,
  knowsOutcome,
  marketOf,
  ofBet,
  ofLeg,
  ofTicket,
  outcomeOf,
  type TicketCheck,
} from './ticket-check';

/** One row of the table of acceptance: every failure of it, or none. */
type Row = (check: TicketCheck) => readonly RejectReason[];

/**
 * The ordered table of acceptance (domain.md §5): the first failing row decides, and all its failures are
 * listed. Rows 2–4 are checked before a ticket comes here (key, staleness, account); rows 5–12 and 17
 * concern commands and bet types that rules version 1 does not take.
 */
export const acceptanceRows: readonly Row[] = [
  invalidFormat, // 1
  ...gamblingRows, // 5 SELF_EXCLUDED … 12 LOSS_LIMIT_REACHED: gambling/gambling-rows.ts
  tooMany, // 13
  linesMismatch, // 14
  unknownMarketOrOutcome, // 15
  betTypeNotAllowed, // 16
  feedDown, // 18
  marketClosed, // 19
  marketSuspended, // 20
  outcomeInactive, // 21
  marketChanged, // 22
  scoreChanged, // 23
  priceChangeReasons, // 24 ODDS_CHANGED: price-change.ts
  stakeReasons, // 25 STAKE_BELOW_MIN … 29 LIABILITY_EXCEEDED: stake-limits.ts
  freeBetInvalid, // 30: account/funding-rows.ts
  insufficientFunds, // 31
];

/** The rows as rules version 1 had them. */
const acceptanceRows1: readonly Row[] = acceptanceRows.map((row) => {
  if (row === linesMismatch) return linesMismatch1;
  return row === betTypeNotAllowed ? betTypeNotAllowed1 : row;
});

/** The failures of the first failing row. Empty means the ticket stands. */
export function rejectReasons(check: TicketCheck): readonly RejectReason[] {
  for (const row of check.state.rules === 1 ? acceptanceRows1 : acceptanceRows) {
    const reasons = row(check);
    if (reasons.length > 0) return reasons;
  }
  return [];
}

const isPriced = ({ fraction }: Selection) =>
  fraction === null || (fraction.num > 0 && fraction.den > 0);

/** Row 1. The edge refuses the same; a ticket of nothing would have no answer, a price over zero no value. */
function invalidFormat({ place }: TicketCheck): readonly RejectReason[] {
  return place.bets.length > 0 && place.selections.length > 0 && place.selections.every(isPriced)
    ? []
    : [ofTicket('INVALID_FORMAT')];
}

/** Row 13. The edge refuses the same; here it holds for whoever writes to the topic. */
function tooMany({ place }: TicketCheck): readonly RejectReason[] {
  if (place.bets.length > limits.betsPerTicketMax) return [ofTicket('TOO_MANY_BETS')];
  if (place.selections.length > limits.selectionsPerTicketMax) return [ofTicket('TOO_MANY_LEGS')];
  return place.bets.flatMap((bet, index) =>
    bet.positions.length > limits.legsPerBetMax ? [ofBet('TOO_MANY_LEGS', index)] : [],
  );
}

/** Row 14. A single has one line for each alternative of its position; each-way doubles them. */
function linesMismatch({ place }: TicketCheck): readonly RejectReason[] {
  return place.bets.flatMap((bet, index) => {
    if (bet.kind !== 'SINGLE') return [];
    const ways = bet.positions.reduce((sum, { selections }) => sum + selections.length, 0);
    const lines = ways * (bet.eachWay ? 2 : 1);
    return bet.lines === lines ? [] : [ofBet('LINES_MISMATCH', index, `${lines}`)];
  });
}

/** Row 15. */
function unknownMarketOrOutcome(check: TicketCheck): readonly RejectReason[] {
  return check.place.selections.flatMap((selection, index) => {
    const market = marketOf(check, selection);
    if (market === undefined) return [ofLeg('MARKET_UNKNOWN', index)];
    return knowsOutcome(market, selection.outcomeId) ? [] : [ofLeg('OUTCOME_UNKNOWN', index)];
  });
}

/** Row 16. Rules version 1 takes win singles in cash. */
function betTypeNotAllowed({ place }: TicketCheck): readonly RejectReason[] {
  const isWinSingle = ({ kind, eachWay, funding, positions, sizes }: TicketBet) =>
    kind === 'SINGLE' &&
    !eachWay &&
    funding === 'CASH' &&
    sizes.length === 0 &&
    positions.length === 1 &&
    positions[0]?.selections.length === 1 &&
    (positions[0].selections[0] ?? -1) in place.selections;
  return place.bets.flatMap((bet, index) =>
    isWinSingle(bet) ? [] : [ofBet('BET_TYPE_NOT_ALLOWED', index)],
  );
}

/** Row 18. A producer is down when its heartbeats, in the facts adopted, are older than the policy's bound. */
function feedDown(check: TicketCheck): readonly RejectReason[] {
  const { state, policy, place } = check;
  return place.selections.flatMap((selection, index) => {
    const market = marketOf(check, selection);
    if (market === undefined || policy === undefined) return [ofLeg('FEED_DOWN', index)];
    const ageMsMax = Math.min(policy.heartbeatAgeMsMax, policy.factsAgeMsMax);
    const { partition, producerId } = market;
    return state.table.producers.isUp(partition, producerId, state.decidedAtMs, ageMsMax)
      ? []
      : [ofLeg('FEED_DOWN', index)];
  });
}

/** Row 19. */
function marketClosed(check: TicketCheck): readonly RejectReason[] {
  return check.place.selections.flatMap((selection, index) => {
    const market = marketOf(check, selection);
    const fixture = fixtureOf(check, selection);
    const closed =
      market?.trading === 'CLOSED' ||
      market?.results.has(selection.outcomeId) === true ||
      fixture === undefined ||
      !bettableStatuses.includes(fixture.status);
    return closed ? [ofLeg('MARKET_CLOSED', index)] : [];
  });
}

/** Row 20. */
function marketSuspended(check: TicketCheck): readonly RejectReason[] {
  const { decidedAtMs } = check.state;
  return check.place.selections.flatMap((selection, index) => {
    const market = marketOf(check, selection);
    const open =
      market?.trading === 'OPEN' &&
      market.override === 'NONE' &&
      !market.quarantined &&
      ![...market.windows.values()].some((window) => covers(window, decidedAtMs));
    return open ? [] : [ofLeg('MARKET_SUSPENDED', index)];
  });
}

/** Row 21. */
function outcomeInactive(check: TicketCheck): readonly RejectReason[] {
  return check.place.selections.flatMap((selection, index) =>
    outcomeOf(check, selection)?.state === 'ACTIVE' && currentPrice(check, selection) !== undefined
      ? []
      : [ofLeg('OUTCOME_INACTIVE', index)],
  );
}

/** Row 22. Another version than the one sent, or than the one at hold. */
function marketChanged(check: TicketCheck): readonly RejectReason[] {
  return check.place.selections.flatMap((selection, index) => {
    const version = marketOf(check, selection)?.marketVersion;
    const stated = selection.marketVersion ?? version;
    const atHold = check.held?.[index]?.marketVersion ?? version;
    return version === stated && version === atHold
      ? []
      : [ofLeg('MARKET_CHANGED', index, `${version}`)];
  });
}

/** Row 23. */
function scoreChanged(check: TicketCheck): readonly RejectReason[] {
  if (check.held === undefined) return [];
  return check.place.selections.flatMap((selection, index) => {
    const version = fixtureOf(check, selection)?.scoreVersion ?? null;
    return version === (check.held?.[index]?.scoreVersion ?? null)
      ? []
      : [ofLeg('SCORE_CHANGED', index)];
  });
}
