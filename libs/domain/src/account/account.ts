import type { AccountId, LedgerCode, MinorUnits } from '@stakelog/contracts';

export type PlayerCode = Extract<LedgerCode, 'cash' | 'held' | 'open' | 'bonus' | 'withdrawing'>;

/** Everything one account decides with. Changed in place by `evolve` alone. */
export type Account = {
  readonly accountId: AccountId;
  readonly currency: string;
  readonly jurisdiction: string;
  /** In minor units; cash goes below zero only through a correction. */
  readonly balances: Record<PlayerCode, number>;
  /** Multiplies stake and liability limits: 10 000 is 1. */
  factorBps: number;
  /** Added to bet delays, in milliseconds. */
  delayOffsetMs: number;
  /** Withdrawals under way. */
  readonly withdrawals: Map<string, MinorUnits>;
};

export const newAccount = (
  accountId: AccountId,
  currency: string,
  jurisdiction: string,
): Account => ({
  accountId,
  currency,
  jurisdiction,
  balances: { cash: 0, held: 0, open: 0, bonus: 0, withdrawing: 0 },
  factorBps: 10_000,
  delayOffsetMs: 0,
  withdrawals: new Map(),
});

/** What may be staked or withdrawn, with what a hold keeps of it: a negative balance is no credit. */
export const availableCash = ({ balances }: Account, reserved = 0): number =>
  Math.max(0, balances.cash + reserved);
