import type { PartitionState } from '../partition/partition-state';

const idOf = ({ accepted }: { readonly accepted: { ticketId: string; bet: number } }) =>
  `${accepted.ticketId}-${accepted.bet}`;

/** Everything a partition decides with, in its order, as data: two equal dumps are one state. */
export function stateDump(state: PartitionState) {
  return {
    accounts: [...state.accounts.values()].map((account) => ({
      ...account,
      freeBets: [...account.freeBets],
      withdrawals: [...account.withdrawals],
    })),
    bets: [...state.bets],
    betsByMarket: [...state.betsByMarket].map(([id, bets]) => [id, [...bets].map(idOf)]),
    holds: [...state.holds],
    quotes: [...state.quotes],
    cashOutQuotes: [...state.cashOutQuotes],
    cashOutQuotesOf: [...state.cashOutQuotesOf].map(([id, quotes]) => [id, [...quotes]]),
    cashOutHolds: [...state.cashOutHolds],
    keys: [...state.keys],
    work: [...state.work].map(idOf),
    settled: [...state.settled].map(idOf),
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
