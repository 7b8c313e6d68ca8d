import type { RejectReason } from '@stakelog/contracts';
import { freeBetInvalid, insufficientFunds } from '../account/funding-rows';
import { gamblingRows } from '../gambling/gambling-rows';
import { bettableStatuses, isResulted } from '../market/market';
import { betTypeNotAllowed1, invalidFormat1, linesMismatch1, tooMany1 } from '../rules/version-1';
import { covers } from '../settlement/leg-truth';
import { betTypeNotAllowed, relatedSelections } from './combination-legality';
import { priceChangeReasons } from './price-change';
import { stakeReasons } from './stake-limits';
import { linesMismatch, tooMany } from './ticket-caps';
import { knowsOutcome, noReasons, ofLeg, ofSelections, type TicketCheck } from './ticket-check';
import { invalidFormat } from './ticket-format';

/** Every failure of one row, or none. */
type RowCheck = (check: TicketCheck) => readonly RejectReason[];

/** A row of the table of acceptance, by its number there. */
export type AcceptanceRow = { readonly row: string; readonly reasons: RowCheck };

/** Numbers of gambling/gambling-rows.ts: SELF_EXCLUDED to LOSS_LIMIT_REACHED. */
const gamblingNumbers = ['5–7', '8', '9', '10', '11', '12'];

/**
 * The ordered table of acceptance (domain.md §5): the first failing row decides, and all its failures are
 * listed. Rows 2–4 are checked before a ticket comes here (key, staleness, account).
 */
const acceptanceRows: readonly AcceptanceRow[] = [
  { row: '1', reasons: invalidFormat },
  ...gamblingRows.map((reasons, index) => ({ row: gamblingNumbers[index] ?? '12', reasons })),
  { row: '13', reasons: tooMany },
  { row: '14', reasons: linesMismatch },
  { row: '15', reasons: unknownMarketOrOutcome },
  { row: '16', reasons: betTypeNotAllowed },
  { row: '17', reasons: relatedSelections },
  { row: '18', reasons: feedDown },
  { row: '19', reasons: marketClosed },
  { row: '20', reasons: marketSuspended },
  { row: '21', reasons: outcomeInactive },
  { row: '22', reasons: marketChanged },
  { row: '23', reasons: scoreChanged },
  { row: '24', reasons: priceChangeReasons },
  { row: '25–29', reasons: stakeReasons },
  { row: '30', reasons: freeBetInvalid },
  { row: '31', reasons: insufficientFunds },
];

const reasonsOf1: Readonly<Record<string, RowCheck>> = {
  '1': invalidFormat1,
  '13': tooMany1,
  '14': linesMismatch1,
  '16': betTypeNotAllowed1,
};

/** The rows as rules version 1 had them. */
const acceptanceRows1 = acceptanceRows.map(({ row, reasons }) => ({
  row,
  reasons: reasonsOf1[row] ?? reasons,
}));

/** What a reserved quote promised is not asked again. */
const promised: readonly RowCheck[] = [
  marketChanged,
  scoreChanged,
  priceChangeReasons,
  stakeReasons,
];
const quotedRows = acceptanceRows.filter(({ reasons }) => !promised.includes(reasons));

/** The rows that a ticket is checked against, in order. */
export function rowsFor({ state, quote }: TicketCheck): readonly AcceptanceRow[] {
  if (state.rules === 1) return acceptanceRows1;
  return quote === undefined ? acceptanceRows : quotedRows;
}

/** The failures of the first failing row. Empty means the ticket stands. */
export function rejectReasons(check: TicketCheck): readonly RejectReason[] {
  for (const { reasons } of rowsFor(check)) {
    const found = reasons(check);
    if (found.length > 0) return found;
  }
  return noReasons;
}

/** Row 15. */
function unknownMarketOrOutcome(check: TicketCheck): readonly RejectReason[] {
  return ofSelections(check, ({ market, selection }, index) => {
    if (market === undefined) return ofLeg('MARKET_UNKNOWN', index);
    return knowsOutcome(market, selection.outcomeId) ? undefined : ofLeg('OUTCOME_UNKNOWN', index);
  });
}

/** Row 18. A producer is down when its heartbeats, in the facts adopted, are older than the policy's bound. */
function feedDown(check: TicketCheck): readonly RejectReason[] {
  const { state, policy } = check;
  return ofSelections(check, ({ market }, index) => {
    if (market === undefined || policy === undefined) return ofLeg('FEED_DOWN', index);
    const ageMsMax = Math.min(policy.heartbeatAgeMsMax, policy.factsAgeMsMax);
    const { partition, producerId } = market;
    return state.table.producers.isUp(partition, producerId, state.decidedAtMs, ageMsMax)
      ? undefined
      : ofLeg('FEED_DOWN', index);
  });
}

/** Row 19. */
function marketClosed(check: TicketCheck): readonly RejectReason[] {
  return ofSelections(check, ({ market, fixture, selection }, index) => {
    const closed =
      market?.trading === 'CLOSED' ||
      (market !== undefined && isResulted(market, selection.outcomeId, check.state.rules)) ||
      fixture === undefined ||
      !bettableStatuses.includes(fixture.status);
    return closed ? ofLeg('MARKET_CLOSED', index) : undefined;
  });
}

/** Row 20. */
function marketSuspended(check: TicketCheck): readonly RejectReason[] {
  const { decidedAtMs } = check.state;
  return ofSelections(check, ({ market }, index) => {
    const open =
      market?.trading === 'OPEN' &&
      market.override === 'NONE' &&
      !market.quarantined &&
      (market.windows.size === 0 ||
        ![...market.windows.values()].some((window) => covers(window, decidedAtMs)));
    return open ? undefined : ofLeg('MARKET_SUSPENDED', index);
  });
}

/** Row 21. */
function outcomeInactive(check: TicketCheck): readonly RejectReason[] {
  return ofSelections(check, ({ outcome, price }, index) =>
    outcome?.state === 'ACTIVE' && price !== undefined
      ? undefined
      : ofLeg('OUTCOME_INACTIVE', index),
  );
}

/** Row 22. Another version than the one sent, or than the one at hold. */
function marketChanged(check: TicketCheck): readonly RejectReason[] {
  return ofSelections(check, ({ market, selection }, index) => {
    const version = market?.marketVersion;
    const stated = selection.marketVersion ?? version;
    const atHold = check.held?.[index]?.marketVersion ?? version;
    return version === stated && version === atHold
      ? undefined
      : ofLeg('MARKET_CHANGED', index, `${version}`);
  });
}

/** Row 23. */
function scoreChanged(check: TicketCheck): readonly RejectReason[] {
  const { held } = check;
  if (held === undefined) return noReasons;
  return ofSelections(check, ({ fixture }, index) =>
    (fixture?.scoreVersion ?? null) === (held[index]?.scoreVersion ?? null)
      ? undefined
      : ofLeg('SCORE_CHANGED', index),
  );
}
