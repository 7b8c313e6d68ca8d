-- What open bets wait for, from the facts alone. `audit waiting` says the same of the decider's own state.

CREATE OR REPLACE VIEW v_waiting
(
    bet_id String COMMENT 'Open bet',
    leg UInt16 COMMENT 'Index of the leg that is undecided, from 0',
    account_id String COMMENT 'Account',
    currency String COMMENT 'Currency of the account, ISO 4217',
    stake_open_minor Int64 COMMENT 'Stake of the bet that is at risk, minor units',
    accepted_at DateTime64(3, 'UTC') COMMENT 'When the bet was accepted, UTC, milliseconds',
    market_id String COMMENT 'Market',
    outcome_id String COMMENT 'Outcome',
    fixture_id String COMMENT 'Fixture; empty while the market is not defined',
    fixture_status String COMMENT 'Last status of the fixture; empty: none was told',
    what String COMMENT 'RESULT, CERTAINTY (a result that is not confirmed), SCORE (an Asian line without one) or POSTPONED',
    since_at DateTime64(3, 'UTC') COMMENT 'Since when, UTC, milliseconds; for a contest that is not over its scheduled start',
    overdue Bool COMMENT 'True: longer than the limits expect'
)
COMMENT 'Every undecided leg of an open bet, what it waits for and since when'
AS SELECT
    b.bet_id AS bet_id,
    l.leg AS leg,
    b.account_id AS account_id,
    b.currency AS currency,
    b.stake_open_minor AS stake_open_minor,
    b.accepted_at AS accepted_at,
    l.market_id AS market_id,
    l.outcome_id AS outcome_id,
    m.fixture_id AS fixture_id,
    s.status AS fixture_status,
    multiIf(
        s.status = 'POSTPONED', 'POSTPONED',
        r.certainty = 0 AND NOT (m.settlement LIKE 'ASIAN%' AND n.certainty > 0), 'RESULT',
        greatest(r.certainty, if(m.settlement LIKE 'ASIAN%', n.certainty, 0)) < 2, 'CERTAINTY',
        'SCORE') AS what,
    multiIf(
        what = 'POSTPONED' OR (what = 'RESULT' AND s.is_over), s.status_at,
        what = 'RESULT', greatest(b.accepted_at, f.scheduled_start_at),
        greatest(r.told_at, n.told_at)) AS since_at,
    toBool(toUnixTimestamp64Milli(now64(3, 'UTC')) - toUnixTimestamp64Milli(since_at) > multiIf(
        what = 'POSTPONED', 259200000,
        what = 'CERTAINTY', 86400000,
        what = 'SCORE' OR s.is_over, 7200000,
        86400000)) AS overdue
