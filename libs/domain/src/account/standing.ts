import type { RejectCode } from '@stakelog/contracts';
import { exclusionOf } from '../gambling/exclusion';
import type { Account } from './account';

/** Why an account may not take part, in the order of rows 5–7 (domain.md §5). */
export type Barred = {
  readonly code: Extract<RejectCode, 'SELF_EXCLUDED' | 'TIME_OUT' | 'ACCOUNT_BLOCKED'>;
  /** Until when, in UTC milliseconds, where it ends by itself. */
  readonly detail: string | null;
};

/** What keeps an account from bets, deposits, bonuses and cash-outs; undefined while nothing does. */
export function barred(account: Account, decidedAtMs: number): Barred | undefined {
  const [self, regulator, timeOut, operator] = (
    ['SELF', 'REGULATOR', 'TIME_OUT', 'OPERATOR'] as const
  ).map((kind) => exclusionOf(account, kind, decidedAtMs));
  const selfExclusion = self ?? regulator;
  if (selfExclusion !== undefined)
    return { code: 'SELF_EXCLUDED', detail: endOf(selfExclusion.untilMs) };
  if (timeOut !== undefined) return { code: 'TIME_OUT', detail: endOf(timeOut.untilMs) };
  if (operator !== undefined || account.status !== 'ACTIVE')
    return { code: 'ACCOUNT_BLOCKED', detail: null };
  return undefined;
}

const endOf = (untilMs: number | null) => (untilMs === null ? null : `${untilMs}`);
