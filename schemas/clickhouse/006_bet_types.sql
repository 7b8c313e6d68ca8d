-- What the rows need for every bet type: multiples and systems, each-way, promotions, quotes, cash-outs,
-- the limits that protect bettors. Rows of an older recorder are completed from the events in `decisions`.

ALTER TABLE markets
    ADD COLUMN IF NOT EXISTS place_places Nullable(UInt16) COMMENT 'Ranks that count as placed, a count; null: no each-way',
    ADD COLUMN IF NOT EXISTS place_num Nullable(Int64) COMMENT 'Share of the odds that a place pays, numerator; null: no each-way',
    ADD COLUMN IF NOT EXISTS place_den Nullable(Int64) COMMENT 'Share of the odds that a place pays, denominator; null: no each-way',
    ADD COLUMN IF NOT EXISTS reduction_method LowCardinality(String) COMMENT 'How withdrawals reduce odds: NONE, RULE4, EXCHANGE_WIN, EXCHANGE_PLACE; empty: recorded before it was kept',
    ADD COLUMN IF NOT EXISTS score_basis LowCardinality(String) COMMENT 'FULL or FROM_ACCEPTANCE; empty: recorded before it was kept',
    ADD COLUMN IF NOT EXISTS singles_only Bool COMMENT 'True: in no multiple';

ALTER TABLE results
    ADD COLUMN IF NOT EXISTS place_win_num Nullable(Int64) COMMENT 'Place part: share of the stake that wins, numerator; null: not told',
    ADD COLUMN IF NOT EXISTS place_win_den Nullable(Int64) COMMENT 'Place part: share of the stake that wins, denominator; null: not told',
    ADD COLUMN IF NOT EXISTS place_void_num Nullable(Int64) COMMENT 'Place part: share of the stake that is refunded, numerator; null: not told',
    ADD COLUMN IF NOT EXISTS place_void_den Nullable(Int64) COMMENT 'Place part: share of the stake that is refunded, denominator; null: not told',
    ADD COLUMN IF NOT EXISTS position_rank Nullable(Int32) COMMENT 'Rank of the outcome, 1 is first; null: not told',
    ADD COLUMN IF NOT EXISTS position_tied Nullable(Int32) COMMENT 'How many share the rank, a count; null: not told',
    ADD COLUMN IF NOT EXISTS score_home Nullable(Int32) COMMENT 'Score of the home side that the result names, a count; null: none',
    ADD COLUMN IF NOT EXISTS score_away Nullable(Int32) COMMENT 'Score of the away side that the result names, a count; null: none',
    ADD COLUMN IF NOT EXISTS window_from_at Nullable(DateTime64(3, 'UTC')) COMMENT 'First acceptance that a void window covers, UTC, milliseconds; null: no lower bound, or no window',
    ADD COLUMN IF NOT EXISTS window_to_at Nullable(DateTime64(3, 'UTC')) COMMENT 'First acceptance after a void window, UTC, milliseconds; null: no upper bound, or no window',
    ADD COLUMN IF NOT EXISTS removed_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When a runner was withdrawn, UTC, milliseconds; null: no withdrawal';

ALTER TABLE commands
    ADD COLUMN IF NOT EXISTS bet_id String COMMENT 'Bet that the command names; empty where none',
    ADD COLUMN IF NOT EXISTS quote_id String COMMENT 'Quote that the command uses; empty where none';

ALTER TABLE bets
    ADD COLUMN IF NOT EXISTS sizes Array(UInt16) COMMENT 'Fold sizes of a system: legs per line, bankers counted, ascending; empty otherwise',
    ADD COLUMN IF NOT EXISTS positions Array(Array(UInt16)) COMMENT 'Per position the indices of the legs that fill it, several are ways; empty: each leg is a position',
    ADD COLUMN IF NOT EXISTS bankers Array(UInt16) COMMENT 'Indices of the positions that are in every line',
    ADD COLUMN IF NOT EXISTS unit_stake_num Nullable(Int64) COMMENT 'Stake of a line, minor units, numerator; null: stake / lines',
    ADD COLUMN IF NOT EXISTS unit_stake_den Nullable(Int64) COMMENT 'Stake of a line, minor units, denominator; null: stake / lines',
    ADD COLUMN IF NOT EXISTS free_bet_id String COMMENT 'Free-bet token that was used; empty where none',
    ADD COLUMN IF NOT EXISTS quote_id String COMMENT 'Reserved quote that was used; empty where none',
    ADD COLUMN IF NOT EXISTS rounding LowCardinality(String) DEFAULT 'HALF_UP' COMMENT 'The one rounding of the return: HALF_UP or DOWN',
    ADD COLUMN IF NOT EXISTS bonus_terms String DEFAULT '[]' COMMENT 'Bonus lines promised (JSON, units as in the schema of BetAccepted)';

