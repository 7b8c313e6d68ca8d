-- Answers within a second over tens of millions of rows: what moves a bet's money is gathered with the terms of its bet
-- beside it, refusals find their commands by a number, and a view looks up only what it shows.

ALTER TABLE commands
    ADD COLUMN IF NOT EXISTS command_key UInt128 MATERIALIZED reinterpretAsUInt128(sipHash128(command_id)) COMMENT 'The command, to join by: a hash of command_id';

ALTER TABLE rejections
    ADD COLUMN IF NOT EXISTS command_key UInt128 MATERIALIZED reinterpretAsUInt128(sipHash128(command_id)) COMMENT 'The command, to join by: a hash of command_id';

ALTER TABLE bets
    ADD COLUMN IF NOT EXISTS bet_key UInt64 MATERIALIZED cityHash64(bet_id) COMMENT 'The bet, to look for first: a hash of bet_id';

ALTER TABLE settlements
    ADD COLUMN IF NOT EXISTS bet_key UInt64 MATERIALIZED cityHash64(bet_id) COMMENT 'The bet, to look for first: a hash of bet_id';

ALTER TABLE commands MATERIALIZE COLUMN command_key;

ALTER TABLE rejections MATERIALIZE COLUMN command_key;

ALTER TABLE bets MATERIALIZE COLUMN bet_key;

ALTER TABLE settlements MATERIALIZE COLUMN bet_key;

CREATE TABLE IF NOT EXISTS gathered_moves
(
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events',
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    currency LowCardinality(String) COMMENT 'Currency of the account, ISO 4217',
    combined Bool COMMENT 'True: a bet of several legs',
    market_id String COMMENT 'Market of the only leg; empty where there are several',
    free_bet Bool COMMENT 'True: the stake was a free bet',
    stake_released_minor Int64 COMMENT 'Stake that stopped being at risk, minor units; negative when it is at risk again',
    delta_minor Int64 COMMENT 'What this event paid (positive) or took back, minor units',
    book_minor Int64 COMMENT 'What the book gained (positive) or lost, minor units',
    promo_minor Int64 COMMENT 'What promotions got back (positive) or paid (negative), minor units',
    bets_open Int8 COMMENT 'Change in bets with stake at risk: -1, 0 or 1',
    stake_open_minor Int64 COMMENT 'Change in stakes at risk, minor units',
    liability_minor Int64 COMMENT 'Change in what the book loses if all open bets win, minor units'
)
ENGINE = ReplacingMergeTree
ORDER BY (partition, offset)
COMMENT 'Rows of settlements with what their bets and accounts say: of each partition the first ones, without a gap. A row may come twice and counts once';

-- Rows of settlements that are not gathered yet: of each partition so many offsets, from the first of them on.
CREATE OR REPLACE VIEW waiting_moves
AS WITH
    (
        SELECT groupArrayInsertAt(0)(next, partition)
        FROM (SELECT toUInt32(partition) AS partition, max(offset) + 1 AS next FROM gathered_moves GROUP BY partition)
    ) AS nexts,
    (
        SELECT groupArrayInsertAt(0)(first, partition)
        FROM
        (
            SELECT toUInt32(settlements.partition) AS partition, min(settlements.offset) AS first
            FROM settlements
            WHERE settlements.offset >= nexts[settlements.partition + 1]
            GROUP BY partition
        )
    ) AS firsts
SELECT
    s.partition AS partition,
    s.offset AS offset,
    s.decided_at AS decided_at,
    a.currency AS currency,
    toBool(b.legs > 1) AS combined,
    b.market_id AS market_id,
    toBool(b.funding = 'FREE_BET') AS free_bet,
    s.stake_released_minor AS stake_released_minor,
    s.delta_minor AS delta_minor,
    s.book_minor AS book_minor,
    s.promo_minor AS promo_minor,
    toInt8(b.legs > 0 AND b.stake > s.released) - toInt8(b.legs > 0 AND b.stake > s.released_before) AS bets_open,
    if(b.legs > 0, s.released_before - s.released, 0) AS stake_open_minor,
    toInt64(intDiv(toInt128(b.winnings) * (b.stake - s.released), greatest(b.stake, 1)) - intDiv(toInt128(b.winnings) * (b.stake - s.released_before), greatest(b.stake, 1))) AS liability_minor
