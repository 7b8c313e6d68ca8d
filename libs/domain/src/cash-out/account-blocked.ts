import type { Account } from '../account/account';

/** Whether an exclusion or a block keeps the account from cashing out (domain.md §8, §9). */
export const isBlocked = (_account: Account, _nowMs: number): boolean => false;
