-- The views again, for every bet type: multiples, promotions, partial cash-outs, reopened bets. And new ones for
-- quotes, cash-outs, voids and the limits that protect bettors.

CREATE OR REPLACE VIEW v_bets
(
    bet_id String COMMENT 'Bet',
    ticket_id String COMMENT 'Ticket',
    account_id String COMMENT 'Account',
    currency String COMMENT 'Currency of the account, ISO 4217',
    accepted_at DateTime64(3, 'UTC') COMMENT 'When it was accepted, UTC, milliseconds',
    kind String COMMENT 'SINGLE, MULTIPLE or SYSTEM',
    sizes Array(UInt16) COMMENT 'Fold sizes of a system: legs per line, bankers counted; empty otherwise',
    each_way Bool COMMENT 'True: a win part and a place part',
    lines UInt32 COMMENT 'Lines, a count, each-way counted twice',
    funding String COMMENT 'CASH, BONUS or FREE_BET',
    free_bet_id String COMMENT 'Free-bet token that was used; empty where none',
    quote_id String COMMENT 'Reserved quote that was used; empty where none',
    legs UInt16 COMMENT 'Legs, a count',
    market_id String COMMENT 'Market of the only leg; empty where there are several',
    outcome_id String COMMENT 'Outcome of the only leg; empty where there are several',
    odds_e4 Nullable(Int64) COMMENT 'Decimal odds of the only leg, in ten-thousandths; null where there are several',
    sport String COMMENT 'Sport of the only leg; MULTIPLE where there are several legs',
    market_type String COMMENT 'Market type of the only leg; MULTIPLE where there are several legs',
    status String COMMENT 'OPEN, SETTLED or CASHED_OUT; partly cashed out is OPEN, then SETTLED',
    stake_minor Int64 COMMENT 'Stake of the whole bet, minor units',
    stake_open_minor Int64 COMMENT 'Stake still at risk, minor units',
    potential_return_minor Int64 COMMENT 'Largest return, minor units; it has the stake in it unless that is a free bet''s',
    max_payout_minor Nullable(Int64) COMMENT 'Ceiling on the return, minor units; null: none',
    payout_minor Int64 COMMENT 'Paid so far, cash-outs and corrections included, minor units',
    cashed_out_minor Int64 COMMENT 'Part of the payout that was cashed out, minor units',
    cashed_out_bps Int32 COMMENT 'Cumulative share that was cashed out, ten-thousandths',
    bonus_minor Int64 COMMENT 'Part of the payout that is bonus lines, minor units',
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
    b.sizes AS sizes,
    b.each_way AS each_way,
    b.lines AS lines,
    toString(b.funding) AS funding,
    b.free_bet_id AS free_bet_id,
    b.quote_id AS quote_id,
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
    b.max_payout_minor AS max_payout_minor,
    s.paid AS payout_minor,
    s.cashed_out AS cashed_out_minor,
    s.cashed_bps AS cashed_out_bps,
    s.bonus AS bonus_minor,
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
        sumIf(delta_minor, type = 'BetCashedOut') AS cashed_out,
        max(ifNull(share_bps, 0)) AS cashed_bps,
        argMaxIf(settlements.bonus_minor, offset, type != 'BetCashedOut') AS bonus,
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
    market_version Int64 COMMENT 'Version of the market at the decision',
    place_places Nullable(UInt16) COMMENT 'Ranks that count as placed, as promised at acceptance, a count; null: no each-way',
    place_num Nullable(Int64) COMMENT 'Share of the odds that a place pays, numerator; null: no each-way',
    place_den Nullable(Int64) COMMENT 'Share of the odds that a place pays, denominator; null: no each-way',
    reduction_method String COMMENT 'How withdrawals reduce the odds: NONE, RULE4, EXCHANGE_WIN, EXCHANGE_PLACE',
    ante_post Bool COMMENT 'True: a non-runner loses',
    score_at_acceptance String COMMENT 'Score that the leg counts from, home-away; empty: it counts all',
    settled Bool COMMENT 'True: its bet is settled, and the columns behind say how',
    win Nullable(Float64) COMMENT 'Share of the stake that wins, 0 to 1, to look at; null: not settled',
    refunded Nullable(Float64) COMMENT 'Share of the stake that is refunded, 0 to 1, to look at; null: not settled',
    rule String COMMENT 'Id and version of the rule that applied; empty: not settled',
    cause_position String COMMENT 'Position token of the fact in force; empty: an override, or not settled'
)
COMMENT 'Every leg of an accepted bet, with its market and how it was settled'
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
    l.market_version AS market_version,
    l.place_places AS place_places,
    l.place_num AS place_num,
    l.place_den AS place_den,
    toString(l.reduction_method) AS reduction_method,
    l.ante_post AS ante_post,
    ifNull(concat(toString(l.score_home), '-', toString(l.score_away)), '') AS score_at_acceptance,
    toBool(t.version > 0) AS settled,
    if(settled, t.win_num / t.win_den, NULL) AS win,
    if(settled, t.void_num / t.void_den, NULL) AS refunded,
    toString(t.rule) AS rule,
    if(settled, ifNull(concat('o', toString(t.cause_partition), ':', toString(t.cause_offset)), ''), '') AS cause_position
