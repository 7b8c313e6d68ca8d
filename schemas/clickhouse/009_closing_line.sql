-- How good the prices were that bettors took.

CREATE OR REPLACE VIEW v_clv
(
    bet_id String COMMENT 'Bet',
    leg UInt16 COMMENT 'Index of the leg, from 0',
    account_id String COMMENT 'Account',
    accepted_at DateTime64(3, 'UTC') COMMENT 'When the bet was accepted, UTC, milliseconds',
    market_id String COMMENT 'Market',
    outcome_id String COMMENT 'Outcome',
    odds_e4 Int64 COMMENT 'The odds taken: decimal odds in ten-thousandths',
    closing_odds_e4 Int64 COMMENT 'Last price before the market went in play or closed: decimal odds in ten-thousandths',
    clv_bps Int64 COMMENT 'Odds taken per closing odds, less 1, ten-thousandths: above 0 the bettor beat the closing line',
    closed_at DateTime64(3, 'UTC') COMMENT 'When the market went in play or closed, UTC, milliseconds'
)
COMMENT 'Closing line value of every leg accepted before its market went in play or closed'
AS SELECT
    l.bet_id AS bet_id,
    l.leg AS leg,
    l.account_id AS account_id,
    l.accepted_at AS accepted_at,
    l.market_id AS market_id,
    l.outcome_id AS outcome_id,
    l.odds_e4 AS odds_e4,
    c.closing AS closing_odds_e4,
    intDiv(l.odds_e4 * 10000, c.closing) - 10000 AS clv_bps,
    c.closed_at AS closed_at
FROM legs AS l
INNER JOIN
(
    SELECT
        prices.market_id AS market_id,
        prices.outcome_id AS outcome_id,
        assumeNotNull(argMax(prices.odds_e4, prices.offset)) AS closing,
        any(s.closed_at) AS closed_at,
        any(s.closed_offset) AS closed_offset
    FROM prices
    INNER JOIN
    (
        SELECT market_id, min(offset) AS closed_offset, argMin(appended_at, offset) AS closed_at
        FROM market_states
        WHERE ifNull(in_play, false) OR trading_state = 'CLOSED'
        GROUP BY market_id
    ) AS s ON s.market_id = prices.market_id
    WHERE prices.odds_e4 IS NOT NULL AND prices.offset < s.closed_offset
    GROUP BY prices.market_id, prices.outcome_id
) AS c ON c.market_id = l.market_id AND c.outcome_id = l.outcome_id
WHERE l.odds_offset < c.closed_offset;
