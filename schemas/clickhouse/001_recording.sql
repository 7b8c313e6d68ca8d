-- How far the log is recorded. One intent per source range is written before the rows of that
-- range; after a crash the newest ranges are inserted again, row for row, under the same tokens.

CREATE TABLE IF NOT EXISTS intents
(
    topic LowCardinality(String) COMMENT 'Topic of the range',
    generation UInt32 COMMENT 'Rises when rows were removed because the log went back, so that old tokens drop nothing new',
    owner LowCardinality(String) COMMENT 'Which recorder: ordinal/instances',
    batch UInt64 COMMENT 'Number of the batch of ranges, 1, 2, 3 … per topic, generation and owner',
    partition UInt16 COMMENT 'Partition of the topic',
    from_offset UInt64 COMMENT 'First offset of the range',
    to_offset UInt64 COMMENT 'Offset after the range',
    records UInt64 COMMENT 'Records of the range that count: rows that the topic''s first table must hold',
    position_before String COMMENT 'Where reading began, with the state of the fence (JSON)',
    position_after String COMMENT 'Where reading goes on, with the state of the fence (JSON)',
    content_hash String COMMENT 'SHA-256 of the rows of all tables and partitions of this batch, hexadecimal',
    writer String COMMENT 'The process that wrote this intent; the first one for a batch stands',
    intended_at DateTime64(3, 'UTC') COMMENT 'When it was written, UTC, milliseconds'
)
ENGINE = MergeTree
ORDER BY (topic, generation, owner, batch, partition)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Source ranges in the order in which they were recorded';

CREATE TABLE IF NOT EXISTS freshness
(
    topic LowCardinality(String) COMMENT 'Topic',
    partition UInt16 COMMENT 'Partition of the topic',
    recorded_next UInt64 COMMENT 'Offset after the last recorded one',
    end_next UInt64 COMMENT 'Offset after the last one that the broker is known to hold',
    recorded_at DateTime64(3, 'UTC') COMMENT 'Append time of the last recorded record, UTC, milliseconds',
    observed_at DateTime64(3, 'UTC') COMMENT 'When both were looked at, UTC, milliseconds'
)
ENGINE = Memory
SETTINGS min_rows_to_keep = 100, max_rows_to_keep = 2000
COMMENT 'What the recorder saw of the log in the last seconds; not kept';
