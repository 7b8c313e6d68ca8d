-- What odds.events holds. Ordered as the log is; every row names its record.

CREATE TABLE IF NOT EXISTS facts
(
    partition UInt16 COMMENT 'Partition of odds.events',
    offset UInt64 COMMENT 'Offset in odds.events',
    event_id String COMMENT 'Position token of the record: o<partition>:<offset>',
    appended_at DateTime64(3, 'UTC') COMMENT 'Append time at the broker, UTC, milliseconds',
    verdict LowCardinality(String) COMMENT 'What readers do with it: apply, session, repeat, conflict, lower_session, unopened_session, undecodable',
    type LowCardinality(String) COMMENT 'Name of the fact',
    fixture_id String COMMENT 'Record key: the fixture, producer:<id> or policy',
    market_id String COMMENT 'Market; empty where the fact names none',
    producer_id LowCardinality(String) COMMENT 'Who says so',
    session Int64 COMMENT 'Session of the writer, a number',
    source_id String COMMENT 'Dedupe key within the producer',
    source_at DateTime64(3, 'UTC') COMMENT 'Clock of the feed, UTC, milliseconds',
    received_at DateTime64(3, 'UTC') COMMENT 'When feed received it, UTC, milliseconds',
    payload String COMMENT 'The whole fact (JSON, units as in its schema)',
    INDEX appended appended_at TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Every record of odds.events';

CREATE TABLE IF NOT EXISTS fixtures
(
    partition UInt16 COMMENT 'Partition of odds.events',
    offset UInt64 COMMENT 'Offset in odds.events',
    event_id String COMMENT 'Position token of the fact',
    appended_at DateTime64(3, 'UTC') COMMENT 'Append time at the broker, UTC, milliseconds',
    fixture_id String COMMENT 'Fixture',
    sport LowCardinality(String) COMMENT 'Sport',
    category LowCardinality(String) COMMENT 'Category; empty where none',
    tournament_id String COMMENT 'Tournament',
    name String COMMENT 'To show',
    competitors Array(String) COMMENT 'Names of the competitors, in the order of the fact',
    scheduled_start_at DateTime64(3, 'UTC') COMMENT 'Scheduled start, UTC, milliseconds'
)
ENGINE = MergeTree
ORDER BY (partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Every definition of a fixture; the last one stands';

CREATE TABLE IF NOT EXISTS fixture_states
(
    partition UInt16 COMMENT 'Partition of odds.events',
    offset UInt64 COMMENT 'Offset in odds.events',
    event_id String COMMENT 'Position token of the fact',
    appended_at DateTime64(3, 'UTC') COMMENT 'Append time at the broker, UTC, milliseconds',
    fixture_id String COMMENT 'Fixture',
    type LowCardinality(String) COMMENT 'FixtureStatusChanged, ScoreChanged or BetStopped',
    status LowCardinality(String) COMMENT 'New status, or the target of a bet stop; empty for a score',
    home Nullable(Int32) COMMENT 'Score of the home side, a count; null where no score is named',
    away Nullable(Int32) COMMENT 'Score of the away side, a count; null where no score is named',
    score_version Nullable(Int32) COMMENT 'Rises with every change of the score; null where none is named',
    period LowCardinality(String) COMMENT 'Part of the contest; empty where none is named'
)
ENGINE = MergeTree
ORDER BY (partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Every change of status and score of a fixture';

CREATE TABLE IF NOT EXISTS markets
(
    partition UInt16 COMMENT 'Partition of odds.events',
    offset UInt64 COMMENT 'Offset in odds.events',
    event_id String COMMENT 'Position token of the fact',
    appended_at DateTime64(3, 'UTC') COMMENT 'Append time at the broker, UTC, milliseconds',
    market_id String COMMENT 'Market',
    fixture_id String COMMENT 'Fixture',
    market_type LowCardinality(String) COMMENT 'Template of the market',
    specifiers String COMMENT 'Sorted key=value, joined by |',
    name String COMMENT 'To show',
    number_of_winners UInt16 COMMENT 'How many outcomes win, a count',
    settlement LowCardinality(String) COMMENT 'How the result is computed',
    ante_post Bool COMMENT 'True: a non-runner loses',
    rule_set_id LowCardinality(String) COMMENT 'Rules that settle it',
    outcome_ids Array(String) COMMENT 'Outcomes',
    outcome_names Array(String) COMMENT 'Their names, in the same order'
)
ENGINE = MergeTree
ORDER BY (partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Every definition of a market; the last one stands';

CREATE TABLE IF NOT EXISTS market_states
(
    partition UInt16 COMMENT 'Partition of odds.events',
    offset UInt64 COMMENT 'Offset in odds.events',
    event_id String COMMENT 'Position token of the fact',
    appended_at DateTime64(3, 'UTC') COMMENT 'Append time at the broker, UTC, milliseconds',
    source_at DateTime64(3, 'UTC') COMMENT 'Clock of the feed, UTC, milliseconds',
    market_id String COMMENT 'Market',
    fixture_id String COMMENT 'Fixture',
    type LowCardinality(String) COMMENT 'MarketSnapshot, MarketStatusChanged or MarketOverridden',
    market_version Nullable(Int64) COMMENT 'Version of the market; null for an override',
    trading_state LowCardinality(String) COMMENT 'Trading state; empty for an override',
    override LowCardinality(String) COMMENT 'Override of an operator; empty for a fact of the feed',
    in_play Nullable(Bool) COMMENT 'True: the contest is on; null for an override',
    bet_delay_ms Nullable(Int64) COMMENT 'Bet delay in play, milliseconds; null for an override',
    reason String COMMENT 'As the feed or the operator words it; empty where none',
    actor String COMMENT 'Operator; empty for a fact of the feed'
)
ENGINE = MergeTree
ORDER BY (partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Every state of a market';

CREATE TABLE IF NOT EXISTS prices
(
    partition UInt16 COMMENT 'Partition of odds.events',
    offset UInt64 COMMENT 'Offset in odds.events',
    event_id String COMMENT 'Position token of the fact',
    appended_at DateTime64(3, 'UTC') COMMENT 'Append time at the broker, UTC, milliseconds',
    source_at DateTime64(3, 'UTC') COMMENT 'Clock of the feed, UTC, milliseconds',
    producer_id LowCardinality(String) COMMENT 'Who says so',
    fixture_id String COMMENT 'Fixture',
    market_id String COMMENT 'Market',
    outcome_id String COMMENT 'Outcome',
    market_version Int64 COMMENT 'Version of the market',
    snapshot Bool COMMENT 'True: from the whole state of the market; false: a change',
    outcome_state LowCardinality(String) COMMENT 'State of the outcome; empty for a change',
    odds_e4 Nullable(Int64) COMMENT 'Decimal odds in ten-thousandths; null: no price',
    prob_ppb Nullable(Int64) COMMENT 'Probability of winning, parts per billion; null: not told',
    INDEX market market_id TYPE bloom_filter GRANULARITY 2,
    INDEX appended appended_at TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (partition, offset, outcome_id)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'One row per price of an outcome, told or withdrawn';

CREATE TABLE IF NOT EXISTS results
(
    partition UInt16 COMMENT 'Partition of odds.events',
    offset UInt64 COMMENT 'Offset in odds.events',
    event_id String COMMENT 'Position token of the fact',
    appended_at DateTime64(3, 'UTC') COMMENT 'Append time at the broker, UTC, milliseconds',
    fixture_id String COMMENT 'Fixture',
    market_id String COMMENT 'Market',
    outcome_id String COMMENT 'Outcome; empty where the fact is about the whole market',
    type LowCardinality(String) COMMENT 'MarketResulted, ResultRolledBack, BetsCancelledInWindow, BetsCancellationRolledBack, RunnerWithdrawn or RunnerReinstated',
    result_version Nullable(Int32) COMMENT 'Version of the result; null where the fact has none',
    certainty Nullable(UInt8) COMMENT '1 provisional, 2 confirmed; null where the fact has none',
    undecided Bool COMMENT 'True: nothing is known yet of this outcome',
    win_num Nullable(Int64) COMMENT 'Share of the stake that wins, numerator',
    win_den Nullable(Int64) COMMENT 'Share of the stake that wins, denominator',
    void_num Nullable(Int64) COMMENT 'Share of the stake that is refunded, numerator',
    void_den Nullable(Int64) COMMENT 'Share of the stake that is refunded, denominator',
    deduction_ppm Nullable(Int64) COMMENT 'Deduction on the others after a withdrawal, parts per million',
    window_id String COMMENT 'Void window; empty where none',
    reason String COMMENT 'As the feed or the operator words it; empty where none',
    actor String COMMENT 'Operator; empty for a fact of the feed'
)
ENGINE = MergeTree
ORDER BY (partition, offset, outcome_id)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Results, rollbacks, void windows and withdrawals';