ALTER TABLE legs
    ADD COLUMN IF NOT EXISTS fraction_num Nullable(Int64) COMMENT 'Exact fractional price, winnings per stake, numerator; null: the decimal price is exact',
    ADD COLUMN IF NOT EXISTS fraction_den Nullable(Int64) COMMENT 'Exact fractional price, winnings per stake, denominator; null: the decimal price is exact',
    ADD COLUMN IF NOT EXISTS score_version Nullable(Int32) COMMENT 'Version of the score at the decision; null: no score known',
    ADD COLUMN IF NOT EXISTS score_home Nullable(Int32) COMMENT 'Score of the home side at acceptance, where the market counts from it; null otherwise',
    ADD COLUMN IF NOT EXISTS score_away Nullable(Int32) COMMENT 'Score of the away side at acceptance, where the market counts from it; null otherwise',
    ADD COLUMN IF NOT EXISTS place_places Nullable(UInt16) COMMENT 'Ranks that count as placed, as promised at acceptance, a count; null: no each-way',
    ADD COLUMN IF NOT EXISTS place_num Nullable(Int64) COMMENT 'Share of the odds that a place pays, numerator; null: no each-way',
    ADD COLUMN IF NOT EXISTS place_den Nullable(Int64) COMMENT 'Share of the odds that a place pays, denominator; null: no each-way',
    ADD COLUMN IF NOT EXISTS reduction_method LowCardinality(String) COMMENT 'How withdrawals reduce the odds: NONE, RULE4, EXCHANGE_WIN, EXCHANGE_PLACE';

ALTER TABLE rejections
    ADD COLUMN IF NOT EXISTS bet_id String COMMENT 'Bet whose cash-out was refused; empty otherwise, or where it is not known',
    ADD COLUMN IF NOT EXISTS quote_id String COMMENT 'Quote of the cash-out that was refused; empty otherwise';

ALTER TABLE settlements
    ADD COLUMN IF NOT EXISTS share_bps Nullable(Int32) COMMENT 'Cumulative share that is cashed out, ten-thousandths; null: no cash-out',
    ADD COLUMN IF NOT EXISTS quote_id String COMMENT 'Quote of the cash-out; empty otherwise',
    ADD COLUMN IF NOT EXISTS book_minor Int64 DEFAULT stake_released_minor - delta_minor COMMENT 'What the book gained (positive) or lost, minor units',
    ADD COLUMN IF NOT EXISTS promo_minor Int64 COMMENT 'What promotions got back (positive: the stake of a void free bet) or paid (negative: bonus lines), minor units';

CREATE TABLE IF NOT EXISTS settlement_legs
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'Event of the settlement',
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    account_id String COMMENT 'Account',
    bet_id String COMMENT 'Bet',
    version UInt32 COMMENT 'Version of the settlement, from 1',
    leg UInt16 COMMENT 'Index of the leg in the bet, from 0',
    win_num Int64 COMMENT 'Share of the stake that wins, numerator',
    win_den Int64 COMMENT 'Share of the stake that wins, denominator',
    void_num Int64 COMMENT 'Share of the stake that is refunded, numerator',
    void_den Int64 COMMENT 'Share of the stake that is refunded, denominator',
    odds_num String COMMENT 'Odds after reductions, numerator; empty: the odds of the leg',
    odds_den String COMMENT 'Odds after reductions, denominator; empty: the odds of the leg',
    place_win_num Nullable(Int64) COMMENT 'Place part: share of the stake that wins, numerator; null: no each-way',
    place_win_den Nullable(Int64) COMMENT 'Place part: share of the stake that wins, denominator; null: no each-way',
    place_void_num Nullable(Int64) COMMENT 'Place part: share of the stake that is refunded, numerator; null: no each-way',
    place_void_den Nullable(Int64) COMMENT 'Place part: share of the stake that is refunded, denominator; null: no each-way',
    cause_partition Nullable(UInt16) COMMENT 'Partition in odds.events of the fact in force; null: an override, or undecided',
    cause_offset Nullable(UInt64) COMMENT 'Offset in odds.events of the fact in force; null: an override, or undecided',
    rule LowCardinality(String) COMMENT 'Id and version of the rule that applied'
)
ENGINE = MergeTree
ORDER BY (partition, offset, leg)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'One row per leg of a settlement: the derivation of what was paid';