FROM legs AS l
LEFT JOIN v_markets AS m ON m.market_id = l.market_id
LEFT JOIN
(
    SELECT settlement_legs.*
    FROM settlement_legs
    INNER JOIN
    (
        SELECT bet_id, argMax(type, offset) AS last_type, max(offset) AS last_offset
        FROM settlements
        WHERE type != 'BetCashedOut'
        GROUP BY bet_id
    ) AS last ON last.bet_id = settlement_legs.bet_id AND last.last_offset = settlement_legs.offset
    WHERE last.last_type = 'BetSettled'
) AS t ON t.bet_id = l.bet_id AND t.leg = l.leg;

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
    if(f.facts = 0, NULL, f.newest_at) AS caused_at,
    if(f.facts = 0, NULL, toUnixTimestamp64Milli(s.decided_at) - toUnixTimestamp64Milli(f.newest_at)) AS result_to_payout_ms,
    s.partition AS partition,
    s.offset AS offset
FROM settlements AS s
ANY LEFT JOIN accounts AS a ON a.account_id = s.account_id
LEFT JOIN
(
    SELECT c.partition AS partition, c.offset AS offset, count() AS facts, max(facts.appended_at) AS newest_at
    FROM
    (
        SELECT DISTINCT partition, offset, assumeNotNull(cause_partition) AS at_partition, assumeNotNull(cause_offset) AS at_offset
        FROM settlement_legs
        WHERE cause_offset IS NOT NULL
        UNION DISTINCT
        SELECT partition, offset, assumeNotNull(cause_partition), assumeNotNull(cause_offset)
        FROM settlements
        WHERE cause_offset IS NOT NULL
    ) AS c
    INNER JOIN facts ON facts.partition = c.at_partition AND facts.offset = c.at_offset
    GROUP BY partition, offset
) AS f ON f.partition = s.partition AND f.offset = s.offset;

CREATE OR REPLACE VIEW v_corrections
(
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    bet_id String COMMENT 'Bet',
    account_id String COMMENT 'Account',
    currency String COMMENT 'Currency of the account, ISO 4217',
    type String COMMENT 'BetSettled or BetReopened',
    version UInt32 COMMENT 'Version of the settlement',
    reason String COMMENT 'RESULT, CORRECTION, WINDOW, WITHDRAWAL, OVERRIDE; empty for a reopening',
    previous_payout_minor Int64 COMMENT 'What stood as paid before, minor units',
    payout_minor Int64 COMMENT 'What stands as paid after it, minor units',
    delta_minor Int64 COMMENT 'Paid (positive) or won back from the bettor (negative), minor units',
    cause_position String COMMENT 'Position token of a fact behind it; empty: an override',
    cause_reason String COMMENT 'As the feed or the operator words it; empty where none',
    cause_actor String COMMENT 'Operator; empty for a fact of the feed',
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events'
)
COMMENT 'Settlements after the first, and reopenings: money paid and won back by corrections'
AS SELECT
    s.decided_at AS decided_at,
    s.bet_id AS bet_id,
    s.account_id AS account_id,
    toString(a.currency) AS currency,
    toString(s.type) AS type,
    s.version AS version,
    toString(s.reason) AS reason,
    s.previous_payout_minor AS previous_payout_minor,
    s.payout_minor AS payout_minor,
    s.delta_minor AS delta_minor,
    if(s.cause_offset IS NULL, '', concat('o', toString(assumeNotNull(s.cause_partition)), ':', toString(assumeNotNull(s.cause_offset)))) AS cause_position,
    r.reason AS cause_reason,
    r.actor AS cause_actor,
    s.partition AS partition,
    s.offset AS offset
