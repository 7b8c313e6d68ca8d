// Generated from schemas/bet.events. Change a schema, then run `npm run types`.

import type { AccountId, MinorDelta, MinorUnits, TicketId, UtcMs } from '../values';
import type {
  AccountStatus,
  BetKind,
  CashOutCode,
  CommandCode,
  ExclusionKind,
  Funding,
  GamblingLimitKind,
  GamblingLimitPeriod,
  LegOverride,
  Location,
  SettleReason,
  UndecodableCode,
  Verification,
} from '../words';
import type { BetCommand } from './bet.commands';
import type {
  AccumulatorBonus,
  Actor,
  AdoptedRange,
  Alternative,
  BetPosition,
  ExactFrac,
  FactPosition,
  Frac,
  HeldLeg,
  HoldDelay,
  Leg,
  Posting,
  QuotedBet,
  QuotedLeg,
  RejectReason,
  Rounding,
  SettledLeg,
} from './records';

/** Everything that bet.events holds. */
export type BetEvent =
  | AccountExcluded
  | AccountOpened
  | AccountStatusChanged
  | BalanceAdjusted
  | BetAccepted
  | BetCashedOut
  | BetHeld
  | BetQuoted
  | BetRejected
  | BetReopened
  | BetSettled
  | BettorFactorChanged
  | BonusGranted
  | CashOutHeld
  | CashOutQuoted
  | CashOutRejected
  | CommandRejected
  | CommandRepeated
  | CommandUndecodable
  | EpochOpened
  | FactUndecodable
  | FreeBetGranted
  | FundsDeposited
  | GamblingLimitSet
  | InputsAdopted
  | InputsRewound
  | LegOverridden
  | LimitIncreaseScheduled
  | QuoteExpired
  | SessionEnded
  | SessionStarted
  | WithdrawalCompleted
  | WithdrawalFailed
  | WithdrawalRequested;

/** The account may not bet. */
export type AccountExcluded = {
  readonly type: 'AccountExcluded';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** Who excluded, and how strongly. */
  readonly kind: ExclusionKind;
  /** Null: until lifted. */
  readonly untilMs: null | UtcMs;
  /** From when. */
  readonly effectiveAtMs: UtcMs;
  /** Who. */
  readonly actor: Actor;
  /** Why. */
  readonly reason: null | string;
};

/** An account exists. */
export type AccountOpened = {
  readonly type: 'AccountOpened';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** ISO 4217; never changes. */
  readonly currency: string;
  /** Whose law applies. */
  readonly jurisdiction: string;
};

/** What the account may do changed. */
export type AccountStatusChanged = {
  readonly type: 'AccountStatusChanged';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** Now. */
  readonly status: AccountStatus;
  /** Now. */
  readonly verification: Verification;
  /** Now. */
  readonly location: Location;
  /** Before. */
  readonly previousStatus: AccountStatus;
  /** Before. */
  readonly previousVerification: Verification;
  /** Before. */
  readonly previousLocation: Location;
  /** From when. */
  readonly effectiveAtMs: UtcMs;
  /** Who. */
  readonly actor: Actor;
  /** Why. */
  readonly reason: string;
};

/** A balance was corrected by hand. */
export type BalanceAdjusted = {
  readonly type: 'BalanceAdjusted';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** Positive: the account gained. */
  readonly amount: MinorDelta;
  /** Who. */
  readonly actor: Actor;
  /** Why. */
  readonly reason: string;
  /** Sum to zero. */
  readonly postings: readonly Posting[];
};

/** The stake is taken and the odds are fixed. */
export type BetAccepted = {
  readonly type: 'BetAccepted';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The ticket; also the id of the command that caused it. */
  readonly ticketId: TicketId;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** Index in the ticket; the bet id is ticketId-index. */
  readonly bet: number;
  /** The quote that was used. */
  readonly quoteId: null | string;
  /** How its positions combine. */
  readonly kind: BetKind;
  /** The fold sizes of a system; empty otherwise. */
  readonly sizes: readonly number[];
  /** Over the legs below; empty: each leg is a position. */
  readonly positions: readonly BetPosition[];
  /** True: a win part and a place part. */
  readonly eachWay: boolean;
  /** How many lines, each-way counted twice. */
  readonly lines: number;
  /** Per line; null: stake / lines. */
  readonly unitStake: null | Frac;
  /** For the whole bet. */
  readonly stake: MinorUnits;
  /** Whose money. */
  readonly funding: Funding;
  /** The token used. */
  readonly freeBetId: null | string;
  /** In the order of the ticket's selections. */
  readonly legs: readonly Leg[];
  /** If every leg wins, capped. */
  readonly potentialReturn: MinorUnits;
  /** Ceiling on the return; null: none. */
  readonly maxPayout: null | MinorUnits;
  /** Of the return. */
  readonly rounding: Rounding;
  /** decidedAtMs of its batch. */
  readonly acceptedAtMs: UtcMs;
  /** Of the limit policy. */
  readonly policyVersion: number;
  /** Bettor factor; null: 10 000. */
  readonly factorBps: null | number;
  /** Sum to zero. */
  readonly postings: readonly Posting[];
  /** The bonus lines promised. */
  readonly bonusTerms: readonly AccumulatorBonus[];
};

