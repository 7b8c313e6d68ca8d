-- What analysts ask. A join in a view never changes a total: each right side has one row per key.

CREATE OR REPLACE VIEW v_markets
(
    market_id String COMMENT 'Market',
    fixture_id String COMMENT 'Fixture',
    fixture_name String COMMENT 'Name of the fixture; empty while it is not defined',
    sport String COMMENT 'Sport of the fixture; empty while it is not defined',
    tournament_id String COMMENT 'Tournament of the fixture; empty while it is not defined',
    market_type String COMMENT 'Template of the market',
    specifiers String COMMENT 'Sorted key=value, joined by |',
    name String COMMENT 'To show',
    trading_state String COMMENT 'Last trading state that the feed told; empty before the first',
    override String COMMENT 'Last override of an operator; empty or NONE: none',
    in_play Bool COMMENT 'True: the contest is on',
    market_version Int64 COMMENT 'Last version of the market; 0 before the first',
    state_at DateTime64(3, 'UTC') COMMENT 'Append time of the last state, UTC, milliseconds'
)
COMMENT 'Every market as it is now'
AS SELECT
    m.market_id AS market_id,
    m.fixture_id AS fixture_id,
    f.name AS fixture_name,
    f.sport AS sport,
    f.tournament_id AS tournament_id,
    m.market_type AS market_type,
    m.specifiers AS specifiers,
    m.name AS name,
    s.trading_state AS trading_state,
    s.override AS override,
    s.in_play AS in_play,
    s.market_version AS market_version,
    s.state_at AS state_at
FROM
(
    SELECT
        market_id,
        argMax(markets.fixture_id, offset) AS fixture_id,
        toString(argMax(markets.market_type, offset)) AS market_type,
        argMax(markets.specifiers, offset) AS specifiers,
        argMax(markets.name, offset) AS name
    FROM markets
    GROUP BY market_id
) AS m
LEFT JOIN
(
    SELECT
        fixture_id,
        argMax(fixtures.name, offset) AS name,
        toString(argMax(fixtures.sport, offset)) AS sport,
        argMax(fixtures.tournament_id, offset) AS tournament_id
    FROM fixtures
    GROUP BY fixture_id
) AS f ON f.fixture_id = m.fixture_id
LEFT JOIN
(
    SELECT
        market_id,
        toString(argMaxIf(market_states.trading_state, offset, type != 'MarketOverridden')) AS trading_state,
        toString(argMaxIf(market_states.override, offset, type = 'MarketOverridden')) AS override,
        argMaxIf(ifNull(market_states.in_play, false), offset, type != 'MarketOverridden') AS in_play,
        argMaxIf(ifNull(market_states.market_version, 0), offset, type != 'MarketOverridden') AS market_version,
        max(appended_at) AS state_at
    FROM market_states
    GROUP BY market_id
) AS s ON s.market_id = m.market_id;