FROM settlements AS s
ANY LEFT JOIN accounts AS a ON a.account_id = s.account_id
LEFT JOIN
(
    SELECT partition, offset, any(results.reason) AS reason, any(results.actor) AS actor
    FROM results
    GROUP BY partition, offset
) AS r ON r.partition = s.cause_partition AND r.offset = s.cause_offset
WHERE s.type = 'BetReopened' OR (s.type = 'BetSettled' AND s.version > 1);

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
    toStartOfMinute(accepted_at) AS minute,
    toStartOfHour(accepted_at) AS hour,
    currency,
    sport,
    market_type,
    market_id,
    kind,
    funding,
    count() AS bets,
    sum(stake_minor) AS turnover_minor
FROM v_bets
GROUP BY minute, hour, currency, sport, market_type, market_id, kind, funding;

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
    b.currency AS currency,
    b.sport AS sport,
    count() AS settlements,
    sum(s.stake_released_minor - if(b.funding = 'FREE_BET', s.promo_minor, 0)) AS stakes_minor,
    sumIf(s.stake_released_minor - s.promo_minor, b.funding = 'FREE_BET') AS free_stakes_minor,
    sum(s.delta_minor) AS payouts_minor,
    sumIf(-s.promo_minor, b.funding != 'FREE_BET') AS bonus_minor,
    sum(s.book_minor) AS ggr_minor,
    ggr_minor - free_stakes_minor - bonus_minor AS ngr_minor,
    if(stakes_minor = 0, NULL, intDiv(ggr_minor * 10000, stakes_minor)) AS hold_bps
FROM settlements AS s
ANY LEFT JOIN v_bets AS b ON b.bet_id = s.bet_id
GROUP BY hour, currency, sport;

CREATE OR REPLACE VIEW v_hold
(
    currency String COMMENT 'ISO 4217',
    sport String COMMENT 'Sport; MULTIPLE for bets with several legs',
    market_type String COMMENT 'Market type; MULTIPLE for bets with several legs',
    kind String COMMENT 'SINGLE, MULTIPLE or SYSTEM',
    bets UInt64 COMMENT 'Bets of which nothing is at risk any more, a count',
    stakes_minor Int64 COMMENT 'Their stakes, without void free bets, minor units',
    payouts_minor Int64 COMMENT 'Paid for them, minor units',
    ggr_minor Int64 COMMENT 'What the book gained on them, minor units',
    hold_bps Nullable(Int64) COMMENT 'Gross gaming revenue per stakes, ten-thousandths; null where no stakes'
)
COMMENT 'What the book keeps, over settled and cashed-out bets'
AS SELECT
    b.currency AS currency,
    b.sport AS sport,
    b.market_type AS market_type,
    b.kind AS kind,
    count() AS bets,
    sum(b.stake_minor - if(b.funding = 'FREE_BET', s.promo, 0)) AS stakes_minor,
    sum(b.payout_minor) AS payouts_minor,
    sum(s.book) AS ggr_minor,
    if(stakes_minor = 0, NULL, intDiv(ggr_minor * 10000, stakes_minor)) AS hold_bps
FROM v_bets AS b
LEFT JOIN (SELECT bet_id, sum(book_minor) AS book, sum(promo_minor) AS promo FROM settlements GROUP BY bet_id) AS s ON s.bet_id = b.bet_id
WHERE b.status != 'OPEN'
GROUP BY currency, sport, market_type, kind;

CREATE OR REPLACE VIEW v_cash_outs
(
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was paid, UTC, milliseconds',
    account_id String COMMENT 'Account',
    currency String COMMENT 'Currency of the account, ISO 4217',
    bet_id String COMMENT 'Bet',
    quote_id String COMMENT 'Quote that was paid',
    quoted_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was quoted, UTC, milliseconds; null: no such quote is known',
    previous_share_bps Int32 COMMENT 'Cumulative share before, ten-thousandths',
    share_bps Int32 COMMENT 'Cumulative share after, ten-thousandths; 10000 is final',
    stake_closed_minor Int64 COMMENT 'Stake that is no more at risk, minor units',
    amount_minor Int64 COMMENT 'Paid, minor units',
    quoted_amount_minor Nullable(Int64) COMMENT 'Quoted, minor units; null: no such quote is known. Must equal what was paid',
    margin_bps Nullable(Int32) COMMENT 'Kept by the house, ten-thousandths; null: no such quote is known',
    held Bool COMMENT 'True: it waited for the in-play delay',
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events'
)
COMMENT 'Every share that was cashed out, with its quote'
AS SELECT
    c.decided_at AS decided_at,
    c.account_id AS account_id,
    toString(a.currency) AS currency,
    c.bet_id AS bet_id,
    c.quote_id AS quote_id,
    if(q.quote_id = '', NULL, q.quoted_at) AS quoted_at,
    c.previous_share_bps AS previous_share_bps,
    c.share_bps AS share_bps,
    c.stake_closed_minor AS stake_closed_minor,
    c.amount_minor AS amount_minor,
    q.amount AS quoted_amount_minor,
    q.margin AS margin_bps,
    toBool(h.command_id != '') AS held,
    c.partition AS partition,
    c.offset AS offset
