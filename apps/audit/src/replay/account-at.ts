import {
  accountId as asAccountId,
  betId,
  partitionOf,
  positionToken,
  topics,
} from '@stakelog/contracts';
import { availableCash, type Bet, type PartitionState } from '@stakelog/domain';
import type { Recording } from '../walk/partition-walk';
import { requirePartition, type Point } from './point';
import { oddsVector, stateAt } from './state-at';
import { stateHash } from './state-hash';

/** An account as it was. Amounts in minor units of its currency; undefined where it was not open yet. */
export async function accountAt(
  recording: Recording,
  account: string,
  point: Point,
  withHash: boolean,
) {
  const partition = partitionOf(account, topics['bet.events'].partitions);
  requirePartition(point, partition);
  const { state, opening } = await stateAt(recording, partition, point);
  const of = state.accounts.get(asAccountId(account));
  const at = {
    account,
    partition,
    position: positionToken({ topic: 'bet.events', partition, offset: state.nextOffset }),
    decidedAtMs: opening?.decidedAtMs ?? null,
    epoch: opening?.epoch ?? null,
    batch: opening?.batch ?? null,
    oddsKnown: oddsVector(state.table),
    policyVersion: state.table.policy?.policyVersion ?? null,
    hash: withHash ? stateHash(state) : null,
  };
  if (of === undefined) return { ...at, open: false as const };
  return {
    ...at,
    open: true as const,
    currency: of.currency,
    balances: of.balances,
    availableCash: availableCash(of),
    bonusExpiresAtMs: of.bonusExpiresAtMs,
    status: of.status,
    factorBps: of.factorBps,
    exclusions: of.exclusions,
    gamblingLimits: of.gamblingLimits,
    session: of.session ?? null,
    withdrawals: Object.fromEntries(of.withdrawals),
    freeBets: [...of.freeBets.keys()],
    ...openWork(state, account),
  };
}

export type AccountAt = Awaited<ReturnType<typeof accountAt>>;

function openWork(state: PartitionState, account: string) {
  const own = [...state.bets.values()].filter(({ accepted }) => accepted.accountId === account);
  return {
    openBets: own.filter(isOpen).map(openBet),
    held: [...state.holds.values()]
      .filter(({ place }) => place.accountId === account)
      .map(({ place, deadlineMs }) => ({ ticketId: place.ticketId, deadlineMs })),
    quotes: [...state.quotes.values()]
      .filter(({ quoted }) => quoted.accountId === account)
      .map(({ quoted, expiresAtMs }) => ({ quoteId: quoted.quoteId, expiresAtMs })),
  };
}

const isOpen = ({ settlement, cashedBps }: Bet) => settlement === undefined && cashedBps < 10_000;

const openBet = ({ accepted, cashedBps }: Bet) => ({
  bet: betId(accepted.ticketId, accepted.bet),
  kind: accepted.kind,
  stake: accepted.stake,
  potentialReturn: accepted.potentialReturn,
  cashedBps,
  legs: accepted.legs.map(({ marketId, outcomeId, odds }) => ({ marketId, outcomeId, odds })),
});