CREATE TABLE IF NOT EXISTS quotes
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'partition-epoch-batch-index',
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    type LowCardinality(String) COMMENT 'BetQuoted, CashOutQuoted or QuoteExpired',
    account_id String COMMENT 'Account',
    command_id String COMMENT 'Command that asked for it; empty for an expiry',
    quote_id String COMMENT 'Quote',
    bet_id String COMMENT 'Bet to cash out; empty for a ticket''s quote',
    bets UInt16 COMMENT 'Bets quoted, a count; 0 for a cash-out',
    legs UInt16 COMMENT 'Legs quoted, a count',
    stake_minor Nullable(Int64) COMMENT 'Stakes quoted, minor units of the account''s currency; null for a cash-out',
    liability_minor Nullable(Int64) COMMENT 'Liability reserved over all legs, minor units; null for a cash-out',
    amount_minor Nullable(Int64) COMMENT 'What the cash-out would pay, minor units; null for a ticket''s quote',
    share_bps Nullable(Int32) COMMENT 'Cumulative share to cash out, ten-thousandths; null for a ticket''s quote',
    margin_bps Nullable(Int32) COMMENT 'Kept by the house, ten-thousandths; null for a ticket''s quote',
    policy_version Nullable(Int64) COMMENT 'Limit policy that it was quoted under; null for an expiry',
    expires_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Until when it is promised, UTC, milliseconds; null for an expiry'
)
ENGINE = MergeTree
ORDER BY (partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Quotes of tickets and cash-outs, and those that lapsed';

CREATE TABLE IF NOT EXISTS cash_outs
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'partition-epoch-batch-index',
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    account_id String COMMENT 'Account',
    command_id String COMMENT 'Command that asked for it',
    bet_id String COMMENT 'Bet',
    quote_id String COMMENT 'Quote that was paid',
    previous_share_bps Int32 COMMENT 'Cumulative share before, ten-thousandths',
    share_bps Int32 COMMENT 'Cumulative share after, ten-thousandths; 10000 is final',
    amount_minor Int64 COMMENT 'Paid, minor units',
    stake_closed_minor Int64 COMMENT 'Stake that is no more at risk, minor units'
)
ENGINE = MergeTree
ORDER BY (partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'One row per share that was cashed out';

CREATE TABLE IF NOT EXISTS holds
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'partition-epoch-batch-index',
    decided_at DateTime64(3, 'UTC') COMMENT 'When the hold began, UTC, milliseconds',
    type LowCardinality(String) COMMENT 'BetHeld or CashOutHeld',
    account_id String COMMENT 'Account',
    command_id String COMMENT 'Command that waits; for a ticket its id',
    deadline_at DateTime64(3, 'UTC') COMMENT 'Decided in the first batch at or after it, UTC, milliseconds',
    market_ms Nullable(Int64) COMMENT 'Largest bet delay of its markets, milliseconds; null for a cash-out',
    account_ms Nullable(Int64) COMMENT 'What the account adds, milliseconds; null for a cash-out',
    applied_ms Int64 COMMENT 'What is waited, milliseconds',
    stake_minor Nullable(Int64) COMMENT 'Stake that is reserved, minor units; null for a cash-out'
)
ENGINE = MergeTree
ORDER BY (partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Tickets and cash-outs that wait for their in-play delay, and why so long';

CREATE TABLE IF NOT EXISTS gambling_limits
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'partition-epoch-batch-index',
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    type LowCardinality(String) COMMENT 'GamblingLimitSet (in force) or LimitIncreaseScheduled (waits)',
    account_id String COMMENT 'Account',
    kind LowCardinality(String) COMMENT 'DEPOSIT, STAKE, LOSS or SESSION',
    period LowCardinality(String) COMMENT 'DAY, WEEK or MONTH',
    amount Nullable(Int64) COMMENT 'Minor units, for SESSION minutes; null: no limit',
    previous_amount Nullable(Int64) COMMENT 'Before, minor units, for SESSION minutes; null: no limit',
    effective_at DateTime64(3, 'UTC') COMMENT 'From when it counts, or may be confirmed, UTC, milliseconds',
    confirm_by_at Nullable(DateTime64(3, 'UTC')) COMMENT 'A scheduled increase lapses after it, UTC, milliseconds; null: in force',
    actor_kind LowCardinality(String) COMMENT 'BETTOR, OPERATOR or SYSTEM',
    actor_id String COMMENT 'Who'
)
ENGINE = MergeTree
ORDER BY (account_id, partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Every change of a limit that protects a bettor';

CREATE TABLE IF NOT EXISTS exclusions
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'partition-epoch-batch-index',
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    account_id String COMMENT 'Account',
    kind LowCardinality(String) COMMENT 'TIME_OUT, SELF, OPERATOR or REGULATOR',
    effective_at DateTime64(3, 'UTC') COMMENT 'From when it counts, UTC, milliseconds',
    until_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Until when, UTC, milliseconds; a time in the past lifts; null: until lifted',
    actor_kind LowCardinality(String) COMMENT 'BETTOR, OPERATOR or SYSTEM',
    actor_id String COMMENT 'Who',
    reason String COMMENT 'Why; empty for the bettor''s own wish'
)
ENGINE = MergeTree
ORDER BY (account_id, partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Every exclusion from betting, and its lifting';

CREATE TABLE IF NOT EXISTS sessions
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'partition-epoch-batch-index',
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    type LowCardinality(String) COMMENT 'SessionStarted or SessionEnded',
    account_id String COMMENT 'Account',
    session_id String COMMENT 'Gambling session',
    changed_at DateTime64(3, 'UTC') COMMENT 'When it started or ended, UTC, milliseconds'
)
ENGINE = MergeTree
ORDER BY (account_id, partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Beginnings and ends of gambling sessions';

CREATE TABLE IF NOT EXISTS account_changes
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'partition-epoch-batch-index',
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    account_id String COMMENT 'Account',
    field LowCardinality(String) COMMENT 'status, verification, location, factor_bps (ten-thousandths) or delay_offset_ms (milliseconds)',
    value String COMMENT 'Now, in the unit of the field',
    previous_value String COMMENT 'Before, in the unit of the field',
    effective_at DateTime64(3, 'UTC') COMMENT 'From when, UTC, milliseconds',
    actor_kind LowCardinality(String) COMMENT 'BETTOR, OPERATOR or SYSTEM',
    actor_id String COMMENT 'Who',
    reason String COMMENT 'Why'
)
ENGINE = MergeTree
ORDER BY (account_id, partition, offset, field)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Every change of what an account may do: one row per field that changed';