FROM cash_outs AS c
ANY LEFT JOIN accounts AS a ON a.account_id = c.account_id
LEFT JOIN
(
    SELECT quote_id, any(quotes.decided_at) AS quoted_at, any(amount_minor) AS amount, any(quotes.margin_bps) AS margin
    FROM quotes
    WHERE type = 'CashOutQuoted'
    GROUP BY quote_id
) AS q ON q.quote_id = c.quote_id
ANY LEFT JOIN (SELECT command_id FROM holds WHERE type = 'CashOutHeld') AS h ON h.command_id = c.command_id;

CREATE OR REPLACE VIEW v_quotes
(
    quoted_at DateTime64(3, 'UTC') COMMENT 'When it was promised, UTC, milliseconds',
    expires_at DateTime64(3, 'UTC') COMMENT 'Until when, UTC, milliseconds',
    kind String COMMENT 'TICKET or CASH_OUT',
    account_id String COMMENT 'Account',
    currency String COMMENT 'Currency of the account, ISO 4217',
    quote_id String COMMENT 'Quote',
    bet_id String COMMENT 'Bet to cash out; empty for a ticket''s quote',
    stake_minor Nullable(Int64) COMMENT 'Stakes quoted, minor units; null for a cash-out',
    liability_minor Nullable(Int64) COMMENT 'Liability reserved, minor units; null for a cash-out',
    amount_minor Nullable(Int64) COMMENT 'What the cash-out would pay, minor units; null for a ticket''s quote',
    asked_at Nullable(DateTime64(3, 'UTC')) COMMENT 'First command that named it, append time, UTC, milliseconds; null: nobody did',
    in_time Bool COMMENT 'True: it was asked for before it expired',
    taken Bool COMMENT 'True: a bet was accepted, or a share paid, under it',
    refusal String COMMENT 'Why the first command that named it was refused; empty where it was not',
    fate String COMMENT 'TAKEN, REFUSED, EXPIRED (nobody asked in time) or LIVE'
)
COMMENT 'Every quote and what became of it. The honour rate is avgIf(taken, in_time)'
AS SELECT
    q.decided_at AS quoted_at,
    assumeNotNull(q.expires_at) AS expires_at,
    if(q.type = 'BetQuoted', 'TICKET', 'CASH_OUT') AS kind,
    q.account_id AS account_id,
    toString(a.currency) AS currency,
    q.quote_id AS quote_id,
    q.bet_id AS bet_id,
    q.stake_minor AS stake_minor,
    q.liability_minor AS liability_minor,
    q.amount_minor AS amount_minor,
    if(c.quote_id = '', NULL, c.asked_at) AS asked_at,
    toBool(c.quote_id != '' AND c.asked_at < assumeNotNull(q.expires_at)) AS in_time,
    toBool(t.quote_id != '') AS taken,
    toString(r.code) AS refusal,
    multiIf(taken, 'TAKEN', in_time, 'REFUSED', assumeNotNull(q.expires_at) <= now64(3, 'UTC'), 'EXPIRED', 'LIVE') AS fate
FROM (SELECT * FROM quotes WHERE type != 'QuoteExpired') AS q
ANY LEFT JOIN accounts AS a ON a.account_id = q.account_id
LEFT JOIN
(
    SELECT account_id, quote_id, min(appended_at) AS asked_at, argMin(commands.command_id, appended_at) AS command_id
    FROM commands
    WHERE quote_id != ''
    GROUP BY account_id, quote_id
) AS c ON c.quote_id = q.quote_id AND c.account_id = q.account_id
LEFT JOIN
(
    SELECT quote_id FROM bets WHERE quote_id != ''
    UNION DISTINCT
    SELECT quote_id FROM cash_outs
) AS t ON t.quote_id = q.quote_id
LEFT JOIN
(
    SELECT command_id, argMin(rejections.code, (offset, reason)) AS code
    FROM rejections
    GROUP BY command_id
) AS r ON r.command_id = c.command_id;