/** A share of a bet is settled early. */
export type BetCashedOut = {
  readonly type: 'BetCashedOut';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** The ticket; also the id of the command that caused it. */
  readonly ticketId: TicketId;
  /** The quote. */
  readonly quoteId: string;
  /** Index in the ticket. */
  readonly bet: number;
  /** Cumulative share. */
  readonly toShareBps: number;
  /** Before. */
  readonly previousShareBps: number;
  /** Paid. */
  readonly amount: MinorUnits;
  /** The stake that left open. */
  readonly stakeClosed: MinorUnits;
  /** Sum to zero. */
  readonly postings: readonly Posting[];
};

/** The ticket passed every check and waits for its in-play delay; the stake is reserved. */
export type BetHeld = {
  readonly type: 'BetHeld';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The ticket; also the id of the command that caused it. */
  readonly ticketId: TicketId;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** Decided in the first batch at or after this. */
  readonly deadlineMs: UtcMs;
  /** Why it waits. */
  readonly delay: HoldDelay;
  /** One per selection of the ticket. */
  readonly legs: readonly HeldLeg[];
  /** The ticket itself, decided again at the deadline. */
  readonly command: BetCommand;
  /** Sum to zero. */
  readonly postings: readonly Posting[];
};

/** Odds, stake and liability are held until a deadline. */
export type BetQuoted = {
  readonly type: 'BetQuoted';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** Names the quote. */
  readonly quoteId: string;
  /** One per bet of the ticket. */
  readonly bets: readonly QuotedBet[];
  /** One per selection. */
  readonly legs: readonly QuotedLeg[];
  /** What PlaceBets must match. */
  readonly ticketHash: string;
  /** Void in the first batch at or after this. */
  readonly quoteExpiresAtMs: UtcMs;
  /** Of the limit policy. */
  readonly policyVersion: number;
  /** The ticket that was quoted. */
  readonly command: null | BetCommand;
};

/** The ticket is refused whole; the wallet is as before it. */
export type BetRejected = {
  readonly type: 'BetRejected';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The ticket; also the id of the command that caused it. */
  readonly ticketId: TicketId;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** All failures of the first failing row. */
  readonly reasons: readonly RejectReason[];
  /** What would be accepted. */
  readonly alternative: null | Alternative;
  /** Of the limit policy; 0: none was known. */
  readonly policyVersion: number;
  /** The facts used, one per selection with a known price. */
  readonly facts: readonly FactPosition[];
  /** Sum to zero. */
  readonly postings: readonly Posting[];
};

/** A settled bet is undecided again. */
export type BetReopened = {
  readonly type: 'BetReopened';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The ticket; also the id of the command that caused it. */
  readonly ticketId: TicketId;
  /** Index in the ticket. */
  readonly bet: number;
  /** Of the settlement undone. */
  readonly version: number;
  /** What it had returned. */
  readonly previousPayout: MinorUnits;
  /** -previousPayout. */
  readonly delta: MinorDelta;
  /** The fact that undid it; null: a lifted override. */
  readonly cause: null | FactPosition;
  /** Sum to zero. */
  readonly postings: readonly Posting[];
};

/** A bet is settled, or settled again; the ledger gets the difference. */
export type BetSettled = {
  readonly type: 'BetSettled';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The ticket; also the id of the command that caused it. */
  readonly ticketId: TicketId;
  /** Index in the ticket. */
  readonly bet: number;
  /** 1, 2, 3 … per bet. */
  readonly version: number;
  /** In the order of the bet's legs. */
  readonly legs: readonly SettledLeg[];
  /** Before the cap and the one rounding, in minor units. */
  readonly exactReturn: ExactFrac;
  /** The part of the payout that is a bonus line. */
  readonly bonus: MinorUnits;
  /** What the bet returns in all. */
  readonly payout: MinorUnits;
  /** What it had returned before. */
  readonly previousPayout: MinorUnits;
  /** payout - previousPayout. */
  readonly delta: MinorDelta;
  /** What changed. */
  readonly reason: SettleReason;
  /** Sum to zero. */
  readonly postings: readonly Posting[];
};

