import type { Account } from '../account/account';

/** Whether an exclusion of any kind in force, or its status, keeps the account from cashing out (domain.md §9). */
export const isBlocked = ({ status, exclusions }: Account, decidedAtMs: number): boolean =>
  status !== 'ACTIVE' ||
  exclusions.some(({ untilMs }) => untilMs === null || decidedAtMs < untilMs);
