import {
  limits,
  type BetCommand,
  type Leg,
  type RejectReason,
  type TicketBet,
} from '@stakelog/contracts';
import { commandRejected } from '../account/move-money';
import { ofBet, ofTicket, type TicketCheck } from '../bet/ticket-check';
import { isPriced } from '../bet/ticket-format';
import type { Market } from '../market/market';
import type { Decision, PartitionState } from '../partition/partition-state';
import { declaredFactors } from '../settlement/factors';
import type { LegResult, WaitsFor } from '../settlement/result-verdict';

/** What rules version 1 took: accounts, money, and win singles in cash. Kept to decide its logs again (R11). */
const taken: readonly BetCommand['type'][] = [
  'PlaceBets',
  'OpenAccount',
  'Deposit',
  'Withdraw',
  'CompleteWithdrawal',
  'FailWithdrawal',
  'AdjustBalance',
];

/** The answer to a command that version 1 did not take; stale ones were told so first. */
export function notInVersion1(
  { decidedAtMs }: PartitionState,
  command: BetCommand,
): readonly Decision[] | undefined {
  if (taken.includes(command.type)) return undefined;
  const { requestedAtMs } = command;
  if (requestedAtMs < decidedAtMs - limits.requestAgeMsMax)
    return [commandRejected(command, 'REQUEST_STALE')];
  if (requestedAtMs > decidedAtMs + limits.requestAheadMsMax)
    return [commandRejected(command, 'REQUEST_IN_FUTURE')];
  return [commandRejected(command, 'NOT_SUPPORTED')];
}

/** Settlements that a batch of version 1 held at most. */
export const settlementsPerBatch1 = 1_000;

/** Row 1 of version 1. */
export const invalidFormat1 = ({ place }: TicketCheck): readonly RejectReason[] =>
  place.bets.length > 0 && place.selections.length > 0 && place.selections.every(isPriced)
    ? []
    : [ofTicket('INVALID_FORMAT')];

/** Row 13 of version 1. */
export function tooMany1({ place }: TicketCheck): readonly RejectReason[] {
  if (place.bets.length > limits.betsPerTicketMax) return [ofTicket('TOO_MANY_BETS')];
  if (place.selections.length > limits.selectionsPerTicketMax) return [ofTicket('TOO_MANY_LEGS')];
  return place.bets.flatMap((bet, index) =>
    bet.positions.length > limits.legsPerBetMax ? [ofBet('TOO_MANY_LEGS', index)] : [],
  );
}

/** Row 14 of version 1: a single has a line for each alternative, and each-way doubled what was stated. */
export function linesMismatch1({ place }: TicketCheck): readonly RejectReason[] {
  return place.bets.flatMap((bet, index) => {
    if (bet.kind !== 'SINGLE') return [];
    const ways = bet.positions.reduce((sum, { selections }) => sum + selections.length, 0);
    const lines = ways * (bet.eachWay ? 2 : 1);
    return bet.lines === lines ? [] : [ofBet('LINES_MISMATCH', index, `${lines}`)];
  });
}

/** Row 16 of version 1. */
export function betTypeNotAllowed1({ place }: TicketCheck): readonly RejectReason[] {
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

/** A result in version 1: confirmed, by its declared factors alone; no rule sets, scores or fates of fixtures. */
export function resultVerdict1(leg: Leg, market: Market): LegResult | WaitsFor {
  const result = market.results.get(leg.outcomeId);
  if (result === undefined) return 'RESULT';
  if (result.certainty < 2) return 'CERTAINTY';
  const factors = declaredFactors(result.declared);
  return { factors, place: null, cause: result.at, rule: 'result/1' };
}
