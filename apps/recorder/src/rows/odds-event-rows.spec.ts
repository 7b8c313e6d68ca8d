import { decimalOdds, marketId, outcomeId, utcMs, type MarketSnapshot } from '@stakelog/contracts';
import type { LogRecord, OddsStep } from '@stakelog/kafka';
import { describe, expect, it } from '@jest/globals';
import { oddsEventRows } from './odds-event-rows';
import { byTable } from './tables';

const record = (offset: number, key = 'bf:1'): LogRecord => ({
  partition: 3,
  offset,
  appendedAtMs: 1_700_000_000_123,
  key: Buffer.from(key),
  value: Buffer.from('x'),
  headers: {},
});

const snapshot: MarketSnapshot = {
  type: 'MarketSnapshot',
  producerId: 'betfair',
  session: 1,
  sourceId: 's',
  sourceAtMs: utcMs(1_700_000_000_000),
  receivedAtMs: utcMs(1_700_000_000_001),
  marketId: marketId('m'),
  marketVersion: 4,
  tradingState: 'OPEN',
  inPlay: false,
  betDelayMs: 0,
  cashOut: 'NOT_OFFERED',
  outcomes: [
    {
      outcomeId: outcomeId('o'),
      state: 'ACTIVE',
      odds: decimalOdds(20_000),
      fraction: null,
      probPpb: null,
    },
    { outcomeId: outcomeId('p'), state: 'REMOVED', odds: null, fraction: null, probPpb: null },
  ],
};

const step = (verdict: 'apply' | 'repeat'): OddsStep => ({
  verdict,
  fact: snapshot,
  record: record(5),
});

describe('a fact', () => {
  it('makes a state and a price per outcome of a snapshot', () => {
    const rows = byTable(oddsEventRows(step('apply')));
    expect(rows.get('facts')).toMatchObject([
      { event_id: 'o3:5', verdict: 'apply', fixture_id: 'bf:1' },
    ]);
    expect(rows.get('market_states')).toMatchObject([{ trading_state: 'OPEN', market_version: 4 }]);
    expect(rows.get('prices')).toMatchObject([
      { outcome_id: 'o', odds_e4: 20_000, snapshot: true },
      { outcome_id: 'p', odds_e4: null, outcome_state: 'REMOVED' },
    ]);
  });

  it('without effect stands among the facts alone', () => {
    expect([...byTable(oddsEventRows(step('repeat'))).keys()]).toEqual(['facts']);
  });

  it('that nobody can read is still counted', () => {
    const rows = byTable(
      oddsEventRows({ verdict: 'undecodable', code: 'TRUNCATED', record: record(6) }),
    );
    expect(rows.get('facts')).toMatchObject([{ verdict: 'undecodable', type: 'TRUNCATED' }]);
  });
});