FROM
(
    SELECT v_bets.bet_id AS bet_id, v_bets.account_id AS account_id, v_bets.currency AS currency, v_bets.stake_open_minor AS stake_open_minor, v_bets.accepted_at AS accepted_at
    FROM v_bets
    WHERE v_bets.status = 'OPEN'
) AS b
INNER JOIN legs AS l ON l.bet_id = b.bet_id
LEFT JOIN
(
    SELECT market_id, argMax(markets.fixture_id, offset) AS fixture_id, toString(argMax(markets.settlement, offset)) AS settlement, toString(argMax(markets.score_basis, offset)) AS score_basis
    FROM markets
    GROUP BY market_id
) AS m ON m.market_id = l.market_id
LEFT JOIN
(
    SELECT fixture_id, argMax(fixtures.scheduled_start_at, offset) AS scheduled_start_at
    FROM fixtures
    GROUP BY fixture_id
) AS f ON f.fixture_id = m.fixture_id
LEFT JOIN
(
    SELECT fixture_id, toString(argMax(fixture_states.status, offset)) AS status, argMax(appended_at, offset) AS status_at, status IN ('ENDED', 'CLOSED', 'CANCELLED', 'ABANDONED') AS is_over
    FROM fixture_states
    WHERE type = 'FixtureStatusChanged'
    GROUP BY fixture_id
) AS s ON s.fixture_id = m.fixture_id
LEFT JOIN
(
    SELECT bet_id, leg, toString(argMax(overrides.result, offset)) AS result
    FROM overrides
    GROUP BY bet_id, leg
) AS o ON o.bet_id = l.bet_id AND o.leg = l.leg
LEFT JOIN
(
    SELECT market_id, outcome_id, toString(argMax(results.type, offset)) AS last_type
    FROM results
    WHERE type IN ('RunnerWithdrawn', 'RunnerReinstated')
    GROUP BY market_id, outcome_id
) AS w ON w.market_id = l.market_id AND w.outcome_id = l.outcome_id
LEFT JOIN
(
    SELECT market_id, outcome_id, max(ifNull(results.certainty, 0)) AS certainty, max(appended_at) AS told_at
    FROM results
    LEFT JOIN (SELECT market_id, max(offset) AS rolled_back FROM results WHERE type = 'ResultRolledBack' GROUP BY market_id) AS u ON u.market_id = results.market_id
    WHERE results.type = 'MarketResulted' AND NOT results.undecided AND results.offset > u.rolled_back
    GROUP BY market_id, outcome_id
) AS r ON r.market_id = l.market_id AND r.outcome_id = l.outcome_id
LEFT JOIN
(
    SELECT market_id, max(ifNull(results.certainty, 0)) AS certainty, max(appended_at) AS told_at
    FROM results
    LEFT JOIN (SELECT market_id, max(offset) AS rolled_back FROM results WHERE type = 'ResultRolledBack' GROUP BY market_id) AS u ON u.market_id = results.market_id
    WHERE results.type = 'MarketResulted' AND results.score_home IS NOT NULL AND results.offset > u.rolled_back
    GROUP BY market_id
) AS n ON n.market_id = l.market_id
LEFT JOIN
(
    SELECT market_id, groupArray((window_from, window_to)) AS windows
    FROM
    (
        SELECT
            c.market_id AS market_id,
            argMax(ifNull(c.window_from_at, toDateTime64(0, 3, 'UTC')), c.offset) AS window_from,
            argMax(ifNull(c.window_to_at, toDateTime64('2299-12-31 00:00:00', 3, 'UTC')), c.offset) AS window_to,
            max(c.offset) AS cancelled,
            max(d.rolled_back) AS all_rolled_back,
            max(e.rolled_back) AS own_rolled_back
        FROM (SELECT * FROM results WHERE type = 'BetsCancelledInWindow') AS c
        LEFT JOIN (SELECT market_id, max(offset) AS rolled_back FROM results WHERE type = 'BetsCancellationRolledBack' AND window_id = '' GROUP BY market_id) AS d ON d.market_id = c.market_id
        LEFT JOIN (SELECT market_id, window_id, max(offset) AS rolled_back FROM results WHERE type = 'BetsCancellationRolledBack' AND window_id != '' GROUP BY market_id, window_id) AS e ON e.market_id = c.market_id AND e.window_id = c.window_id
        GROUP BY c.market_id, c.window_id
        HAVING cancelled > all_rolled_back AND cancelled > own_rolled_back
    )
    GROUP BY market_id
) AS v ON v.market_id = l.market_id
WHERE (o.result = '' OR o.result = 'NONE')
    AND w.last_type != 'RunnerWithdrawn'
    AND NOT arrayExists(x -> b.accepted_at >= tupleElement(x, 1) AND b.accepted_at < tupleElement(x, 2), v.windows)
    AND s.status NOT IN ('CANCELLED', 'ABANDONED')
    AND NOT (r.certainty >= 2 AND (m.settlement NOT LIKE 'ASIAN%' OR m.score_basis != 'FROM_ACCEPTANCE'))
    AND NOT (m.settlement LIKE 'ASIAN%' AND n.certainty >= 2);