CREATE TABLE IF NOT EXISTS promotions
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'partition-epoch-batch-index',
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was granted, UTC, milliseconds',
    type LowCardinality(String) COMMENT 'FreeBetGranted or BonusGranted',
    account_id String COMMENT 'Account',
    free_bet_id String COMMENT 'Token; empty for bonus money',
    amount_minor Int64 COMMENT 'How much, minor units',
    expires_at DateTime64(3, 'UTC') COMMENT 'When it lapses, UTC, milliseconds',
    stake_returned Bool COMMENT 'True: the stake of the free bet is part of its return',
    terms String COMMENT 'Terms of the promotion',
    actor_kind LowCardinality(String) COMMENT 'BETTOR, OPERATOR or SYSTEM',
    actor_id String COMMENT 'Who'
)
ENGINE = MergeTree
ORDER BY (account_id, partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Free bets and bonus money that were given';

CREATE TABLE IF NOT EXISTS overrides
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    event_id String COMMENT 'partition-epoch-batch-index',
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    account_id String COMMENT 'Account',
    bet_id String COMMENT 'Bet',
    leg UInt16 COMMENT 'Index of the leg in the bet, from 0',
    result LowCardinality(String) COMMENT 'What the leg is taken as; NONE: the override is lifted',
    previous_result LowCardinality(String) COMMENT 'Before',
    actor_kind LowCardinality(String) COMMENT 'BETTOR, OPERATOR or SYSTEM',
    actor_id String COMMENT 'Who',
    reason String COMMENT 'Why'
)
ENGINE = MergeTree
ORDER BY (partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Legs that an operator decided by hand';

-- Legs that an older recorder wrote have no reduction method; written again from their events.
DELETE FROM legs WHERE reduction_method = '';

INSERT INTO legs
SELECT
    partition,
    offset,
    event_id,
    fromUnixTimestamp64Milli(JSONExtractInt(payload, 'acceptedAtMs'), 'UTC') AS accepted_at,
    account_id,
    bet_id,
    number - 1 AS leg,
    JSONExtractString(raw, 'marketId') AS market_id,
    JSONExtractString(raw, 'outcomeId') AS outcome_id,
    ifNull(JSONExtract(raw, 'requestedOdds', 'Nullable(Int64)'), JSONExtractInt(raw, 'odds')) AS requested_odds_e4,
    JSONExtractInt(raw, 'odds') AS odds_e4,
    JSONExtractUInt(raw, 'oddsAt', 'partition') AS odds_partition,
    JSONExtractUInt(raw, 'oddsAt', 'offset') AS odds_offset,
    JSONExtractInt(raw, 'marketVersion') AS market_version,
    JSONExtractBool(raw, 'antePost') AS ante_post,
    JSONExtractString(raw, 'ruleSetId') AS rule_set_id,
    JSONExtract(raw, 'fraction', 'num', 'Nullable(Int64)') AS fraction_num,
    JSONExtract(raw, 'fraction', 'den', 'Nullable(Int64)') AS fraction_den,
    JSONExtract(raw, 'scoreVersion', 'Nullable(Int32)') AS score_version,
    JSONExtract(raw, 'scoreAtAcceptance', 'home', 'Nullable(Int32)') AS score_home,
    JSONExtract(raw, 'scoreAtAcceptance', 'away', 'Nullable(Int32)') AS score_away,
    JSONExtract(raw, 'placeTerms', 'places', 'Nullable(UInt16)') AS place_places,
    JSONExtract(raw, 'placeTerms', 'fraction', 'num', 'Nullable(Int64)') AS place_num,
    JSONExtract(raw, 'placeTerms', 'fraction', 'den', 'Nullable(Int64)') AS place_den,
    if(JSONExtractString(raw, 'reductionMethod') = '', 'NONE', JSONExtractString(raw, 'reductionMethod')) AS reduction_method
FROM decisions
ARRAY JOIN JSONExtractArrayRaw(payload, 'legs') AS raw, arrayEnumerate(JSONExtractArrayRaw(payload, 'legs')) AS number
WHERE type = 'BetAccepted' AND (partition, offset) NOT IN (SELECT partition, offset FROM legs)
SETTINGS insert_deduplicate = 0;

INSERT INTO settlement_legs
SELECT
    partition,
    offset,
    event_id,
    decided_at,
    account_id,
    bet_id,
    JSONExtractUInt(payload, 'version') AS version,
    number - 1 AS leg,
    JSONExtractInt(raw, 'win', 'num') AS win_num,
    JSONExtractInt(raw, 'win', 'den') AS win_den,
    JSONExtractInt(raw, 'void', 'num') AS void_num,
    JSONExtractInt(raw, 'void', 'den') AS void_den,
    JSONExtractString(raw, 'effectiveOdds', 'num') AS odds_num,
    JSONExtractString(raw, 'effectiveOdds', 'den') AS odds_den,
    JSONExtract(raw, 'place', 'win', 'num', 'Nullable(Int64)') AS place_win_num,
    JSONExtract(raw, 'place', 'win', 'den', 'Nullable(Int64)') AS place_win_den,
    JSONExtract(raw, 'place', 'void', 'num', 'Nullable(Int64)') AS place_void_num,
    JSONExtract(raw, 'place', 'void', 'den', 'Nullable(Int64)') AS place_void_den,
    JSONExtract(raw, 'cause', 'partition', 'Nullable(UInt16)') AS cause_partition,
    JSONExtract(raw, 'cause', 'offset', 'Nullable(UInt64)') AS cause_offset,
    JSONExtractString(raw, 'rule') AS rule
FROM decisions
ARRAY JOIN JSONExtractArrayRaw(payload, 'legs') AS raw, arrayEnumerate(JSONExtractArrayRaw(payload, 'legs')) AS number
WHERE type = 'BetSettled' AND (partition, offset) NOT IN (SELECT partition, offset FROM settlement_legs)
SETTINGS insert_deduplicate = 0;