CREATE OR REPLACE VIEW v_bets
(
    bet_id String COMMENT 'Bet',
    ticket_id String COMMENT 'Ticket',
    account_id String COMMENT 'Account',
    currency String COMMENT 'Currency of the account, ISO 4217',
    accepted_at DateTime64(3, 'UTC') COMMENT 'When it was accepted, UTC, milliseconds',
    kind String COMMENT 'SINGLE, MULTIPLE or SYSTEM',
    funding String COMMENT 'CASH, BONUS or FREE_BET',
    legs UInt16 COMMENT 'Legs, a count',
    market_id String COMMENT 'Market of the only leg; empty where there are several',
    outcome_id String COMMENT 'Outcome of the only leg; empty where there are several',
    odds_e4 Nullable(Int64) COMMENT 'Decimal odds of the only leg, in ten-thousandths; null where there are several',
    sport String COMMENT 'Sport of the only leg; MULTIPLE where there are several legs',
    market_type String COMMENT 'Market type of the only leg; MULTIPLE where there are several legs',
    status String COMMENT 'OPEN, SETTLED or CASHED_OUT',
    stake_minor Int64 COMMENT 'Stake of the whole bet, minor units',
    stake_open_minor Int64 COMMENT 'Stake still at risk, minor units',
    potential_return_minor Int64 COMMENT 'Largest return, stake included, minor units',
    payout_minor Int64 COMMENT 'Paid so far, corrections included, minor units',
    settlement_version UInt32 COMMENT 'Version of the newest settlement; 0: none',
    settled_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Newest settlement, reopening or cash-out, UTC, milliseconds; null: none',
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset of the acceptance in bet.events'
)
COMMENT 'Every accepted bet as it is now'
AS SELECT
    b.bet_id AS bet_id,
    b.ticket_id AS ticket_id,
    b.account_id AS account_id,
    toString(a.currency) AS currency,
    b.accepted_at AS accepted_at,
    toString(b.kind) AS kind,
    toString(b.funding) AS funding,
    b.legs AS legs,
    b.market_id AS market_id,
    b.outcome_id AS outcome_id,
    b.odds_e4 AS odds_e4,
    if(b.legs > 1, 'MULTIPLE', m.sport) AS sport,
    if(b.legs > 1, 'MULTIPLE', m.market_type) AS market_type,
    multiIf(s.released < b.stake_minor, 'OPEN', s.last_type = 'BetCashedOut', 'CASHED_OUT', 'SETTLED') AS status,
    b.stake_minor AS stake_minor,
    b.stake_minor - s.released AS stake_open_minor,
    b.potential_return_minor AS potential_return_minor,
    s.paid AS payout_minor,
    s.version AS settlement_version,
    if(s.version = 0 AND s.last_type = '', NULL, s.settled_at) AS settled_at,
    b.partition AS partition,
    b.offset AS offset
FROM bets AS b
ANY LEFT JOIN accounts AS a ON a.account_id = b.account_id
LEFT JOIN v_markets AS m ON m.market_id = b.market_id
LEFT JOIN
(
    SELECT
        bet_id,
        sum(stake_released_minor) AS released,
        sum(delta_minor) AS paid,
        max(settlements.version) AS version,
        toString(argMax(type, offset)) AS last_type,
        max(decided_at) AS settled_at
    FROM settlements
    GROUP BY bet_id
) AS s ON s.bet_id = b.bet_id;

CREATE OR REPLACE VIEW v_legs
(
    bet_id String COMMENT 'Bet',
    leg UInt16 COMMENT 'Index of the leg, from 0',
    account_id String COMMENT 'Account',
    accepted_at DateTime64(3, 'UTC') COMMENT 'When the bet was accepted, UTC, milliseconds',
    market_id String COMMENT 'Market',
    market_type String COMMENT 'Market type',
    fixture_id String COMMENT 'Fixture',
    sport String COMMENT 'Sport',
    outcome_id String COMMENT 'Outcome',
    requested_odds_e4 Int64 COMMENT 'What the bettor saw: decimal odds in ten-thousandths',
    odds_e4 Int64 COMMENT 'The odds used: decimal odds in ten-thousandths',
    odds_position String COMMENT 'Position token of the fact that set the odds',
    market_version Int64 COMMENT 'Version of the market at the decision'
)
COMMENT 'Every leg of an accepted bet, with its market'
AS SELECT
    l.bet_id AS bet_id,
    l.leg AS leg,
    l.account_id AS account_id,
    l.accepted_at AS accepted_at,
    l.market_id AS market_id,
    m.market_type AS market_type,
    m.fixture_id AS fixture_id,
    m.sport AS sport,
    l.outcome_id AS outcome_id,
    l.requested_odds_e4 AS requested_odds_e4,
    l.odds_e4 AS odds_e4,
    concat('o', toString(l.odds_partition), ':', toString(l.odds_offset)) AS odds_position,
    l.market_version AS market_version
