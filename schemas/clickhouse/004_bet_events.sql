-- What was decided. Only counted batches are here; every row names its record.

CREATE TABLE IF NOT EXISTS decisions
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'partition-epoch-batch-index',
    epoch UInt64 COMMENT 'Epoch of the writer, a number',
    batch UInt64 COMMENT 'Batch within the epoch, a number',
    decided_at DateTime64(3, 'UTC') COMMENT 'The clock that the decision read, UTC, milliseconds',
    appended_at DateTime64(3, 'UTC') COMMENT 'When its writer appended it, UTC, milliseconds',
    type LowCardinality(String) COMMENT 'Name of the event',
    account_id String COMMENT 'Account; empty for bookkeeping',
    command_id String COMMENT 'Command that caused it (for a ticket its id); empty where none did',
    ticket_id String COMMENT 'Ticket; empty where none',
    bet_id String COMMENT 'Bet; empty where none',
    payload String COMMENT 'The whole event (JSON, units as in its schema)',
    INDEX decided decided_at TYPE minmax GRANULARITY 1,
    INDEX command command_id TYPE bloom_filter GRANULARITY 2
)
ENGINE = MergeTree
ORDER BY (partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Every counted event of bet.events';

CREATE TABLE IF NOT EXISTS accounts
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'partition-epoch-batch-index',
    opened_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    account_id String COMMENT 'Account',
    currency LowCardinality(String) COMMENT 'ISO 4217; never changes',
    jurisdiction LowCardinality(String) COMMENT 'Whose law applies'
)
ENGINE = MergeTree
ORDER BY (account_id, partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Every account, once';

CREATE TABLE IF NOT EXISTS bets
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'partition-epoch-batch-index',
    accepted_at DateTime64(3, 'UTC') COMMENT 'When it was accepted, UTC, milliseconds',
    account_id String COMMENT 'Account',
    ticket_id String COMMENT 'Ticket',
    bet_id String COMMENT 'Bet: ticket-index',
    kind LowCardinality(String) COMMENT 'SINGLE, MULTIPLE or SYSTEM',
    funding LowCardinality(String) COMMENT 'CASH, BONUS or FREE_BET',
    each_way Bool COMMENT 'True: a win part and a place part',
    lines UInt32 COMMENT 'Lines, a count',
    legs UInt16 COMMENT 'Legs, a count',
    market_id String COMMENT 'Market of the only leg; empty where there are several',
    outcome_id String COMMENT 'Outcome of the only leg; empty where there are several',
    odds_e4 Nullable(Int64) COMMENT 'Decimal odds of the only leg, in ten-thousandths; null where there are several',
    stake_minor Int64 COMMENT 'Stake of the whole bet, minor units of the account''s currency',
    potential_return_minor Int64 COMMENT 'Largest return, stake included, minor units',
    max_payout_minor Nullable(Int64) COMMENT 'Ceiling on the return, minor units; null: none',
    held Bool COMMENT 'True: it waited for the in-play delay',
    policy_version Int64 COMMENT 'Limit policy that it was accepted under',
    factor_bps Int32 COMMENT 'Bettor factor, ten-thousandths; 10000 is 1',
    INDEX accepted accepted_at TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'One row per accepted bet, as accepted';

CREATE TABLE IF NOT EXISTS legs
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'Event of the acceptance',
    accepted_at DateTime64(3, 'UTC') COMMENT 'When the bet was accepted, UTC, milliseconds',
    account_id String COMMENT 'Account',
    bet_id String COMMENT 'Bet',
    leg UInt16 COMMENT 'Index of the leg in the bet, from 0',
    market_id String COMMENT 'Market',
    outcome_id String COMMENT 'Outcome',
    requested_odds_e4 Int64 COMMENT 'What the bettor saw: decimal odds in ten-thousandths',
    odds_e4 Int64 COMMENT 'The odds used: decimal odds in ten-thousandths',
    odds_partition UInt16 COMMENT 'Partition in odds.events of the fact that set the odds',
    odds_offset UInt64 COMMENT 'Offset in odds.events of the fact that set the odds',
    market_version Int64 COMMENT 'Version of the market at the decision',
    ante_post Bool COMMENT 'True: a non-runner loses',
    rule_set_id LowCardinality(String) COMMENT 'Rules that settle it; empty: the default'
)
ENGINE = MergeTree
ORDER BY (partition, offset, leg)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'One row per leg of an accepted bet';

CREATE TABLE IF NOT EXISTS rejections
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'partition-epoch-batch-index',
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was refused, UTC, milliseconds',
    account_id String COMMENT 'Account',
    command_id String COMMENT 'Command; for a ticket its id',
    type LowCardinality(String) COMMENT 'BetRejected, CommandRejected or CashOutRejected',
    reason UInt16 COMMENT 'Index of the reason, from 0; the first one decided',
    code LowCardinality(String) COMMENT 'Why',
    level LowCardinality(String) COMMENT 'ticket, bet or leg',
    bet Nullable(UInt16) COMMENT 'Index of the bet in the ticket; null: the ticket',
    leg Nullable(UInt16) COMMENT 'Index of the selection in the ticket; null: not one leg',
    detail String COMMENT 'What would help; empty where nothing'
)
ENGINE = MergeTree
ORDER BY (partition, offset, reason)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'One row per reason of a refusal';

CREATE TABLE IF NOT EXISTS settlements
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'partition-epoch-batch-index',
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    account_id String COMMENT 'Account',
    bet_id String COMMENT 'Bet',
    type LowCardinality(String) COMMENT 'BetSettled, BetReopened or BetCashedOut',
    version UInt32 COMMENT 'Version of the settlement, from 1; 0 for a cash-out',
    reason LowCardinality(String) COMMENT 'RESULT, CORRECTION, WINDOW, WITHDRAWAL, OVERRIDE; empty for a reopening and a cash-out',
    stake_released_minor Int64 COMMENT 'Stake that stopped being at risk, minor units; negative when it is at risk again',
    payout_minor Int64 COMMENT 'What stands as paid after this event, minor units; for a cash-out its amount',
    previous_payout_minor Int64 COMMENT 'What stood as paid before, minor units',
    delta_minor Int64 COMMENT 'What this event paid (positive) or took back, minor units',
    bonus_minor Int64 COMMENT 'Part of the payout that is a bonus, minor units',
    exact_return_num String COMMENT 'Exact return before rounding, numerator; empty where none',
    exact_return_den String COMMENT 'Exact return before rounding, denominator; empty where none',
    cause_partition Nullable(UInt16) COMMENT 'Partition in odds.events of the fact behind the last leg that names one; null: no fact',
    cause_offset Nullable(UInt64) COMMENT 'Offset in odds.events of the fact behind the last leg that names one; null: no fact'
)
ENGINE = MergeTree
ORDER BY (partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Everything that moves an accepted bet''s money: settlements, corrections, reopenings, cash-outs';

CREATE TABLE IF NOT EXISTS ledger_postings
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'partition-epoch-batch-index',
    posting UInt16 COMMENT 'Index of the posting in the event, from 0',
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    type LowCardinality(String) COMMENT 'Name of the event',
    account_id String COMMENT 'Account of the bettor; its currency is the currency',
    bet_id String COMMENT 'Bet; empty where none',
    code LowCardinality(String) COMMENT 'Account of the ledger: cash, held, open, bonus, withdrawing of the player; book, promo, adjust of the house; payments outside',
    amount_minor Int64 COMMENT 'Positive when the holder of that account gains, minor units of the account''s currency'
)
ENGINE = MergeTree
ORDER BY (partition, offset, posting)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Double entry: the postings of an event sum to zero';
