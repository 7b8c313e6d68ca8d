import { betId, type BetAccepted } from '@stakelog/contracts';
import { settlementOf, type Decision, type PartitionState } from '@stakelog/domain';
import { isAccepted } from './outcome';

/** What the house has of bets, in minor units of their account. Undefined: one of them is not settled yet. */
export type HouseResult = number | undefined;

/** What the house gets of a stake: a token's is its own money. */
const stakeOf = ({ stake, funding }: BetAccepted) => (funding === 'FREE_BET' ? 0 : stake);

/** Bets as the log settles them: only those of decisions that differ are followed. */
export class FollowedBets {
  readonly #bets = new Map<string, { left: number; settled: boolean }>();

  follow(answer: readonly Decision[]): void {
    for (const accepted of answer.filter(isAccepted))
      this.#bets.set(betId(accepted.ticketId, accepted.bet), {
        left: stakeOf(accepted),
        settled: false,
      });
  }

  take(event: Decision): void {
    if (
      event.type !== 'BetSettled' &&
      event.type !== 'BetReopened' &&
      event.type !== 'BetCashedOut'
    )
      return;
    const bet = this.#bets.get(betId(event.ticketId, event.bet));
    if (bet === undefined) return;
    if (event.type === 'BetCashedOut') {
      bet.left -= event.amount;
      bet.settled = event.toShareBps === 10_000;
    } else {
      bet.left -= event.delta;
      bet.settled = event.type === 'BetSettled';
    }
  }

  result(answer: readonly Decision[]): HouseResult {
    let left = 0;
    for (const accepted of answer.filter(isAccepted)) {
      const bet = this.#bets.get(betId(accepted.ticketId, accepted.bet));
      if (bet?.settled !== true) return undefined;
      left += bet.left;
    }
    return left;
  }
}

/** What the results that are known at the end of the log make of bets that nobody placed. */
export function hypotheticalResult(
  state: PartitionState,
  answer: readonly Decision[],
): HouseResult {
  let left = 0;
  for (const accepted of answer.filter(isAccepted)) {
    const settled = settlementOf(state, {
      accepted,
      heldExcess: null,
      acceptedOffset: 0,
      settlement: undefined,
      version: 0,
      settledAtMs: 0,
      overrides: [],
      cashedBps: 0,
      exposed: undefined,
    });
    if (settled?.type !== 'BetSettled') return undefined;
    left += stakeOf(accepted) - settled.payout;
  }
  return left;
}