FROM legs AS l
LEFT JOIN v_markets AS m ON m.market_id = l.market_id;

CREATE OR REPLACE VIEW v_rejections
(
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was refused, UTC, milliseconds',
    account_id String COMMENT 'Account',
    currency String COMMENT 'Currency of the account, ISO 4217; empty where there is no account',
    command_id String COMMENT 'Command; for a ticket its id',
    type String COMMENT 'BetRejected, CommandRejected or CashOutRejected',
    code String COMMENT 'The reason that decided',
    all_codes Array(String) COMMENT 'Every reason that applied, in order',
    detail String COMMENT 'What would help; empty where nothing',
    stake_minor Nullable(Int64) COMMENT 'Stake that was asked for, minor units; null where none was',
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events'
)
COMMENT 'Every refusal, once'
AS SELECT
    r.decided_at AS decided_at,
    r.account_id AS account_id,
    toString(a.currency) AS currency,
    r.command_id AS command_id,
    r.type AS type,
    r.code AS code,
    r.all_codes AS all_codes,
    r.detail AS detail,
    c.stake_minor AS stake_minor,
    r.partition AS partition,
    r.offset AS offset
FROM
(
    SELECT
        partition,
        offset,
        any(rejections.decided_at) AS decided_at,
        any(rejections.account_id) AS account_id,
        any(rejections.command_id) AS command_id,
        toString(any(rejections.type)) AS type,
        toString(argMin(rejections.code, reason)) AS code,
        arrayMap(x -> toString(x.2), arraySort(groupArray((reason, rejections.code)))) AS all_codes,
        argMin(rejections.detail, reason) AS detail
    FROM rejections
    GROUP BY partition, offset
) AS r
ANY LEFT JOIN accounts AS a ON a.account_id = r.account_id
LEFT JOIN
(
    SELECT command_id, any(commands.stake_minor) AS stake_minor
    FROM commands
    GROUP BY command_id
) AS c ON c.command_id = r.command_id;

CREATE OR REPLACE VIEW v_settlements
(
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    bet_id String COMMENT 'Bet',
    account_id String COMMENT 'Account',
    currency String COMMENT 'Currency of the account, ISO 4217',
    type String COMMENT 'BetSettled, BetReopened or BetCashedOut',
    version UInt32 COMMENT 'Version of the settlement; 0 for a cash-out',
    reason String COMMENT 'RESULT, CORRECTION, WINDOW, WITHDRAWAL, OVERRIDE; empty for a reopening and a cash-out',
    stake_released_minor Int64 COMMENT 'Stake that stopped being at risk, minor units; negative when it is at risk again',
    payout_minor Int64 COMMENT 'What stands as paid after this event, minor units',
    delta_minor Int64 COMMENT 'What this event paid or took back, minor units',
    caused_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Append time of the fact that caused it, UTC, milliseconds; null: no fact',
    result_to_payout_ms Nullable(Int64) COMMENT 'From that fact''s append to the decision, milliseconds; null: no fact',
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events'
)
COMMENT 'Everything that moved an accepted bet''s money'
AS SELECT
    s.decided_at AS decided_at,
    s.bet_id AS bet_id,
    s.account_id AS account_id,
    toString(a.currency) AS currency,
    toString(s.type) AS type,
    s.version AS version,
    toString(s.reason) AS reason,
    s.stake_released_minor AS stake_released_minor,
    s.payout_minor AS payout_minor,
    s.delta_minor AS delta_minor,
    if(f.event_id = '', NULL, f.appended_at) AS caused_at,
    if(f.event_id = '', NULL, toUnixTimestamp64Milli(s.decided_at) - toUnixTimestamp64Milli(f.appended_at)) AS result_to_payout_ms,
    s.partition AS partition,
    s.offset AS offset
