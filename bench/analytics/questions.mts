/** What analysts ask, as README and the views' comments promise an answer; `at` is a moment within the rows, in UTC. */
export const questions = (at: string): Readonly<Record<string, string>> => ({
  'gross revenue and hold by sport and hour':
    'SELECT hour, sport, currency, ggr_minor, hold_bps FROM v_ggr_hourly ORDER BY hour, sport',
  'turnover of five minutes by market': `SELECT market_id, sum(turnover_minor) FROM v_turnover
     WHERE minute BETWEEN toDateTime('${at}', 'UTC') - INTERVAL 5 MINUTE AND toDateTime('${at}', 'UTC')
     GROUP BY market_id ORDER BY 2 DESC`,
  'exposure of a market at a time': `SELECT * FROM v_exposure_at(ts = '${at}')
     WHERE market_id = (SELECT market_id FROM bets WHERE accepted_at <= toDateTime64('${at}', 3, 'UTC') LIMIT 1)`,
  'closing line value by bettor':
    'SELECT account_id, avg(clv_bps) FROM v_clv GROUP BY account_id ORDER BY 2 DESC LIMIT 100',
  'bets within 2 s before a suspension': `SELECT count() FROM
     (SELECT market_id, accepted_at FROM legs) AS l
     ASOF INNER JOIN (SELECT market_id, appended_at FROM market_states WHERE trading_state = 'SUSPENDED') AS s
     ON l.market_id = s.market_id AND l.accepted_at <= s.appended_at
     WHERE s.appended_at <= l.accepted_at + INTERVAL 2 SECOND`,
  'rejections by code and their stakes':
    'SELECT code, count(), sum(stake_minor) FROM v_rejections GROUP BY code ORDER BY 2 DESC',
  'settlement latency, p99':
    'SELECT quantile(0.99)(result_to_payout_ms) FROM v_settlements WHERE result_to_payout_ms IS NOT NULL',
  'voids of a day': `SELECT * FROM v_voids_daily WHERE day = toDate('${at}') LIMIT 1000`,
  'open liability at midnight': 'SELECT * FROM v_open_liability_daily ORDER BY midnight',
  'money won back by corrections':
    'SELECT reason, currency, sum(delta_minor) FROM v_corrections GROUP BY reason, currency',
  'prices that moved most in a minute': `SELECT market_id, outcome_id, max(odds_e4) / min(odds_e4) AS moved FROM v_prices
     WHERE appended_at BETWEEN (SELECT max(appended_at) - INTERVAL 1 MINUTE FROM prices) AND (SELECT max(appended_at) FROM prices)
     GROUP BY market_id, outcome_id ORDER BY moved DESC LIMIT 20`,
  'is anything missing': 'SELECT topic, partition, gap, complete FROM v_completeness',
});
