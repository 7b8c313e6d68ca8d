// Generated from schemas. Change a schema, then run `npm run types`.

import type { DecimalOdds, MarketId, MinorDelta, MinorUnits, OutcomeId } from '../values';
import type {
  ActorKind,
  BetKind,
  ConservationCopy,
  Funding,
  LedgerCode,
  LimitLevel,
  OutcomeState,
  PricePolicy,
  ReductionMethod,
  RejectCode,
  RejectLevel,
  StakeMode,
} from '../words';

/** An extra payout line of accumulators: per cent of the winnings, by number of winning legs. */
export type AccumulatorBonus = {
  /** Whose terms these are. */
  readonly promotionId: string;
  /** Winning legs from which it pays; of several entries the largest that is reached counts. */
  readonly legsMin: number;
  /** A leg below these odds does not count. */
  readonly legOddsMin: null | DecimalOdds;
  /** Of the winnings, in ten-thousandths. */
  readonly bonusBps: number;
};

/** Who asked. */
export type Actor = {
  /** What kind of actor. */
  readonly kind: ActorKind;
  /** The subject of the token, or the name of the job. */
  readonly id: string;
};

/** How far one partition of odds.events is adopted. */
export type AdoptedRange = {
  /** Of odds.events. */
  readonly partition: number;
  /** Facts below this offset are adopted. */
  readonly next: number;
  /** CRC-32C of the value bytes of the record at next - 1; 0 where next is 0. */
  readonly crc: number;
};

/** What would be accepted on the same facts; not a reservation. */
export type Alternative = {
  /** One per bet; empty: the stakes are no obstacle. */
  readonly stakes: readonly MinorUnits[];
  /** One per selection; empty: the odds are no obstacle. */
  readonly odds: readonly DecimalOdds[];
};

/** One place of the combination scheme; several selections are alternatives (ways). */
export type BetPosition = {
  /** Indices of the ticket's selections; of the bet's legs once accepted. */
  readonly selections: readonly number[];
  /** True: in every line. */
  readonly banker: boolean;
};

/** How far a copy was compared. */
export type ComparedPosition = {
  /** Which copy. */
  readonly copy: ConservationCopy;
  /** Topic. */
  readonly topic: string;
  /** Partition of the topic. */
  readonly partition: number;
  /** Everything before this offset was compared with the copy. */
  readonly nextOffset: number;
};

/** Who takes part in a fixture. */
export type Competitor = {
  /** Stable within the producer. */
  readonly id: string;
  /** To show. */
  readonly name: string;
  /** Home, away, or neither. */
  readonly side: Side;
};

/** Where a copy says something else than the log, twice in a row. */
export type ConservationDifference = {
  /** Which copy. */
  readonly copy: ConservationCopy;
  /** The key in Redis, the table and range in ClickHouse, the currency of the ledger. */
  readonly where: string;
  /** What the copy holds; null: nothing. */
  readonly held: null | string;
  /** What the log makes of it; null: nothing. */
  readonly expected: null | string;
  /** Position token of the first record where they may differ; null where it is not known. */
  readonly at: null | string;
};

/** What one unit of the base currency costs. */
export type CurrencyRate = {
  /** ISO 4217. */
  readonly currency: string;
  /** Minor units of this currency per minor unit of the base currency. */
  readonly rate: Frac;
};

/** An exact fraction whose terms may pass 2^53: decimal strings, in lowest terms. */
export type ExactFrac = {
  /** Numerator, decimal digits. */
  readonly num: string;
  /** Denominator, decimal digits, above zero. */
  readonly den: string;
};

/** Where a fact stands in odds.events. */
export type FactPosition = {
  /** Of odds.events. */
  readonly partition: number;
  /** Of the record. */
  readonly offset: number;
};

/** What share of a stake wins and what share is refunded; together at most 1. */
export type Factors = {
  /** Share of the stake that wins. */
  readonly win: Frac;
  /** Share of the stake that is refunded. */
  readonly void: Frac;
};

/** A rank in the result, and how many share it. */
export type FinishingPosition = {
  /** 1 is first. */
  readonly rank: number;
  /** How many finished on this rank, 1 or more. */
  readonly tied: number;
};

/** An exact fraction in lowest terms. */
export type Frac = {
  /** Numerator. */
  readonly num: number;
  /** Denominator, above zero. */
  readonly den: number;
};