FROM settlements AS s
ANY LEFT JOIN accounts AS a ON a.account_id = s.account_id
ANY LEFT JOIN
(
    SELECT event_id, appended_at
    FROM facts
    WHERE type IN ('MarketResulted', 'ResultRolledBack', 'BetsCancelledInWindow', 'BetsCancellationRolledBack', 'RunnerWithdrawn', 'RunnerReinstated')
) AS f ON f.event_id = concat('o', toString(s.cause_partition), ':', toString(s.cause_offset));

CREATE OR REPLACE VIEW v_ledger
(
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    account_id String COMMENT 'Account of the bettor',
    currency String COMMENT 'Currency of the account, ISO 4217',
    code String COMMENT 'Account of the ledger',
    amount_minor Int64 COMMENT 'Positive when the holder of that account gains, minor units',
    type String COMMENT 'Name of the event',
    bet_id String COMMENT 'Bet; empty where none',
    event_id String COMMENT 'partition-epoch-batch-index',
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events'
)
COMMENT 'Double entry, with currencies: every event sums to zero'
AS SELECT
    l.decided_at AS decided_at,
    l.account_id AS account_id,
    toString(a.currency) AS currency,
    toString(l.code) AS code,
    l.amount_minor AS amount_minor,
    toString(l.type) AS type,
    l.bet_id AS bet_id,
    l.event_id AS event_id,
    l.partition AS partition,
    l.offset AS offset
FROM ledger_postings AS l
ANY LEFT JOIN accounts AS a ON a.account_id = l.account_id;

CREATE OR REPLACE VIEW v_prices
(
    appended_at DateTime64(3, 'UTC') COMMENT 'Append time at the broker, UTC, milliseconds',
    source_at DateTime64(3, 'UTC') COMMENT 'Clock of the feed, UTC, milliseconds',
    fixture_id String COMMENT 'Fixture',
    market_id String COMMENT 'Market',
    outcome_id String COMMENT 'Outcome',
    odds_e4 Nullable(Int64) COMMENT 'Decimal odds in ten-thousandths; null: no price',
    prob_ppb Nullable(Int64) COMMENT 'Probability of winning, parts per billion; null: not told',
    snapshot Bool COMMENT 'True: from the whole state of the market',
    position String COMMENT 'Position token of the fact'
)
COMMENT 'Every price that was told'
AS SELECT appended_at, source_at, fixture_id, market_id, outcome_id, odds_e4, prob_ppb, snapshot, event_id AS position
FROM prices;

CREATE OR REPLACE VIEW v_turnover
(
    minute DateTime('UTC') COMMENT 'Minute of acceptance, UTC',
    hour DateTime('UTC') COMMENT 'Hour of acceptance, UTC',
    currency String COMMENT 'ISO 4217',
    sport String COMMENT 'Sport; MULTIPLE for bets with several legs',
    market_type String COMMENT 'Market type; MULTIPLE for bets with several legs',
    market_id String COMMENT 'Market; empty for bets with several legs',
    bets UInt64 COMMENT 'Accepted bets, a count',
    turnover_minor Int64 COMMENT 'Sum of accepted stakes, minor units'
)
COMMENT 'Accepted stakes by minute and market; sum it up for hours, sports, types'
AS SELECT
    toStartOfMinute(accepted_at) AS minute,
    toStartOfHour(accepted_at) AS hour,
    currency,
    sport,
    market_type,
    market_id,
    count() AS bets,
    sum(stake_minor) AS turnover_minor
FROM v_bets
GROUP BY minute, hour, currency, sport, market_type, market_id;

