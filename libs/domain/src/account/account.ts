import type {
  AccountId,
  AccountStatus,
  LedgerCode,
  Location,
  MinorUnits,
  UtcMs,
  Verification,
} from '@stakelog/contracts';
import { newCounters, type Counters } from '../gambling/period-sums';
import type { Exclusion } from '../gambling/exclusion';
import type { GamblingLimit } from '../gambling/gambling-limit';
import type { FreeBet } from './free-bet';

export type PlayerCode = Extract<LedgerCode, 'cash' | 'held' | 'open' | 'bonus' | 'withdrawing'>;

/** Everything one account decides with. Changed in place by `evolve` alone. */
export type Account = {
  readonly accountId: AccountId;
  readonly currency: string;
  readonly jurisdiction: string;
  /** In minor units; cash and bonus go below zero only through a correction. */
  readonly balances: Record<PlayerCode, number>;
  /** The part of `held` that came from cash, in minor units: it counts as staked while it is held. */
  heldCash: number;
  /** Multiplies stake and liability limits: 10 000 is 1. */
  factorBps: number;
  /** Added to bet delays, in milliseconds. */
  delayOffsetMs: number;
  status: AccountStatus;
  verification: Verification;
  location: Location;
  /** At most one of each kind; those that have ended do no harm. */
  exclusions: readonly Exclusion[];
  /** At most one of each kind and period. */
  gamblingLimits: readonly GamblingLimit[];
  /** What gambling limits count: always, since a limit set later binds what was staked before. */
  readonly counters: Counters;
  /** The gambling session that runs. */
  session: { readonly sessionId: string; readonly startedAtMs: UtcMs } | undefined;
  /** Tokens by id: the unused ones, and those whose bet is kept. */
  freeBets: ReadonlyMap<string, FreeBet>;
  /** Bonus money can be staked before this. */
  bonusExpiresAtMs: number;
  /** Withdrawals under way. */
  withdrawals: ReadonlyMap<string, MinorUnits>;
};

/** Shared by the many accounts that have none: an empty map is 200 bytes. */
export const noFreeBets: ReadonlyMap<string, FreeBet> = new Map();
export const noWithdrawals: Account['withdrawals'] = new Map();
const noExclusions: Account['exclusions'] = [];
const noLimits: Account['gamblingLimits'] = [];

export const newAccount = (
  accountId: AccountId,
  currency: string,
  jurisdiction: string,
): Account => ({
  accountId,
  currency,
  jurisdiction,
  balances: { cash: 0, held: 0, open: 0, bonus: 0, withdrawing: 0 },
  heldCash: 0,
  factorBps: 10_000,
  delayOffsetMs: 0,
  status: 'ACTIVE',
  verification: 'UNVERIFIED',
  location: 'UNKNOWN',
  exclusions: noExclusions,
  gamblingLimits: noLimits,
  counters: newCounters(),
  session: undefined,
  freeBets: noFreeBets,
  bonusExpiresAtMs: 0,
  withdrawals: noWithdrawals,
});

/** What may be staked or withdrawn, with what a hold keeps of it: a negative balance is no credit. */
export const availableCash = ({ balances }: Account, reserved = 0): number =>
  Math.max(0, balances.cash + reserved);

/** Bonus money that may be staked, with what a hold keeps of it: none once it has lapsed. */
export const availableBonus = (
  { balances, bonusExpiresAtMs }: Account,
  decidedAtMs: number,
  reserved = 0,
): number => (decidedAtMs < bonusExpiresAtMs ? Math.max(0, balances.bonus + reserved) : 0);
