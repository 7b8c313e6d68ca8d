import { betId, positionToken } from '@stakelog/contracts';
import { waitingOn, type PartitionState, type WaitingLeg } from '@stakelog/domain';
import { foldRecorded } from '../redecide/redecide-partition';
import { AuditError } from '../audit-error';
import { walkPartition, type Recording } from '../walk/partition-walk';
import { WalkedState } from '../walk/walked-state';

/** A leg that keeps an open bet from being settled. */
export type WaitingBetLeg = WaitingLeg & { readonly marketId: string; readonly outcomeId: string };

/** An open bet, and what it waits for. */
export type WaitingBet = {
  readonly bet: string;
  readonly accountId: string;
  /** Of its acceptance. */
  readonly at: string;
  readonly acceptedAtMs: number;
  /** In minor units, cashed-out parts included. */
  readonly stake: number;
  readonly legs: readonly WaitingBetLeg[];
  readonly overdue: boolean;
};

/**
 * Every open bet of a partition with what it waits for since when, at the facts that its newest batch adopted and at
 * that batch's time. Throws `bad_data` where the log is broken.
 */
export async function waitingBets(
  recording: Recording,
  partition: number,
): Promise<readonly WaitingBet[]> {
  const walked = new WalkedState(partition);
  let state: PartitionState | undefined;
  for await (const step of walkPartition(recording, partition)) {
    if (step.status === 'broken')
      throw new AuditError('bad_data', `${step.violation.at}: ${step.violation.detail}`);
    if (step.status === 'epoch') walked.meet(step);
    if (step.status !== 'batch') continue;
    state = walked.at(step.table);
    foldRecorded(state, step);
  }
  return state === undefined ? [] : openBets(state);
}

function openBets(state: PartitionState): readonly WaitingBet[] {
  const waiting: WaitingBet[] = [];
  for (const bet of state.bets.values()) {
    const { accountId, ticketId, bet: index, acceptedAtMs, stake, legs } = bet.accepted;
    const open = waitingOn(bet, state.table, state.decidedAtMs).flatMap((each) => {
      const leg = legs[each.leg];
      const { marketId, outcomeId } = leg ?? {};
      return marketId === undefined || outcomeId === undefined
        ? []
        : [{ ...each, marketId, outcomeId }];
    });
    if (open.length === 0) continue;
    waiting.push({
      bet: betId(ticketId, index),
      accountId,
      at: positionToken({
        topic: 'bet.events',
        partition: state.partition,
        offset: bet.acceptedOffset,
      }),
      acceptedAtMs,
      stake,
      legs: open,
      overdue: open.some(({ overdue }) => overdue),
    });
  }
  return waiting;
}
