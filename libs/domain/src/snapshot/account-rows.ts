import type { MinorUnits } from '@stakelog/contracts';
import { noFreeBets, noWithdrawals, type Account } from '../account/account';
import type { FreeBet } from '../account/free-bet';
import { noSums, type Counters, type PeriodSums } from '../gambling/period-sums';

type AccountRow = Omit<Account, 'freeBets' | 'withdrawals'> & {
  readonly freeBets: readonly (readonly [string, FreeBet])[];
  readonly withdrawals: readonly (readonly [string, MinorUnits])[];
};

export const accountRow = (account: Account): AccountRow => ({
  ...account,
  freeBets: [...account.freeBets],
  withdrawals: [...account.withdrawals],
});

/** Written out, so that an account that was restored is the same kind of object as one that was opened. */
export const restoredAccount = (row: AccountRow): Account => ({
  accountId: row.accountId,
  currency: row.currency,
  jurisdiction: row.jurisdiction,
  balances: row.balances,
  heldCash: row.heldCash,
  factorBps: row.factorBps,
  delayOffsetMs: row.delayOffsetMs,
  status: row.status,
  verification: row.verification,
  location: row.location,
  exclusions: row.exclusions,
  gamblingLimits: row.gamblingLimits,
  counters: restoredCounters(row.counters),
  session: row.session,
  freeBets: row.freeBets.length === 0 ? noFreeBets : new Map(row.freeBets),
  bonusExpiresAtMs: row.bonusExpiresAtMs,
  withdrawals: row.withdrawals.length === 0 ? noWithdrawals : new Map(row.withdrawals),
});

const restoredCounters = ({ day, sums: { DAY, WEEK, MONTH } }: Counters): Counters => ({
  day,
  sums: { DAY: shared(DAY), WEEK: shared(WEEK), MONTH: shared(MONTH) },
});

const shared = (sums: PeriodSums): PeriodSums => {
  const { deposited, staked, returned, sessionMs } = sums;
  return deposited === 0 && staked === 0 && returned === 0 && sessionMs === 0 ? noSums : sums;
};