CREATE OR REPLACE VIEW v_gambling_limits
(
    account_id String COMMENT 'Account',
    currency String COMMENT 'Currency of the account, ISO 4217',
    kind String COMMENT 'DEPOSIT, STAKE, LOSS or SESSION',
    period String COMMENT 'DAY, WEEK or MONTH, calendar periods in UTC',
    amount Nullable(Int64) COMMENT 'In force: minor units, for SESSION minutes; null: no limit',
    since_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Since when, UTC, milliseconds; null: none was ever in force',
    waits Bool COMMENT 'True: an increase or removal waits for its time and a confirmation',
    scheduled_amount Nullable(Int64) COMMENT 'What waits: minor units, for SESSION minutes; null: nothing, or a removal',
    scheduled_from_at Nullable(DateTime64(3, 'UTC')) COMMENT 'From when it may be confirmed, UTC, milliseconds; null: nothing waits',
    confirm_by_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Until when, UTC, milliseconds; null: nothing waits',
    changes UInt64 COMMENT 'How often it was changed or scheduled, a count'
)
COMMENT 'The limits that protect bettors, as they are now'
AS SELECT
    g.account_id AS account_id,
    toString(a.currency) AS currency,
    toString(g.kind) AS kind,
    toString(g.period) AS period,
    tupleElement(g.in_force, 1) AS amount,
    if(g.sets = 0, NULL, tupleElement(g.in_force, 2)) AS since_at,
    toBool(g.last_type = 'LimitIncreaseScheduled' AND tupleElement(g.newest, 3) > now64(3, 'UTC')) AS waits,
    if(waits, tupleElement(g.newest, 1), NULL) AS scheduled_amount,
    if(waits, tupleElement(g.newest, 2), NULL) AS scheduled_from_at,
    if(waits, tupleElement(g.newest, 3), NULL) AS confirm_by_at,
    g.changes AS changes
FROM
(
    SELECT
        account_id,
        kind,
        period,
        argMaxIf((gambling_limits.amount, gambling_limits.effective_at), offset, type = 'GamblingLimitSet') AS in_force,
        countIf(type = 'GamblingLimitSet') AS sets,
        argMax(type, offset) AS last_type,
        argMax((gambling_limits.amount, gambling_limits.effective_at, ifNull(gambling_limits.confirm_by_at, toDateTime64(0, 3, 'UTC'))), offset) AS newest,
        count() AS changes
    FROM gambling_limits
    GROUP BY account_id, kind, period
) AS g
ANY LEFT JOIN accounts AS a ON a.account_id = g.account_id;

CREATE OR REPLACE VIEW v_exclusions
(
    account_id String COMMENT 'Account',
    kind String COMMENT 'TIME_OUT, SELF, OPERATOR or REGULATOR',
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    effective_at DateTime64(3, 'UTC') COMMENT 'From when it counts, UTC, milliseconds',
    until_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Until when, UTC, milliseconds; null: until lifted',
    newest Bool COMMENT 'True: the newest of its kind for the account',
    in_force Bool COMMENT 'True: it keeps the account from betting now',
    actor_kind String COMMENT 'BETTOR, OPERATOR or SYSTEM',
    actor_id String COMMENT 'Who',
    reason String COMMENT 'Why; empty for the bettor''s own wish',
    partition UInt16 COMMENT 'Partition of bet.events',
    offset UInt64 COMMENT 'Offset in bet.events'
)
COMMENT 'Every exclusion, and whether it is in force now'
AS SELECT
    e.account_id AS account_id,
    toString(e.kind) AS kind,
    e.decided_at AS decided_at,
    e.effective_at AS effective_at,
    e.until_at AS until_at,
    toBool(e.offset = n.last_offset) AS newest,
    toBool(newest AND e.effective_at <= now64(3, 'UTC') AND ifNull(e.until_at > now64(3, 'UTC'), true)) AS in_force,
    toString(e.actor_kind) AS actor_kind,
    e.actor_id AS actor_id,
    e.reason AS reason,
    e.partition AS partition,
    e.offset AS offset
FROM exclusions AS e
INNER JOIN (SELECT account_id, kind, max(offset) AS last_offset FROM exclusions GROUP BY account_id, kind) AS n
    ON n.account_id = e.account_id AND n.kind = e.kind;

