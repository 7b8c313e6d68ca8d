/** Rows 10 to 30 of the table of acceptance, in its order. */
const ticketRows = [
  'SESSION_LIMIT_REACHED',
  'STAKE_LIMIT_REACHED',
  'LOSS_LIMIT_REACHED',
  'TOO_MANY_BETS',
  'TOO_MANY_LEGS',
  'TOO_MANY_LINES',
  'LINES_MISMATCH',
  'MARKET_UNKNOWN',
  'OUTCOME_UNKNOWN',
  'BET_TYPE_NOT_ALLOWED',
  'RELATED_SELECTIONS',
  'FEED_DOWN',
  'MARKET_CLOSED',
  'MARKET_SUSPENDED',
  'OUTCOME_INACTIVE',
  'MARKET_CHANGED',
  'SCORE_CHANGED',
  'ODDS_CHANGED',
  'STAKE_BELOW_MIN',
  'STAKE_ABOVE_MAX',
  'PAYOUT_ABOVE_MAX',
  'BETTOR_LIMIT',
  'LIABILITY_EXCEEDED',
  'FREE_BET_INVALID',
] as const;

/** Words that may grow: strings on the wire, closed unions here. By logical type, in the order that counts. */
export const words = {
  'actor-kind': ['BETTOR', 'OPERATOR', 'SYSTEM'],
  'account-status': ['ACTIVE', 'SUSPENDED', 'CLOSED'],
  'bet-kind': ['SINGLE', 'MULTIPLE', 'SYSTEM'],
  'cash-out-code': [
    'ACCOUNT_BLOCKED',
    'BET_UNKNOWN',
    'BET_NOT_OPEN',
    'CASHOUT_NOT_OFFERED',
    'SHARE_INVALID',
    'CASHOUT_SUSPENDED',
    'QUOTE_UNKNOWN',
    'QUOTE_EXPIRED',
    'MARKET_CHANGED',
    'SCORE_CHANGED',
    'VALUE_TOO_LOW',
    'REQUEST_STALE',
    'REQUEST_IN_FUTURE',
  ],
  'cash-out-state': ['AVAILABLE', 'SUSPENDED', 'NOT_OFFERED'],
  /** Why a command that is neither a bet nor a cash-out is refused. */
  'command-code': [
    'IDEMPOTENCY_CONFLICT',
    'REQUEST_STALE',
    'REQUEST_IN_FUTURE',
    'ACCOUNT_UNKNOWN',
    'ACCOUNT_EXISTS',
    'SELF_EXCLUDED',
    'TIME_OUT',
    'ACCOUNT_BLOCKED',
    'VERIFICATION_REQUIRED',
    'LOCATION_NOT_ALLOWED',
    'DEPOSIT_LIMIT_REACHED',
    'INSUFFICIENT_FUNDS',
    'BALANCE_LIMIT_REACHED',
    'WITHDRAWAL_UNKNOWN',
    'WITHDRAWAL_EXISTS',
    'QUOTE_LIMIT_REACHED',
    'LIMIT_INVALID',
    'LIMIT_NOT_SCHEDULED',
    'EXCLUSION_IN_FORCE',
    'SESSION_UNKNOWN',
    'SESSION_RUNNING',
    'BET_UNKNOWN',
    'LEG_UNKNOWN',
    'NOT_SUPPORTED',
    // A refused quote has the code of its first failing row.
    'INVALID_FORMAT',
    ...ticketRows,
  ],
  /** What is compared with the log: its copies, and the ledger with itself. */
  'conservation-copy': ['REDIS', 'CLICKHOUSE', 'LEDGER'],
  /** `PARTIAL`: nothing differs, and a copy could not be compared. */
  'conservation-verdict': ['CONSERVED', 'PARTIAL', 'DRIFTED'],
  'dead-letter-action': ['RETRIED', 'DISCARDED'],
  'dead-letter-code': [
    'NULL_VALUE',
    'BAD_MAGIC_BYTE',
    'SCHEMA_UNKNOWN',
    'TRUNCATED',
    'WORD_UNKNOWN',
    'VALUE_INVALID',
    'TOO_LARGE',
    'LINE_MALFORMED',
    'LINE_TRUNCATED',
    'MESSAGE_UNKNOWN',
    'MARKET_TYPE_UNKNOWN',
    'PRICE_OUT_OF_RANGE',
    'TIME_IN_FUTURE',
    'FACT_INVALID',
  ],
  'exclusion-kind': ['TIME_OUT', 'SELF', 'OPERATOR', 'REGULATOR'],
  'fixture-status': [
    'NOT_STARTED',
    'LIVE',
    'SUSPENDED',
    'DELAYED',
    'INTERRUPTED',
    'POSTPONED',
    'ENDED',
    'CLOSED',
    'CANCELLED',
    'ABANDONED',
  ],
  funding: ['CASH', 'BONUS', 'FREE_BET'],
  'gambling-limit-kind': ['DEPOSIT', 'STAKE', 'LOSS', 'SESSION'],
  'gambling-limit-period': ['DAY', 'WEEK', 'MONTH'],
  'ledger-code': [
    'cash',
    'held',
    'open',
    'bonus',
    'withdrawing',
    'book',
    'promo',
    'adjust',
    'payments',
  ],
  'leg-override': ['NONE', 'WON', 'LOST', 'VOID', 'HALF_WON', 'HALF_LOST'],
  'limit-level': ['GLOBAL', 'SPORT', 'MARKET_TYPE', 'MARKET'],
  location: ['UNKNOWN', 'ALLOWED', 'NOT_ALLOWED'],
  'outcome-state': ['ACTIVE', 'INACTIVE', 'REMOVED'],
  'override-state': ['NONE', 'SUSPENDED'],
  'price-policy': ['NONE', 'BETTER', 'ANY', 'TOLERANCE'],
  'reduction-method': ['NONE', 'RULE4', 'EXCHANGE_WIN', 'EXCHANGE_PLACE'],
  /** The ordered table of acceptance: the first failing row decides. */
  'reject-code': [
    'INVALID_FORMAT',
    'IDEMPOTENCY_CONFLICT',
    'REQUEST_STALE',
    'REQUEST_IN_FUTURE',
    'ACCOUNT_UNKNOWN',
    'SELF_EXCLUDED',
    'TIME_OUT',
    'ACCOUNT_BLOCKED',
    'VERIFICATION_REQUIRED',
    'LOCATION_NOT_ALLOWED',
    ...ticketRows,
    'INSUFFICIENT_FUNDS',
  ],
  'reject-level': ['ticket', 'bet', 'leg'],
  'score-basis': ['FULL', 'FROM_ACCEPTANCE'],
  /** Why `npm run settle` does not settle a line. */
  'settle-code': [
    'INVALID_JSON',
    'TOO_LARGE',
    'INVALID_FORMAT',
    'TOO_MANY_BETS',
    'TOO_MANY_LEGS',
    'TOO_MANY_LINES',
    'LINES_MISMATCH',
    'BET_TYPE_NOT_ALLOWED',
    'LEG_MISSING',
  ],
  'settle-reason': ['RESULT', 'CORRECTION', 'WINDOW', 'WITHDRAWAL', 'OVERRIDE'],
  'settlement-kind': ['DECLARED', 'ASIAN_HANDICAP', 'ASIAN_TOTAL'],
  'stake-limit-policy': ['REJECT', 'FILL_MAX'],
  'stake-mode': ['UNIT', 'TOTAL'],
  'stop-target': ['SUSPENDED', 'INACTIVE'],
  'trading-state': ['INACTIVE', 'OPEN', 'SUSPENDED', 'HANDED_OVER', 'CLOSED'],
  'undecodable-code': [
    'NULL_VALUE',
    'BAD_MAGIC_BYTE',
    'SCHEMA_UNKNOWN',
    'TRUNCATED',
    'WORD_UNKNOWN',
    'VALUE_INVALID',
    'TOO_LARGE',
  ],
  verification: ['UNVERIFIED', 'VERIFIED'],
} as const;

