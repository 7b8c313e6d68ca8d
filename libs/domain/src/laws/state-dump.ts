import { betId } from '@stakelog/contracts';
import type { PartitionState } from '../partition/partition-state';

/** Everything a partition decides with, in its order, as data: two equal dumps are one state. */
export function stateDump(state: PartitionState) {
  const idAt = (place: number) => {
    const { ticketId, bet } = state.bets.at(place).accepted;
    return betId(ticketId, bet);
  };
  return {
    accounts: [...state.accounts.values()].map((account) => ({
      ...account,
      freeBets: [...account.freeBets],
      withdrawals: [...account.withdrawals],
    })),
    bets: [...state.bets].map(([id, bet]) => [id, bet.asRow()]),
    betsByMarket: [...state.betsByMarket].map(([id, places]) => [id, [...places].map(idAt)]),
    holds: [...state.holds],
    quotes: [...state.quotes],
    cashOutQuotes: [...state.cashOutQuotes],
    cashOutQuotesOf: [...state.cashOutQuotesOf].map(([id, quotes]) => [id, [...quotes]]),
    cashOutHolds: [...state.cashOutHolds],
    keys: [...state.keys],
    work: [...state.work].map(idAt),
    settled: [...state.settled].map(idAt),
    exposure: [...state.exposure]
      .map(([id, { stakes, returns }]) => ({ id, stakes, returns: sorted(returns) }))
      .toSorted(byId),
    houses: sorted(state.houses),
    decidedAtMs: state.decidedAtMs,
    nextOffset: state.nextOffset,
    commandsNext: state.commandsNext,
    commandsCrc: state.commandsCrc,
    oddsNext: state.oddsNext,
  };
}

const byId = (left: { id: string }, right: { id: string }) => (left.id < right.id ? -1 : 1);

const sorted = <Value>(entries: ReadonlyMap<string, Value>) =>
  [...entries].map(([id, value]) => ({ id, value })).toSorted(byId);