/** The account's limits or delay are scaled anew. */
export type BettorFactorChanged = {
  readonly type: 'BettorFactorChanged';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** Now. */
  readonly factorBps: number;
  /** Before. */
  readonly previousFactorBps: number;
  /** Now. */
  readonly delayOffsetMs: number;
  /** Before. */
  readonly previousDelayOffsetMs: number;
  /** From when. */
  readonly effectiveAtMs: UtcMs;
  /** Who. */
  readonly actor: Actor;
  /** Why. */
  readonly reason: string;
};

/** Bonus money was given. */
export type BonusGranted = {
  readonly type: 'BonusGranted';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** How much. */
  readonly amount: MinorUnits;
  /** When it lapses. */
  readonly bonusExpiresAtMs: UtcMs;
  /** The promotion's terms. */
  readonly terms: string;
  /** Who. */
  readonly actor: Actor;
  /** Sum to zero. */
  readonly postings: readonly Posting[];
};

/** A cash-out waits for its in-play delay. */
export type CashOutHeld = {
  readonly type: 'CashOutHeld';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** The quote. */
  readonly quoteId: string;
  /** Decided in the first batch at or after this. */
  readonly deadlineMs: UtcMs;
};

/** What settling early would pay, until a deadline. */
export type CashOutQuoted = {
  readonly type: 'CashOutQuoted';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** The ticket; also the id of the command that caused it. */
  readonly ticketId: TicketId;
  /** Names the quote. */
  readonly quoteId: string;
  /** Index in the ticket. */
  readonly bet: number;
  /** Cumulative share. */
  readonly toShareBps: number;
  /** Paid exactly, if taken in time. */
  readonly amount: MinorUnits;
  /** Void at or after this. */
  readonly quoteExpiresAtMs: UtcMs;
  /** What it was computed from. */
  readonly legs: readonly QuotedLeg[];
  /** Kept by the house. */
  readonly marginBps: number;
  /** Of the limit policy. */
  readonly policyVersion: number;
};

/** A cash-out or its quote is refused. */
export type CashOutRejected = {
  readonly type: 'CashOutRejected';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** The bet, where known. */
  readonly betId: null | string;
  /** The quote, where known. */
  readonly quoteId: null | string;
  /** The first that applies. */
  readonly code: CashOutCode;
};

/** A command that is neither a bet nor a cash-out is refused. */
export type CommandRejected = {
  readonly type: 'CommandRejected';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** The first that applies. */
  readonly code: CommandCode;
  /** What would help. */
  readonly detail: null | string;
};

/** A key came again with the same body: the first answer stands. */
export type CommandRepeated = {
  readonly type: 'CommandRepeated';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The key. */
  readonly idempotencyKey: string;
  /** True: the ticket still waits for its deadline. */
  readonly held: boolean;
  /** decidedAtMs of the original answer. */
  readonly answeredAtMs: null | UtcMs;
  /** Where the original answer ends in this partition. */
  readonly answerOffset: null | number;
  /** The events of the original answer. */
  readonly answers: readonly BetEvent[];
};

/** A record of bet.commands that no reader can decode; passed over. */
export type CommandUndecodable = {
  readonly type: 'CommandUndecodable';
  /** In bet.commands. */
  readonly offset: number;
  /** What is wrong with it. */
  readonly code: UndecodableCode;
};

/** A writer takes the partition. Effective only if its epoch is greater than every effective one before. */
export type EpochOpened = {
  readonly type: 'EpochOpened';
  /** Highest seen + 1. */
  readonly epoch: number;
  /** Unique for each time a process takes the partition. */
  readonly writer: string;
  /** Version of the rules it decides with. */
  readonly rules: number;
  /** Of the limits it decides with. */
  readonly limitsHash: string;
  /** The writer's clock; decides nothing. */
  readonly openedAtMs: UtcMs;
};

/** A record of odds.events that no reader can decode; passed over. */
export type FactUndecodable = {
  readonly type: 'FactUndecodable';
  /** Of odds.events. */
  readonly partition: number;
  /** In odds.events. */
  readonly offset: number;
  /** What is wrong with it. */
  readonly code: UndecodableCode;
};

/** A free-bet token was given. */
export type FreeBetGranted = {
  readonly type: 'FreeBetGranted';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
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
  /** Who. */
  readonly actor: Actor;
};

/** Money came in. */
export type FundsDeposited = {
  readonly type: 'FundsDeposited';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** How much. */
  readonly amount: MinorUnits;
  /** The payment provider's reference. */
  readonly paymentRef: string;
  /** Sum to zero. */
  readonly postings: readonly Posting[];
};

/** A limit that protects the bettor is in force. */
export type GamblingLimitSet = {
  readonly type: 'GamblingLimitSet';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** What it counts. */
  readonly kind: GamblingLimitKind;
  /** Over which period. */
  readonly period: GamblingLimitPeriod;
  /** Minor units, or minutes for SESSION; null: removed. */
  readonly amount: null | MinorUnits;
  /** Before. */
  readonly previousAmount: null | MinorUnits;
  /** From when. */
  readonly effectiveAtMs: UtcMs;
  /** Who. */
  readonly actor: Actor;
};