FROM
(
    SELECT
        *,
        sum(stake_released_minor) OVER (PARTITION BY bet_id ORDER BY offset) AS released,
        released - stake_released_minor AS released_before
    FROM settlements
    WHERE bet_key IN (SELECT settlements.bet_key FROM settlements WHERE settlements.offset >= nexts[settlements.partition + 1] AND settlements.offset < firsts[settlements.partition + 1] + {offsets:UInt64})
) AS s
ANY LEFT JOIN
(
    SELECT bet_id, legs, market_id, funding, stake_minor AS stake, potential_return_minor - stake_minor AS winnings
    FROM bets
    WHERE bet_key IN (SELECT settlements.bet_key FROM settlements WHERE settlements.offset >= nexts[settlements.partition + 1] AND settlements.offset < firsts[settlements.partition + 1] + {offsets:UInt64})
) AS b ON b.bet_id = s.bet_id
ANY LEFT JOIN (SELECT account_id, currency FROM accounts) AS a ON a.account_id = s.account_id
WHERE s.offset >= nexts[s.partition + 1] AND s.offset < firsts[s.partition + 1] + {offsets:UInt64};

CREATE OR REPLACE VIEW bet_moves
(
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    currency LowCardinality(String) COMMENT 'Currency of the account, ISO 4217',
    combined Bool COMMENT 'True: a bet of several legs',
    market_id String COMMENT 'Market of the only leg; empty where there are several',
    free_bet Bool COMMENT 'True: the stake was a free bet',
    stake_released_minor Int64 COMMENT 'Stake that stopped being at risk, minor units; negative when it is at risk again',
    delta_minor Int64 COMMENT 'What this event paid (positive) or took back, minor units',
    book_minor Int64 COMMENT 'What the book gained (positive) or lost, minor units',
    promo_minor Int64 COMMENT 'What promotions got back (positive) or paid (negative), minor units',
    bets_open Int8 COMMENT 'Change in bets with stake at risk: -1, 0 or 1',
    stake_open_minor Int64 COMMENT 'Change in stakes at risk, minor units',
    liability_minor Int64 COMMENT 'Change in what the book loses if all open bets win, minor units'
)
COMMENT 'Everything that moved an accepted bet''s money, with the terms of its bet: gathered or not'
AS SELECT decided_at, currency, combined, market_id, free_bet, stake_released_minor, delta_minor, book_minor, promo_minor, bets_open, stake_open_minor, liability_minor
FROM gathered_moves FINAL
UNION ALL
SELECT decided_at, currency, combined, market_id, free_bet, stake_released_minor, delta_minor, book_minor, promo_minor, bets_open, stake_open_minor, liability_minor
FROM waiting_moves(offsets = 1000000000000);

CREATE OR REPLACE VIEW v_ggr_hourly
(
    hour DateTime('UTC') COMMENT 'Hour of the settlement, UTC',
    currency String COMMENT 'ISO 4217',
    sport String COMMENT 'Sport; MULTIPLE for bets with several legs',
    settlements UInt64 COMMENT 'Settlements, corrections, reopenings and cash-outs, a count',
    stakes_minor Int64 COMMENT 'Stakes that stopped being at risk, minor units; reopened ones and those given back to promotions are subtracted',
    free_stakes_minor Int64 COMMENT 'Part of them that promotions staked (free bets), minor units',
    payouts_minor Int64 COMMENT 'Paid, taken back subtracted, minor units',
    bonus_minor Int64 COMMENT 'Part of the payouts that promotions bear (bonus lines), minor units',
    ggr_minor Int64 COMMENT 'Gross gaming revenue: stakes less payouts, bonus lines not counted as payouts, minor units: what the book gained',
    ngr_minor Int64 COMMENT 'Gross gaming revenue less free stakes and bonus lines, minor units',
    hold_bps Nullable(Int64) COMMENT 'Gross gaming revenue per stakes, ten-thousandths; null where no stakes'
)
COMMENT 'Gross gaming revenue by the hour in which it was decided'
AS SELECT
    s.hour AS hour,
    toString(s.currency) AS currency,
    if(s.combined, 'MULTIPLE', m.sport) AS sport,
    sum(s.moves) AS settlements,
    sum(s.released - if(s.free_bet, s.promo, 0)) AS stakes_minor,
    sumIf(s.released - s.promo, s.free_bet) AS free_stakes_minor,
    sum(s.delta) AS payouts_minor,
    sumIf(-s.promo, NOT s.free_bet) AS bonus_minor,
    sum(s.book) AS ggr_minor,
    ggr_minor - free_stakes_minor - bonus_minor AS ngr_minor,
    if(stakes_minor = 0, NULL, intDiv(ggr_minor * 10000, stakes_minor)) AS hold_bps
