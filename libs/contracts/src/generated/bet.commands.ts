// Generated from schemas/bet.commands. Change a schema, then run `npm run types`.

import type { AccountId, MinorDelta, MinorUnits, TicketId, UtcMs } from '../values';
import type {
  AccountStatus,
  ExclusionKind,
  GamblingLimitKind,
  GamblingLimitPeriod,
  LegOverride,
  Location,
  StakeLimitPolicy,
  Verification,
} from '../words';
import type { Actor, PriceChange, Selection, TicketBet } from './records';

/** Everything that bet.commands holds. */
export type BetCommand =
  | AdjustBalance
  | CashOut
  | CompleteWithdrawal
  | ConfirmLimitIncrease
  | Deposit
  | EndSession
  | Exclude
  | FailWithdrawal
  | GrantBonus
  | GrantFreeBet
  | OpenAccount
  | OverrideLeg
  | PlaceBets
  | QuoteBets
  | QuoteCashOut
  | SetAccountStatus
  | SetBettorFactor
  | SetGamblingLimit
  | StartSession
  | Withdraw;

/** Correct a balance by hand. */
export type AdjustBalance = {
  readonly type: 'AdjustBalance';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** Positive: the account gains. */
  readonly amount: MinorDelta;
  /** Why. */
  readonly reason: string;
};

/** Take a cash-out quote. */
export type CashOut = {
  readonly type: 'CashOut';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** The quote. */
  readonly quoteId: string;
};

/** The money left. */
export type CompleteWithdrawal = {
  readonly type: 'CompleteWithdrawal';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** How much. */
  readonly amount: MinorUnits;
  /** Names the withdrawal. */
  readonly withdrawalId: string;
};

/** Confirm a raised limit after its cool-off. */
export type ConfirmLimitIncrease = {
  readonly type: 'ConfirmLimitIncrease';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** What it counts. */
  readonly kind: GamblingLimitKind;
  /** Over which period. */
  readonly period: GamblingLimitPeriod;
  /** As scheduled. */
  readonly amount: null | MinorUnits;
};

/** Add money from outside. */
export type Deposit = {
  readonly type: 'Deposit';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** How much. */
  readonly amount: MinorUnits;
  /** The payment provider's reference. */
  readonly paymentRef: string;
};

/** A gambling session ends. */
export type EndSession = {
  readonly type: 'EndSession';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** Names it. */
  readonly sessionId: string;
};

/** Keep the bettor from betting. */
export type Exclude = {
  readonly type: 'Exclude';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** Who excluded, and how strongly. */
  readonly kind: ExclusionKind;
  /** Null: until lifted. */
  readonly untilMs: null | UtcMs;
  /** Why, where not the bettor's own wish. */
  readonly reason: null | string;
};

/** The money did not leave and goes back. */
export type FailWithdrawal = {
  readonly type: 'FailWithdrawal';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** How much. */
  readonly amount: MinorUnits;
  /** Names the withdrawal. */
  readonly withdrawalId: string;
};

/** Give bonus money. */
export type GrantBonus = {
  readonly type: 'GrantBonus';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** How much. */
  readonly amount: MinorUnits;
  /** When it lapses. */
  readonly bonusExpiresAtMs: UtcMs;
  /** The promotion's terms. */
  readonly terms: string;
};

/** Give a free-bet token. */
export type GrantFreeBet = {
  readonly type: 'GrantFreeBet';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** The token. */
  readonly freeBetId: string;
  /** How much. */
  readonly amount: MinorUnits;
  /** When it lapses. */
  readonly tokenExpiresAtMs: UtcMs;
  /** True: the stake is part of the return. */
  readonly stakeReturned: boolean;
  /** The promotion's terms. */
  readonly terms: string;
};

/** Open an account. */
export type OpenAccount = {
  readonly type: 'OpenAccount';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** ISO 4217. */
  readonly currency: string;
  /** Whose law applies. */
  readonly jurisdiction: string;
};

