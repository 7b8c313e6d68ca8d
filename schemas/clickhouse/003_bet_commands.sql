-- What was asked.

CREATE TABLE IF NOT EXISTS commands
(
    partition UInt16 COMMENT 'Partition of bet.commands',
    offset UInt64 COMMENT 'Offset in bet.commands',
    event_id String COMMENT 'Position token of the record: c<partition>:<offset>',
    appended_at DateTime64(3, 'UTC') COMMENT 'Append time at the broker, UTC, milliseconds',
    type LowCardinality(String) COMMENT 'Name of the command; Undecodable where its bytes match no schema',
    command_id String COMMENT 'Command; for a ticket also its id. The same for every repeat',
    account_id String COMMENT 'Account',
    actor_kind LowCardinality(String) COMMENT 'BETTOR, OPERATOR or SYSTEM',
    requested_at DateTime64(3, 'UTC') COMMENT 'When it was asked, UTC, milliseconds',
    expires_at DateTime64(3, 'UTC') COMMENT 'A first decision after this is stale, UTC, milliseconds',
    bets UInt32 COMMENT 'Bets asked for, a count',
    selections UInt32 COMMENT 'Selections named, a count',
    stake_minor Nullable(Int64) COMMENT 'Stakes asked for, over all bets and lines, minor units of the account''s currency; null where the command stakes nothing',
    amount_minor Nullable(Int64) COMMENT 'Amount of a payment or correction, minor units; null where the command names none',
    INDEX appended appended_at TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (partition, offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Every record of bet.commands';