FROM
(
    SELECT
        toStartOfHour(decided_at) AS hour,
        currency,
        combined,
        market_id,
        free_bet,
        count() AS moves,
        sum(stake_released_minor) AS released,
        sum(delta_minor) AS delta,
        sum(book_minor) AS book,
        sum(promo_minor) AS promo
    FROM bet_moves
    GROUP BY hour, currency, combined, market_id, free_bet
) AS s
ANY LEFT JOIN v_markets AS m ON m.market_id = s.market_id
GROUP BY hour, currency, sport;

CREATE OR REPLACE VIEW v_open_liability_daily
(
    midnight DateTime('UTC') COMMENT 'The midnight that a day ends with, UTC',
    currency String COMMENT 'ISO 4217',
    bets Int64 COMMENT 'Bets with stake at risk then, a count',
    stake_open_minor Int64 COMMENT 'Stakes at risk then, minor units',
    liability_minor Int64 COMMENT 'What the book would have lost had all of them won, minor units'
)
COMMENT 'Open liability at midnight. A day on which nothing changed has no row: the one before stands'
AS SELECT
    toDateTime(d.day + 1, 'UTC') AS midnight,
    d.currency AS currency,
    sum(d.bets) OVER (PARTITION BY d.currency ORDER BY d.day) AS bets,
    sum(d.stake) OVER (PARTITION BY d.currency ORDER BY d.day) AS stake_open_minor,
    sum(d.liability) OVER (PARTITION BY d.currency ORDER BY d.day) AS liability_minor
FROM
(
    SELECT
        x.day AS day,
        toString(x.currency) AS currency,
        sum(x.bets) AS bets,
        sum(x.stake) AS stake,
        sum(x.liability) AS liability
    FROM
    (
        SELECT o.day AS day, a.currency AS currency, o.bets AS bets, o.stake AS stake, o.liability AS liability
        FROM
        (
            SELECT
                toDate(accepted_at) AS day,
                account_id,
                toInt64(countIf(stake_minor > 0)) AS bets,
                sum(stake_minor) AS stake,
                sumIf(potential_return_minor - stake_minor, stake_minor > 0) AS liability
            FROM bets
            GROUP BY day, account_id
        ) AS o
        ANY LEFT JOIN accounts AS a ON a.account_id = o.account_id
        UNION ALL
        SELECT toDate(decided_at) AS day, currency, sum(bets_open) AS bets, sum(stake_open_minor) AS stake, sum(liability_minor) AS liability
        FROM bet_moves
        GROUP BY day, currency
    ) AS x
    GROUP BY day, currency
) AS d;

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
    r.currency AS currency,
    r.command_id AS command_id,
    r.type AS type,
    r.code AS code,
    r.all_codes AS all_codes,
    r.detail AS detail,
    c.stake_minor AS stake_minor,
    r.partition AS partition,
    r.offset AS offset
FROM (SELECT command_key, commands.stake_minor AS stake_minor FROM commands) AS c
RIGHT ANY JOIN
(
    SELECT
        x.command_key AS command_key,
        x.decided_at AS decided_at,
        x.account_id AS account_id,
        toString(a.currency) AS currency,
        x.command_id AS command_id,
        toString(x.type) AS type,
        toString(x.code) AS code,
        if(empty(o.codes), [toString(x.code)], o.codes) AS all_codes,
        x.detail AS detail,
        x.partition AS partition,
        x.offset AS offset
    FROM rejections AS x
    ANY LEFT JOIN accounts AS a ON a.account_id = x.account_id
    ANY LEFT JOIN
    (
        SELECT partition, offset, arrayMap(of -> toString(of.2), arraySort(groupArray((reason, rejections.code)))) AS codes
        FROM rejections
        WHERE (partition, offset) IN (SELECT partition, offset FROM rejections WHERE reason = 1)
        GROUP BY partition, offset
    ) AS o ON o.partition = x.partition AND o.offset = x.offset
    WHERE x.reason = 0
) AS r ON r.command_key = c.command_key;

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
    payout_minor Int64 COMMENT 'What stands as paid after this event, cash-outs before it left out, minor units',
    delta_minor Int64 COMMENT 'What this event paid or took back, minor units',
    bonus_minor Int64 COMMENT 'Part of the payout that is bonus lines, minor units',
    book_minor Int64 COMMENT 'What the book gained (positive) or lost, minor units',
    promo_minor Int64 COMMENT 'What promotions got back (positive) or paid (negative), minor units',
    share_bps Nullable(Int32) COMMENT 'Cumulative share that is cashed out, ten-thousandths; null: no cash-out',
    caused_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Append time of the newest fact that it rests on, UTC, milliseconds; null: no fact',
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
    s.bonus_minor AS bonus_minor,
    s.book_minor AS book_minor,
    s.promo_minor AS promo_minor,
    s.share_bps AS share_bps,
    if(greatest(f.ms, o.newest_ms) = 0, NULL, fromUnixTimestamp64Milli(greatest(f.ms, o.newest_ms), 'UTC')) AS caused_at,
    if(greatest(f.ms, o.newest_ms) = 0, NULL, toUnixTimestamp64Milli(s.decided_at) - greatest(f.ms, o.newest_ms)) AS result_to_payout_ms,
    s.partition AS partition,
    s.offset AS offset