/** Opens every batch: who writes, at what time, and which inputs are behind its decisions. */
export type InputsAdopted = {
  readonly type: 'InputsAdopted';
  /** Whose turn it is. */
  readonly epoch: number;
  /** As in EpochOpened. */
  readonly writer: string;
  /** 1, 2, 3 … within the epoch. */
  readonly batch: number;
  /** How many records follow in this batch. */
  readonly records: number;
  /** The only clock that decisions read. */
  readonly decidedAtMs: UtcMs;
  /** Commands below this offset are decided. */
  readonly commandsNext: number;
  /** CRC-32C of the value bytes of the command at commandsNext - 1; 0 where there is none. */
  readonly commandsCrc: number;
  /** Only the partitions that moved. */
  readonly oddsNext: readonly AdoptedRange[];
  /** Bets that still wait for settlement work after this batch. */
  readonly workOpen: number;
  /** Bets taken off the settlement work before the commands, settled or found right; −1 in logs of rules version 1, which took up to 1,000 settlements. */
  readonly workTaken: number;
};

/** An operator accepted that an input topic went back. */
export type InputsRewound = {
  readonly type: 'InputsRewound';
  /** Which input. */
  readonly topic: string;
  /** Of that topic. */
  readonly partition: number;
  /** Where it stood. */
  readonly fromOffset: number;
  /** Where it goes on. */
  readonly toOffset: number;
  /** Who accepted it. */
  readonly actor: string;
  /** Why. */
  readonly reason: string;
};

/** An operator decided a leg by hand. */
export type LegOverridden = {
  readonly type: 'LegOverridden';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** The ticket; also the id of the command that caused it. */
  readonly ticketId: TicketId;
  /** Index in the ticket. */
  readonly bet: number;
  /** Index of the leg. */
  readonly leg: number;
  /** What it is taken as. */
  readonly result: LegOverride;
  /** Before. */
  readonly previousResult: LegOverride;
  /** Who. */
  readonly actor: Actor;
  /** Why. */
  readonly reason: string;
};

/** A raised limit waits for its cool-off and a confirmation. */
export type LimitIncreaseScheduled = {
  readonly type: 'LimitIncreaseScheduled';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** What it counts. */
  readonly kind: GamblingLimitKind;
  /** Over which period. */
  readonly period: GamblingLimitPeriod;
  /** Minor units, or minutes for SESSION; null: removed. */
  readonly amount: null | MinorUnits;
  /** Before. */
  readonly previousAmount: null | MinorUnits;
  /** Earliest confirmation. */
  readonly effectiveAtMs: UtcMs;
  /** Lapses after this. */
  readonly confirmByMs: UtcMs;
  /** Who. */
  readonly actor: Actor;
};

/** A quote lapsed; its liability is released. */
export type QuoteExpired = {
  readonly type: 'QuoteExpired';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The quote. */
  readonly quoteId: string;
};

/** A gambling session ended. */
export type SessionEnded = {
  readonly type: 'SessionEnded';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** Names it. */
  readonly sessionId: string;
  /** Until when. */
  readonly endedAtMs: UtcMs;
};

/** A gambling session began. */
export type SessionStarted = {
  readonly type: 'SessionStarted';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** Names it. */
  readonly sessionId: string;
  /** From when. */
  readonly startedAtMs: UtcMs;
};

/** The money left. */
export type WithdrawalCompleted = {
  readonly type: 'WithdrawalCompleted';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** How much. */
  readonly amount: MinorUnits;
  /** Names the withdrawal. */
  readonly withdrawalId: string;
  /** Sum to zero. */
  readonly postings: readonly Posting[];
};

/** The money did not leave and is back. */
export type WithdrawalFailed = {
  readonly type: 'WithdrawalFailed';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** How much. */
  readonly amount: MinorUnits;
  /** Names the withdrawal. */
  readonly withdrawalId: string;
  /** Sum to zero. */
  readonly postings: readonly Posting[];
};

/** Money is set aside to be paid out. */
export type WithdrawalRequested = {
  readonly type: 'WithdrawalRequested';
  /** Whose account, the key of the record. */
  readonly accountId: AccountId;
  /** The cause. */
  readonly commandId: string;
  /** The first 52 bits of the command's bodyHash: another body under the key is refused. */
  readonly bodyCheck: number;
  /** How much. */
  readonly amount: MinorUnits;
  /** Names the withdrawal. */
  readonly withdrawalId: string;
  /** Sum to zero. */
  readonly postings: readonly Posting[];
};