/** Decide a leg by hand, above everything else. */
export type OverrideLeg = {
  readonly type: 'OverrideLeg';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** The bet. */
  readonly betId: string;
  /** Index of the leg. */
  readonly leg: number;
  /** What it is taken as; NONE lifts the override. */
  readonly result: LegOverride;
  /** Why. */
  readonly reason: string;
};

/** Place a ticket. */
export type PlaceBets = {
  readonly type: 'PlaceBets';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** The same as commandId. */
  readonly ticketId: TicketId;
  /** A live quote to use. */
  readonly quoteId: null | string;
  /** Where the bettor was: web, app, shop. */
  readonly channel: string;
  /** What was chosen, 1 to 63. */
  readonly selections: readonly Selection[];
  /** What is staked, 1 to 50. */
  readonly bets: readonly TicketBet[];
  /** What the bettor accepts when prices moved. */
  readonly priceChange: PriceChange;
  /** True: a return above the maximum is capped, not refused. */
  readonly acceptPayoutCap: boolean;
  /** What to do when a stake is too large. */
  readonly onStakeLimit: StakeLimitPolicy;
};

/** Ask for a reserved quote; moves no money. */
export type QuoteBets = {
  readonly type: 'QuoteBets';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** The same as commandId. */
  readonly quoteId: string;
  /** Where the bettor was: web, app, shop. */
  readonly channel: string;
  /** What was chosen, 1 to 63. */
  readonly selections: readonly Selection[];
  /** What is staked, 1 to 50. */
  readonly bets: readonly TicketBet[];
  /** What the bettor accepts when prices moved. */
  readonly priceChange: PriceChange;
  /** True: a return above the maximum is capped, not refused. */
  readonly acceptPayoutCap: boolean;
  /** What to do when a stake is too large. */
  readonly onStakeLimit: StakeLimitPolicy;
};

/** Ask what settling early would pay. */
export type QuoteCashOut = {
  readonly type: 'QuoteCashOut';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** The bet. */
  readonly betId: string;
  /** Cumulative share, in ten-thousandths. */
  readonly toShareBps: number;
};

/** What operator, identity check or location check found. */
export type SetAccountStatus = {
  readonly type: 'SetAccountStatus';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** Whether it may act. */
  readonly status: AccountStatus;
  /** What the identity check found. */
  readonly verification: Verification;
  /** What the location check found. */
  readonly location: Location;
  /** Why. */
  readonly reason: string;
};

/** Scale an account's limits and delay. */
export type SetBettorFactor = {
  readonly type: 'SetBettorFactor';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** 10 000 is 1. */
  readonly factorBps: number;
  /** Added to bet delays. */
  readonly delayOffsetMs: number;
  /** Why. */
  readonly reason: string;
};

/** Set, change or remove a limit that protects the bettor. */
export type SetGamblingLimit = {
  readonly type: 'SetGamblingLimit';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** What it counts. */
  readonly kind: GamblingLimitKind;
  /** Over which calendar period, UTC. */
  readonly period: GamblingLimitPeriod;
  /** Minor units, or minutes for SESSION; null removes it. */
  readonly amount: null | MinorUnits;
};

/** A gambling session begins. */
export type StartSession = {
  readonly type: 'StartSession';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** Names it. */
  readonly sessionId: string;
};

/** Ask for money to be paid out. */
export type Withdraw = {
  readonly type: 'Withdraw';
  /** Derived from account and idempotency key; the same for every repeat. */
  readonly commandId: string;
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** 1 to 128 visible ASCII characters, unique per account. */
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body, 64 hexadecimal digits. */
  readonly bodyHash: string;
  /** Who asked. */
  readonly actor: Actor;
  /** The client's time where stated, else the receipt at api. */
  readonly requestedAtMs: UtcMs;
  /** A first decision after this is stale. */
  readonly expiresAtMs: UtcMs;
  /** How much. */
  readonly amount: MinorUnits;
  /** Names the withdrawal. */
  readonly withdrawalId: string;
};
