import type { BetStatus, BetView } from './bet-view';
import type { WorkingSet } from './working-set';

/** Bets of an account in the order of their acceptance, all of them or those of one status. */
export const accountBetsKey = (account: string, status: BetStatus | 'ALL' = 'ALL') =>
  `bets:${account}:${status}`;

/** Keeps the bet in the index of its status, and in that of all. */
export function indexBet(working: WorkingSet, before: BetView | undefined, after: BetView): void {
  const { accountId, betId, place } = after;
  if (before?.place !== place) working.rank(accountBetsKey(accountId), betId, place);
  if (before?.status === after.status && before.place === place) return;
  if (before !== undefined) working.rank(accountBetsKey(accountId, before.status), betId, null);
  working.rank(accountBetsKey(accountId, after.status), betId, place);
}