FROM settlements AS s
ANY LEFT JOIN accounts AS a ON a.account_id = s.account_id
ANY LEFT JOIN
(
    SELECT partition, offset, toUnixTimestamp64Milli(facts.appended_at) AS ms
    FROM facts
    WHERE type NOT IN ('OddsChanged', 'MarketSnapshot', 'ProducerHeartbeat')
) AS f ON f.partition = s.cause_partition AND f.offset = s.cause_offset
ANY LEFT JOIN
(
    SELECT c.partition AS partition, c.offset AS offset, max(f.ms) AS newest_ms
    FROM settlement_legs AS c
    ANY LEFT JOIN
    (
        SELECT partition, offset, toUnixTimestamp64Milli(facts.appended_at) AS ms
        FROM facts
        WHERE type NOT IN ('OddsChanged', 'MarketSnapshot', 'ProducerHeartbeat')
    ) AS f ON f.partition = c.cause_partition AND f.offset = c.cause_offset
    WHERE (c.partition, c.offset) IN (SELECT partition, offset FROM settlement_legs WHERE leg = 1)
    GROUP BY c.partition, c.offset
) AS o ON o.partition = s.partition AND o.offset = s.offset;

CREATE OR REPLACE VIEW v_turnover
(
    minute DateTime('UTC') COMMENT 'Minute of acceptance, UTC',
    hour DateTime('UTC') COMMENT 'Hour of acceptance, UTC',
    currency String COMMENT 'ISO 4217',
    sport String COMMENT 'Sport; MULTIPLE for bets with several legs',
    market_type String COMMENT 'Market type; MULTIPLE for bets with several legs',
    market_id String COMMENT 'Market; empty for bets with several legs',
    kind String COMMENT 'SINGLE, MULTIPLE or SYSTEM',
    funding String COMMENT 'CASH, BONUS or FREE_BET',
    bets UInt64 COMMENT 'Accepted bets, a count',
    turnover_minor Int64 COMMENT 'Sum of accepted stakes, minor units'
)
COMMENT 'Accepted stakes by minute and market; sum it up for hours, sports, types'
AS SELECT
    b.minute AS minute,
    b.hour AS hour,
    toString(b.currency) AS currency,
    if(b.combined, 'MULTIPLE', m.sport) AS sport,
    if(b.combined, 'MULTIPLE', m.market_type) AS market_type,
    b.market_id AS market_id,
    toString(b.kind) AS kind,
    toString(b.funding) AS funding,
    b.bets AS bets,
    b.turnover_minor AS turnover_minor
FROM
(
    SELECT
        toStartOfMinute(x.accepted_at) AS minute,
        toStartOfHour(x.accepted_at) AS hour,
        a.currency AS currency,
        x.legs > 1 AS combined,
        x.market_id AS market_id,
        x.kind AS kind,
        x.funding AS funding,
        count() AS bets,
        sum(x.stake_minor) AS turnover_minor
    FROM bets AS x
    ANY LEFT JOIN accounts AS a ON a.account_id = x.account_id
    GROUP BY minute, hour, currency, combined, market_id, kind, funding
) AS b
ANY LEFT JOIN v_markets AS m ON m.market_id = b.market_id;