type Word<Name extends keyof typeof words> = (typeof words)[Name][number];

export type ActorKind = Word<'actor-kind'>;
export type AccountStatus = Word<'account-status'>;
export type BetKind = Word<'bet-kind'>;
export type CashOutCode = Word<'cash-out-code'>;
export type CashOutState = Word<'cash-out-state'>;
export type CommandCode = Word<'command-code'>;
export type ConservationCopy = Word<'conservation-copy'>;
export type ConservationVerdict = Word<'conservation-verdict'>;
export type DeadLetterAction = Word<'dead-letter-action'>;
export type DeadLetterCode = Word<'dead-letter-code'>;
export type ExclusionKind = Word<'exclusion-kind'>;
export type FixtureStatus = Word<'fixture-status'>;
export type Funding = Word<'funding'>;
export type GamblingLimitKind = Word<'gambling-limit-kind'>;
export type GamblingLimitPeriod = Word<'gambling-limit-period'>;
export type LedgerCode = Word<'ledger-code'>;
export type LegOverride = Word<'leg-override'>;
export type LimitLevel = Word<'limit-level'>;
export type Location = Word<'location'>;
export type OutcomeState = Word<'outcome-state'>;
export type OverrideState = Word<'override-state'>;
export type PricePolicy = Word<'price-policy'>;
export type ReductionMethod = Word<'reduction-method'>;
export type RejectCode = Word<'reject-code'>;
export type RejectLevel = Word<'reject-level'>;
export type ScoreBasis = Word<'score-basis'>;
export type SettleCode = Word<'settle-code'>;
export type SettleReason = Word<'settle-reason'>;
export type SettlementKind = Word<'settlement-kind'>;
export type StakeLimitPolicy = Word<'stake-limit-policy'>;
export type StakeMode = Word<'stake-mode'>;
export type StopTarget = Word<'stop-target'>;
export type TradingState = Word<'trading-state'>;
export type UndecodableCode = Word<'undecodable-code'>;
export type Verification = Word<'verification'>;