CREATE OR REPLACE VIEW v_ggr_hourly
(
    hour DateTime('UTC') COMMENT 'Hour of the settlement, UTC',
    currency String COMMENT 'ISO 4217',
    sport String COMMENT 'Sport; MULTIPLE for bets with several legs',
    settlements UInt64 COMMENT 'Settlements, corrections, reopenings and cash-outs, a count',
    stakes_minor Int64 COMMENT 'Stakes that stopped being at risk, reopened ones subtracted, minor units',
    payouts_minor Int64 COMMENT 'Paid, taken back subtracted, minor units',
    ggr_minor Int64 COMMENT 'Gross gaming revenue: stakes less payouts, minor units',
    hold_bps Nullable(Int64) COMMENT 'Gross gaming revenue per stakes, ten-thousandths; null where no stakes'
)
COMMENT 'Gross gaming revenue by the hour in which it was decided'
AS SELECT
    toStartOfHour(s.decided_at) AS hour,
    b.currency AS currency,
    b.sport AS sport,
    count() AS settlements,
    sum(s.stake_released_minor) AS stakes_minor,
    sum(s.delta_minor) AS payouts_minor,
    stakes_minor - payouts_minor AS ggr_minor,
    if(stakes_minor = 0, NULL, intDiv(ggr_minor * 10000, stakes_minor)) AS hold_bps
FROM settlements AS s
ANY LEFT JOIN v_bets AS b ON b.bet_id = s.bet_id
GROUP BY hour, currency, sport;

CREATE OR REPLACE VIEW v_open_liability
(
    market_id String COMMENT 'Market; empty for bets with several legs',
    outcome_id String COMMENT 'Outcome; empty for bets with several legs',
    sport String COMMENT 'Sport; MULTIPLE for bets with several legs',
    currency String COMMENT 'ISO 4217',
    bets UInt64 COMMENT 'Open bets, a count',
    stake_open_minor Int64 COMMENT 'Stakes at risk, minor units',
    liability_minor Int64 COMMENT 'What the book loses if these bets win: return less stake, minor units'
)
COMMENT 'What is at risk now, by selection'
AS SELECT
    market_id,
    outcome_id,
    sport,
    currency,
    count() AS bets,
    sum(v_bets.stake_open_minor) AS stake_open_minor,
    sum(toInt64(intDiv(toInt128(potential_return_minor - stake_minor) * v_bets.stake_open_minor, greatest(stake_minor, 1)))) AS liability_minor
FROM v_bets
WHERE status = 'OPEN'
GROUP BY market_id, outcome_id, sport, currency;

CREATE OR REPLACE VIEW v_latency
(
    minute DateTime('UTC') COMMENT 'Minute of the decision, UTC',
    type String COMMENT 'BetAccepted or BetRejected, at once; BetHeld for those that wait',
    decisions UInt64 COMMENT 'Tickets and bets decided, a count',
    p50_ms Float64 COMMENT 'From the command''s append to the decision''s append, median, milliseconds',
    p95_ms Float64 COMMENT 'The same, 95 of 100 are faster, milliseconds',
    p99_ms Float64 COMMENT 'The same, 99 of 100 are faster, milliseconds',
    max_ms Int64 COMMENT 'The slowest, milliseconds'
)
COMMENT 'How long acceptance takes, by the clocks of broker and decider. Bets that were held are counted when the hold begins'
AS SELECT
    toStartOfMinute(d.decided_at) AS minute,
    toString(d.type) AS type,
    count() AS decisions,
    quantileExact(0.5)(d.appended_ms - c.appended_ms) AS p50_ms,
    quantileExact(0.95)(d.appended_ms - c.appended_ms) AS p95_ms,
    quantileExact(0.99)(d.appended_ms - c.appended_ms) AS p99_ms,
    max(d.appended_ms - c.appended_ms) AS max_ms
FROM
(
    SELECT command_id, argMin(decisions.decided_at, offset) AS decided_at, argMin(decisions.type, offset) AS type, toUnixTimestamp64Milli(min(appended_at)) AS appended_ms
    FROM decisions
    WHERE decisions.type IN ('BetAccepted', 'BetRejected', 'BetHeld')
    GROUP BY command_id
) AS d
INNER JOIN
(
    SELECT command_id, toUnixTimestamp64Milli(min(appended_at)) AS appended_ms
    FROM commands
    WHERE commands.type = 'PlaceBets'
    GROUP BY command_id
) AS c ON c.command_id = d.command_id
GROUP BY minute, type;