CREATE OR REPLACE VIEW v_voids_daily
(
    day Date COMMENT 'Day of the settlement, UTC',
    decided_at DateTime64(3, 'UTC') COMMENT 'When it was decided, UTC, milliseconds',
    account_id String COMMENT 'Account',
    currency String COMMENT 'Currency of the account, ISO 4217',
    bet_id String COMMENT 'Bet',
    leg UInt16 COMMENT 'Index of the leg, from 0',
    version UInt32 COMMENT 'Version of the settlement',
    market_id String COMMENT 'Market',
    outcome_id String COMMENT 'Outcome',
    refunded Float64 COMMENT 'Share of the stake that is refunded, 0 to 1, to look at',
    stake_minor Int64 COMMENT 'Stake of the whole bet, minor units',
    cause String COMMENT 'MarketResulted, BetsCancelledInWindow, RunnerWithdrawn, another fact, or OVERRIDE',
    cause_position String COMMENT 'Position token of the fact; empty: an override',
    reason String COMMENT 'As the feed or the operator words it; empty where none',
    actor String COMMENT 'Operator; empty for a fact of the feed',
    rule String COMMENT 'Id and version of the rule that applied',
    in_force Bool COMMENT 'True: it still stands'
)
COMMENT 'Every void or half-void leg that was settled, with reason and actor'
AS SELECT
    toDate(l.decided_at) AS day,
    l.decided_at AS decided_at,
    l.account_id AS account_id,
    toString(a.currency) AS currency,
    l.bet_id AS bet_id,
    l.leg AS leg,
    l.version AS version,
    g.market_id AS market_id,
    g.outcome_id AS outcome_id,
    l.void_num / l.void_den AS refunded,
    b.stake_minor AS stake_minor,
    if(l.cause_offset IS NULL, 'OVERRIDE', toString(f.type)) AS cause,
    if(l.cause_offset IS NULL, '', concat('o', toString(assumeNotNull(l.cause_partition)), ':', toString(assumeNotNull(l.cause_offset)))) AS cause_position,
    if(l.cause_offset IS NULL, o.reason, JSONExtractString(f.payload, 'reason')) AS reason,
    if(l.cause_offset IS NULL, o.actor_id, JSONExtractString(f.payload, 'actor')) AS actor,
    toString(l.rule) AS rule,
    toBool(l.offset = n.last_offset) AS in_force
FROM (SELECT * FROM settlement_legs WHERE void_num > 0) AS l
INNER JOIN (SELECT bet_id, max(offset) AS last_offset FROM settlements WHERE type != 'BetCashedOut' GROUP BY bet_id) AS n ON n.bet_id = l.bet_id
INNER JOIN bets AS b ON b.bet_id = l.bet_id
INNER JOIN legs AS g ON g.bet_id = l.bet_id AND g.leg = l.leg
ANY LEFT JOIN accounts AS a ON a.account_id = l.account_id
LEFT JOIN facts AS f ON f.partition = l.cause_partition AND f.offset = l.cause_offset
ASOF LEFT JOIN overrides AS o ON o.bet_id = l.bet_id AND o.leg = l.leg AND o.offset <= l.offset;

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
        sum(toInt64(x.open > 0) - toInt64(x.open_before > 0)) AS bets,
        sum(x.open - x.open_before) AS stake,
        sum(toInt64(intDiv(toInt128(x.winnings) * x.open, greatest(x.total, 1)) - intDiv(toInt128(x.winnings) * x.open_before, greatest(x.total, 1)))) AS liability
    FROM
    (
        SELECT
            e.at AS at,
            b.account_id AS account_id,
            b.stake_minor AS total,
            b.potential_return_minor - b.stake_minor AS winnings,
            b.stake_minor - sum(e.released) OVER (PARTITION BY e.bet_id ORDER BY e.offset) AS open,
            if(e.first, 0, open + e.released) AS open_before
        FROM
        (
            SELECT bet_id, offset, accepted_at AS at, toInt64(0) AS released, true AS first FROM bets
            UNION ALL
            SELECT bet_id, offset, decided_at AS at, stake_released_minor AS released, false AS first FROM settlements
        ) AS e
        INNER JOIN bets AS b ON b.bet_id = e.bet_id
    ) AS x
    ANY LEFT JOIN accounts AS a ON a.account_id = x.account_id
    GROUP BY day, currency
) AS d;