/** What a held leg was seen at. */
export type HeldLeg = {
  /** At the hold. */
  readonly marketVersion: number;
  /** At the hold, where the fixture has scores. */
  readonly scoreVersion: null | number;
};

/** Why a bet waits. */
export type HoldDelay = {
  /** The largest bet delay of its markets. */
  readonly marketMs: number;
  /** What the account adds. */
  readonly accountMs: number;
  /** What is waited. */
  readonly appliedMs: number;
};

/** What all postings to an account of the ledger come to. */
export type LedgerSum = {
  /** ISO 4217. */
  readonly currency: string;
  /** Account of the ledger. */
  readonly code: LedgerCode;
  /** A whole number of minor units, as text: it may pass 2^53. */
  readonly amount: string;
};

/** One selection of an accepted bet. Null stands for the default named. */
export type Leg = {
  /** The market. */
  readonly marketId: MarketId;
  /** The outcome. */
  readonly outcomeId: OutcomeId;
  /** What the bettor saw; null: the odds used. */
  readonly requestedOdds: null | DecimalOdds;
  /** The odds used. */
  readonly odds: DecimalOdds;
  /** The exact fractional price used. */
  readonly fraction: null | Frac;
  /** The fact that set the price used. */
  readonly oddsAt: FactPosition;
  /** At the decision. */
  readonly marketVersion: number;
  /** At the decision; null: no score known. */
  readonly scoreVersion: null | number;
  /** Where the market counts from acceptance. */
  readonly scoreAtAcceptance: null | Score;
  /** Of an each-way bet, copied at acceptance. */
  readonly placeTerms: null | PlaceTerms;
  /** How withdrawals reduce the odds; null: NONE. */
  readonly reductionMethod: null | ReductionMethod;
  /** True: a non-runner loses. */
  readonly antePost: boolean;
  /** Null: the default rule set. */
  readonly ruleSetId: null | string;
};

/** Explicit shares of a market's liability limit, one per partition; their sum is at most the limit. */
export type MarketQuota = {
  /** The market. */
  readonly marketId: MarketId;
  /** In minor units of the base currency, by partition. */
  readonly shares: readonly number[];
};

/** A possible answer to a market. */
export type OutcomeDefinition = {
  /** Unique in the market. */
  readonly outcomeId: OutcomeId;
  /** To show. */
  readonly name: string;
  /** The competitor it stands for. */
  readonly competitorId: null | string;
  /** The line in quarters: -0.75 is -3. */
  readonly line4: null | number;
  /** Display order, ascending. */
  readonly sortPriority: number;
};

/** A new price of an outcome; odds null withdraws it. */
export type OutcomePrice = {
  /** Of the market. */
  readonly outcomeId: OutcomeId;
  /** Null: the price is withdrawn. */
  readonly odds: null | DecimalOdds;
  /** The exact fractional price (winnings per stake) where quoted as one. */
  readonly fraction: null | Frac;
  /** Probability of winning, in parts per billion. */
  readonly probPpb: null | number;
};

/** How one outcome ended. */
export type OutcomeResult = {
  /** Of the market. */
  readonly outcomeId: OutcomeId;
  /** Share of the stake that wins. */
  readonly win: Frac;
  /** Share of the stake that is refunded. */
  readonly void: Frac;
  /** The same for the place part of an each-way bet. */
  readonly place: null | Factors;
  /** Where given, the win and place factors are computed from it. */
  readonly position: null | FinishingPosition;
  /** True: nothing is known yet, the factors are ignored. */
  readonly undecided: boolean;
};

/** Everything that changes of an outcome. */
export type OutcomeSnapshot = {
  /** Of the market. */
  readonly outcomeId: OutcomeId;
  /** Whether it can be bet on. */
  readonly state: OutcomeState;
  /** Null: no price. */
  readonly odds: null | DecimalOdds;
  /** The exact fractional price (winnings per stake) where quoted as one. */
  readonly fraction: null | Frac;
  /** Probability of winning, in parts per billion. */
  readonly probPpb: null | number;
};

/** What an each-way bet pays for a place. */
export type PlaceTerms = {
  /** How many ranks count as placed. */
  readonly places: number;
  /** Share of the odds that a place pays. */
  readonly fraction: Frac;
};

/** One line of double entry. The postings of an event sum to zero; account id and currency are implied. */
export type Posting = {
  /** Which account of the ledger. */
  readonly code: LedgerCode;
  /** Positive when the holder of the account gains. */
  readonly amount: MinorDelta;
};

