-- The same answers out of less memory: a join keeps only the rows that its other side names, and a window only the bets that
-- have settlements.

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
ANY LEFT JOIN
(
    SELECT command_id, commands.stake_minor AS stake_minor
    FROM commands
    WHERE command_id IN (SELECT rejections.command_id FROM rejections)
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
    if(f.newest_ms = 0, NULL, fromUnixTimestamp64Milli(f.newest_ms, 'UTC')) AS caused_at,
    if(f.newest_ms = 0, NULL, toUnixTimestamp64Milli(s.decided_at) - f.newest_ms) AS result_to_payout_ms,
    s.partition AS partition,
    s.offset AS offset
FROM settlements AS s
ANY LEFT JOIN accounts AS a ON a.account_id = s.account_id
ANY LEFT JOIN
(
    SELECT c.partition AS partition, c.offset AS offset, max(toUnixTimestamp64Milli(f.appended_at)) AS newest_ms
    FROM
    (
        SELECT partition, offset, cause_partition, cause_offset FROM settlement_legs WHERE cause_offset IS NOT NULL
        UNION ALL
        SELECT partition, offset, cause_partition, cause_offset FROM settlements WHERE cause_offset IS NOT NULL
    ) AS c
    INNER JOIN facts AS f ON f.partition = c.cause_partition AND f.offset = c.cause_offset
    GROUP BY c.partition, c.offset
) AS f ON f.partition = s.partition AND f.offset = s.offset;

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
    toStartOfHour(s.decided_at) AS hour,
    toString(a.currency) AS currency,
    if(b.legs > 1, 'MULTIPLE', m.sport) AS sport,
    count() AS settlements,
    sum(s.stake_released_minor - if(b.funding = 'FREE_BET', s.promo_minor, 0)) AS stakes_minor,
    sumIf(s.stake_released_minor - s.promo_minor, b.funding = 'FREE_BET') AS free_stakes_minor,
    sum(s.delta_minor) AS payouts_minor,
    sumIf(-s.promo_minor, b.funding != 'FREE_BET') AS bonus_minor,
    sum(s.book_minor) AS ggr_minor,
    ggr_minor - free_stakes_minor - bonus_minor AS ngr_minor,
    if(stakes_minor = 0, NULL, intDiv(ggr_minor * 10000, stakes_minor)) AS hold_bps
FROM settlements AS s
ANY LEFT JOIN
(
    SELECT bet_id, legs, market_id, funding
    FROM bets
    WHERE bet_id IN (SELECT settlements.bet_id FROM settlements)
) AS b ON b.bet_id = s.bet_id
ANY LEFT JOIN accounts AS a ON a.account_id = s.account_id
ANY LEFT JOIN v_markets AS m ON m.market_id = b.market_id
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
        toDate(x.at) AS day,
        toString(a.currency) AS currency,
        sum(x.bets) AS bets,
        sum(x.stake) AS stake,
        sum(x.liability) AS liability
    FROM
    (
        SELECT
            accepted_at AS at,
            account_id,
            toInt64(stake_minor > 0) AS bets,
            stake_minor AS stake,
            if(stake_minor > 0, potential_return_minor - stake_minor, 0) AS liability
        FROM bets
        UNION ALL
        SELECT
            e.at AS at,
            e.account_id AS account_id,
            toInt64(b.stake - e.released > 0) - toInt64(b.stake - e.released_before > 0) AS bets,
            e.released_before - e.released AS stake,
            toInt64(intDiv(toInt128(b.winnings) * (b.stake - e.released), greatest(b.stake, 1)) - intDiv(toInt128(b.winnings) * (b.stake - e.released_before), greatest(b.stake, 1))) AS liability
        FROM
        (
            SELECT
                settlements.decided_at AS at,
                account_id,
                bet_id,
                sum(stake_released_minor) OVER (PARTITION BY bet_id ORDER BY offset) AS released,
                released - stake_released_minor AS released_before
            FROM settlements
        ) AS e
        INNER JOIN
        (
            SELECT bet_id, stake_minor AS stake, potential_return_minor - stake_minor AS winnings
            FROM bets
        ) AS b ON b.bet_id = e.bet_id
    ) AS x
    ANY LEFT JOIN accounts AS a ON a.account_id = x.account_id
    GROUP BY day, currency
) AS d;
