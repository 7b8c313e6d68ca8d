-- What stands on each selection, now and at a time, from the rows of bets alone. Quotas count a bet of several legs
-- by its legs' shares, which only the decider works out (`audit replay --exposure`): here each of its legs shows it whole.

CREATE OR REPLACE VIEW v_exposure_now
(
    market_id String COMMENT 'Market',
    outcome_id String COMMENT 'Outcome',
    currency String COMMENT 'ISO 4217',
    singles UInt64 COMMENT 'Open bets on this selection alone, a count',
    singles_stake_minor Int64 COMMENT 'Their stakes at risk, minor units',
    singles_return_minor Int64 COMMENT 'What they return if the outcome wins, stakes included, minor units',
    singles_liability_minor Int64 COMMENT 'What the book loses of them if the outcome wins, minor units',
    combined UInt64 COMMENT 'Open bets of several legs with a leg on this selection, a count',
    combined_stake_minor Int64 COMMENT 'Their whole stakes at risk, minor units; the same bet shows on each of its legs',
    combined_return_minor Int64 COMMENT 'Their whole largest returns, minor units; the same bet shows on each of its legs'
)
COMMENT 'Open bets by selection as they are now'
AS SELECT
    l.market_id AS market_id,
    l.outcome_id AS outcome_id,
    b.currency AS currency,
    countIf(b.legs = 1) AS singles,
    sumIf(b.open, b.legs = 1) AS singles_stake_minor,
    sumIf(b.returns, b.legs = 1) AS singles_return_minor,
    sumIf(b.returns - b.open, b.legs = 1) AS singles_liability_minor,
    countIf(b.legs > 1) AS combined,
    sumIf(b.open, b.legs > 1) AS combined_stake_minor,
    sumIf(b.returns, b.legs > 1) AS combined_return_minor
FROM
(
    SELECT
        v_bets.bet_id AS bet_id,
        v_bets.currency AS currency,
        v_bets.legs AS legs,
        v_bets.stake_open_minor AS open,
        toInt64(intDiv(toInt128(v_bets.potential_return_minor) * v_bets.stake_open_minor, greatest(v_bets.stake_minor, 1))) AS returns
    FROM v_bets
    WHERE v_bets.status = 'OPEN'
) AS b
INNER JOIN (SELECT DISTINCT bet_id, market_id, outcome_id FROM legs) AS l ON l.bet_id = b.bet_id
GROUP BY market_id, outcome_id, currency;

-- `SELECT * FROM v_exposure_at(ts = '2026-05-02 15:04:03.120')`, in UTC.
CREATE OR REPLACE VIEW v_exposure_at
AS SELECT
    l.market_id AS market_id,
    l.outcome_id AS outcome_id,
    toString(a.currency) AS currency,
    countIf(b.legs = 1) AS singles,
    sumIf(b.open, b.legs = 1) AS singles_stake_minor,
    sumIf(b.returns, b.legs = 1) AS singles_return_minor,
    sumIf(b.returns - b.open, b.legs = 1) AS singles_liability_minor,
    countIf(b.legs > 1) AS combined,
    sumIf(b.open, b.legs > 1) AS combined_stake_minor,
    sumIf(b.returns, b.legs > 1) AS combined_return_minor
FROM
(
    SELECT
        x.bet_id AS bet_id,
        x.account_id AS account_id,
        x.legs AS legs,
        x.stake_minor - s.released AS open,
        toInt64(intDiv(toInt128(x.potential_return_minor) * open, greatest(x.stake_minor, 1))) AS returns
    FROM bets AS x
    LEFT JOIN
    (
        SELECT bet_id, sum(stake_released_minor) AS released
        FROM settlements
        WHERE decided_at <= {ts:DateTime64(3, 'UTC')}
        GROUP BY bet_id
    ) AS s ON s.bet_id = x.bet_id
    WHERE x.accepted_at <= {ts:DateTime64(3, 'UTC')} AND open > 0
) AS b
INNER JOIN (SELECT DISTINCT bet_id, market_id, outcome_id FROM legs) AS l ON l.bet_id = b.bet_id
ANY LEFT JOIN accounts AS a ON a.account_id = b.account_id
GROUP BY market_id, outcome_id, currency;

CREATE OR REPLACE VIEW v_bettor_features
(
    account_id String COMMENT 'Account',
    currency String COMMENT 'ISO 4217',
    bets UInt64 COMMENT 'Accepted bets, a count',
    stake_minor Int64 COMMENT 'Sum of stakes, minor units',
    stake_avg_minor Int64 COMMENT 'Mean stake, minor units, rounded down',
    stake_max_minor Int64 COMMENT 'Largest stake, minor units',
    settled UInt64 COMMENT 'Bets that are settled or cashed out, a count',
    won UInt64 COMMENT 'Of those the ones that paid more than their stake, a count',
    result_minor Int64 COMMENT 'Paid less staked, of settled bets, minor units; positive: the bettor won',
    held UInt64 COMMENT 'Bets that waited for an in-play delay, a count',
    combined UInt64 COMMENT 'Bets of several legs, a count',
    rejected UInt64 COMMENT 'Tickets that were refused, a count',
    first_at DateTime64(3, 'UTC') COMMENT 'First acceptance, UTC, milliseconds',
    last_at DateTime64(3, 'UTC') COMMENT 'Newest acceptance, UTC, milliseconds'
)
COMMENT 'What a bettor does, one row per account that has a bet'
AS SELECT
    b.account_id AS account_id,
    b.currency AS currency,
    b.bets AS bets,
    b.stake AS stake_minor,
    toInt64(intDiv(b.stake, toInt64(b.bets))) AS stake_avg_minor,
    b.largest AS stake_max_minor,
    b.settled AS settled,
    b.won AS won,
    b.result AS result_minor,
    h.held AS held,
    b.combined AS combined,
    r.rejected AS rejected,
    b.first_at AS first_at,
    b.last_at AS last_at
FROM
(
    SELECT
        v_bets.account_id AS account_id,
        any(v_bets.currency) AS currency,
        count() AS bets,
        sum(v_bets.stake_minor) AS stake,
        max(v_bets.stake_minor) AS largest,
        countIf(v_bets.status != 'OPEN') AS settled,
        countIf(v_bets.status != 'OPEN' AND v_bets.payout_minor > v_bets.stake_minor) AS won,
        sumIf(v_bets.payout_minor - v_bets.stake_minor, v_bets.status != 'OPEN') AS result,
        countIf(v_bets.legs > 1) AS combined,
        min(v_bets.accepted_at) AS first_at,
        max(v_bets.accepted_at) AS last_at
    FROM v_bets
    GROUP BY account_id
) AS b
LEFT JOIN (SELECT account_id, countIf(bets.held) AS held FROM bets GROUP BY account_id) AS h ON h.account_id = b.account_id
LEFT JOIN (SELECT account_id, uniqExact(command_id) AS rejected FROM rejections WHERE type = 'BetRejected' GROUP BY account_id) AS r ON r.account_id = b.account_id;