/** What the bettor accepts when prices moved. */
export type PriceChange = {
  /** Which moves are taken. */
  readonly policy: PricePolicy;
  /** For TOLERANCE: the largest drop, in ten-thousandths. */
  readonly toleranceBps: null | number;
  /** The least total odds that are taken under any policy. */
  readonly minOdds: null | DecimalOdds;
};

/** What a bet was quoted at. */
export type QuotedBet = {
  /** By leg. */
  readonly odds: readonly DecimalOdds[];
  /** For the whole bet. */
  readonly stake: MinorUnits;
  /** Reserved, by leg. */
  readonly liability: readonly MinorUnits[];
};

/** What a quoted leg was seen at. */
export type QuotedLeg = {
  /** The fact that set the price. */
  readonly at: FactPosition;
  /** At the quote. */
  readonly marketVersion: number;
  /** At the quote. */
  readonly scoreVersion: null | number;
  /** The probability used, in parts per billion (cash-out). */
  readonly probPpb: null | number;
  /** The exact fractional price seen. */
  readonly fraction: null | Frac;
};

/** Why a ticket was refused. */
export type RejectReason = {
  /** From the ordered table of acceptance. */
  readonly code: RejectCode;
  /** What it concerns. */
  readonly level: RejectLevel;
  /** Which bet of the ticket. */
  readonly bet: null | number;
  /** Which selection of the ticket. */
  readonly leg: null | number;
  /** The number or name that would help: current odds, largest stake, computed lines. */
  readonly detail: null | string;
};

/** How the one rounding of a bet's return goes. */
export type Rounding = 'HALF_UP' | 'DOWN';

/** Goals, points or games of both sides. */
export type Score = {
  /** Of the home side. */
  readonly home: number;
  /** Of the away side. */
  readonly away: number;
};

/** An outcome as chosen on a ticket. */
export type Selection = {
  /** The market. */
  readonly marketId: MarketId;
  /** The outcome. */
  readonly outcomeId: OutcomeId;
  /** What the bettor saw. */
  readonly odds: DecimalOdds;
  /** The exact fractional price the bettor saw. */
  readonly fraction: null | Frac;
  /** Where stated, another version refuses the ticket. */
  readonly marketVersion: null | number;
};

/** How a leg was settled. */
export type SettledLeg = {
  /** Share of the stake that wins. */
  readonly win: Frac;
  /** Share of the stake that is refunded. */
  readonly void: Frac;
  /** After reductions; null: the odds of the leg. */
  readonly effectiveOdds: null | ExactFrac;
  /** The place part of an each-way bet. */
  readonly place: null | Factors;
  /** The fact in force; null: an operator's override of the leg, or undecided. */
  readonly cause: null | FactPosition;
  /** Id and version of the rule that applied. */
  readonly rule: string;
};

/** Where a competitor plays. */
export type Side = 'HOME' | 'AWAY' | 'NONE';

/** One stake instruction of a ticket. */
export type TicketBet = {
  /** How its positions combine. */
  readonly kind: BetKind;
  /** The fold sizes of a system, bankers counted; empty otherwise. */
  readonly sizes: readonly number[];
  /** True: a win part and a place part. */
  readonly eachWay: boolean;
  /** What is combined. */
  readonly positions: readonly BetPosition[];
  /** Per line in UNIT mode, for the whole bet in TOTAL mode. */
  readonly stake: MinorUnits;
  /** What the stake counts. */
  readonly stakeMode: StakeMode;
  /** Checksum: the number of lines the bettor expects. */
  readonly lines: number;
  /** Whose money. */
  readonly funding: Funding;
  /** The token, for FREE_BET. */
  readonly freeBetId: null | string;
};

/** Limits at one level; the smallest over all levels binds. Null sets nothing here. */
export type TradingLimit = {
  /** How wide it applies. */
  readonly level: LimitLevel;
  /** The sport, market type or market; null for GLOBAL. */
  readonly id: null | string;
  /** Smallest stake of a bet. */
  readonly stakeMin: null | MinorUnits;
  /** Largest stake of a bet, before the bettor factor. */
  readonly stakeMax: null | MinorUnits;
  /** Largest return minus stake of a bet, before the bettor factor. */
  readonly liabilityMax: null | MinorUnits;
  /** Ceiling on the return of a bet. */
  readonly payoutMax: null | MinorUnits;
  /** Largest worst case of one market, over all partitions. */
  readonly marketLiabilityMax: null | MinorUnits;
};
