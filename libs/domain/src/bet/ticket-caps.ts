import { limits, type RejectReason, type TicketBet } from '@stakelog/contracts';
import { combinations, isPlainSingle } from '../ticket/bet-lines';
import { ofBet, ofBets, ofTicket, type TicketCheck } from './ticket-check';

/** Row 13. Counted from the scheme alone: whatever is too large is refused before any of it is expanded. */
export function tooMany({ place }: TicketCheck): readonly RejectReason[] {
  if (place.bets.length > limits.betsPerTicketMax) return [ofTicket('TOO_MANY_BETS')];
  if (place.selections.length > limits.selectionsPerTicketMax) return [ofTicket('TOO_MANY_LEGS')];
  const legs = ofBets({ place }, (bet, index) =>
    hasTooManyLegs(bet) ? ofBet('TOO_MANY_LEGS', index) : undefined,
  );
  if (legs.length > 0) return legs;
  return ofBets({ place }, (bet, index) =>
    hasTooManyLines(bet) ? ofBet('TOO_MANY_LINES', index) : undefined,
  );
}

const hasTooManyLegs = ({ kind, positions }: TicketBet) =>
  positions.length > limits.legsPerBetMax ||
  (kind === 'SYSTEM' && positions.length > limits.systemPositionsMax);

function hasTooManyLines(bet: TicketBet): boolean {
  if (isPlainSingle(bet)) return false;
  const ways = bet.positions.reduce((product, { selections }) => product * selections.length, 1);
  return ways > limits.waysProductMax || combinations(bet) > BigInt(limits.linesPerBetMax);
}

/** Row 14. Right are the combinations; of an each-way bet also twice as many, which are the lines it pays for. */
export function linesMismatch({ place }: TicketCheck): readonly RejectReason[] {
  return ofBets({ place }, (bet, index) => {
    const computed = isPlainSingle(bet) ? 1 : Number(combinations(bet));
    const isRight = bet.lines === computed || (bet.eachWay && bet.lines === 2 * computed);
    return isRight ? undefined : ofBet('LINES_MISMATCH', index, `${computed}`);
  });
}