CREATE OR REPLACE VIEW v_freshness
(
    topic String COMMENT 'Topic',
    partition UInt16 COMMENT 'Partition of the topic',
    recorded_next UInt64 COMMENT 'Offset after the last recorded one',
    end_next UInt64 COMMENT 'Offset after the last one that the broker is known to hold',
    behind_records UInt64 COMMENT 'Records that are not in SQL yet, a count',
    age_ms Int64 COMMENT 'How old this answer is, milliseconds: since the last look when nothing is missing, else since the append of the last recorded record',
    observed_at DateTime64(3, 'UTC') COMMENT 'When the recorder last looked, UTC, milliseconds'
)
COMMENT 'How far behind the log an answer is. No row: the recorder has not looked since it started'
AS SELECT
    toString(topic) AS topic,
    partition,
    argMax(freshness.recorded_next, freshness.observed_at) AS recorded_next,
    argMax(freshness.end_next, freshness.observed_at) AS end_next,
    end_next - recorded_next AS behind_records,
    toUnixTimestamp64Milli(now64(3, 'UTC')) - toUnixTimestamp64Milli(if(behind_records = 0, max(freshness.observed_at), argMax(freshness.recorded_at, freshness.observed_at))) AS age_ms,
    max(freshness.observed_at) AS observed_at
FROM freshness
GROUP BY topic, partition;

CREATE OR REPLACE VIEW v_completeness
(
    topic String COMMENT 'Topic',
    partition UInt16 COMMENT 'Partition of the topic',
    first_offset UInt64 COMMENT 'First offset of the recorded ranges',
    next_offset UInt64 COMMENT 'Offset after the recorded ranges',
    contiguous Bool COMMENT 'True: the ranges join without gap or overlap',
    expected UInt64 COMMENT 'Records in the ranges that count, a count',
    recorded UInt64 COMMENT 'Rows of the topic''s first table, a count',
    distinct_events UInt64 COMMENT 'Different event ids among them, a count',
    gap Int64 COMMENT 'Expected less recorded: not 0 means missing or doubled rows, a count',
    complete Bool COMMENT 'True: contiguous, no gap, nothing twice'
)
COMMENT 'Is anything missing? A batch that is being inserted at this moment shows as a gap'
AS SELECT
    toString(i.topic) AS topic,
    i.partition AS partition,
    i.first_offset AS first_offset,
    i.next_offset AS next_offset,
    toBool(i.covered = i.next_offset - i.first_offset) AS contiguous,
    i.expected AS expected,
    r.recorded AS recorded,
    r.distinct_events AS distinct_events,
    toInt64(i.expected) - toInt64(r.recorded) AS gap,
    toBool(contiguous AND gap = 0 AND r.distinct_events = r.recorded) AS complete
FROM
(
    SELECT
        topic,
        partition,
        min(from_offset) AS first_offset,
        max(to_offset) AS next_offset,
        sum(to_offset - from_offset) AS covered,
        sum(records) AS expected
    FROM intents
    GROUP BY topic, partition
) AS i
LEFT JOIN
(
    SELECT 'bet.events' AS topic, partition, count() AS recorded, uniqExact(event_id) AS distinct_events FROM decisions GROUP BY partition
    UNION ALL
    SELECT 'odds.events' AS topic, partition, count() AS recorded, uniqExact(event_id) AS distinct_events FROM facts GROUP BY partition
    UNION ALL
    SELECT 'bet.commands' AS topic, partition, count() AS recorded, uniqExact(event_id) AS distinct_events FROM commands GROUP BY partition
) AS r ON r.topic = i.topic AND r.partition = i.partition;
