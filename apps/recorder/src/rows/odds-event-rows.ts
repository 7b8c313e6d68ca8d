import {
  positionToken,
  type MarketDefined,
  type MarketSnapshot,
  type MarketStatusChanged,
  type OddsChanged,
  type OddsEvent,
} from '@stakelog/contracts';
import type { Row } from '@stakelog/clickhouse';
import type { LogRecord, OddsStep } from '@stakelog/kafka';
import { correctionRow, resultRows } from './result-rows';
import { utcText, type Table, type TableRow } from './tables';

/** One judged record of odds.events as rows. Only a fact that has effect stands in more than `facts`. */
export function* oddsEventRows(step: OddsStep): Generator<TableRow> {
  const { record, verdict } = step;
  const { partition, offset } = record;
  const place = {
    partition,
    offset,
    event_id: positionToken({ topic: 'odds.events', partition, offset }),
    appended_at: utcText(record.appendedAtMs),
  };
  if (verdict === 'undecodable') {
    yield ['facts', { ...place, verdict, ...undecodable(record, step.code) }];
    return;
  }
  const { fact } = step;
  const key = record.key?.toString() ?? '';
  yield ['facts', { ...place, verdict, ...factRow(key, fact) }];
  if (verdict !== 'apply') return;
  for (const [table, row] of particularRows(key, fact)) yield [table, { ...place, ...row }];
}

const undecodable = ({ key, appendedAtMs }: LogRecord, code: string): Row => ({
  type: code,
  fixture_id: key?.toString() ?? '',
  market_id: '',
  producer_id: '',
  session: 0,
  source_id: '',
  source_at: utcText(appendedAtMs),
  received_at: utcText(appendedAtMs),
  payload: '',
});

const factRow = (key: string, fact: OddsEvent): Row => ({
  type: fact.type,
  fixture_id: key,
  market_id: 'marketId' in fact ? fact.marketId : '',
  producer_id: fact.producerId,
  session: fact.session,
  source_id: fact.sourceId,
  source_at: utcText(fact.sourceAtMs),
  received_at: utcText(fact.receivedAtMs),
  payload: JSON.stringify(fact),
});

function particularRows(fixture: string, fact: OddsEvent): readonly TableRow[] {
  switch (fact.type) {
    case 'FixtureDefined':
    case 'FixtureStatusChanged':
    case 'ScoreChanged':
    case 'BetStopped':
      return [fixtureRow(fact)];
    case 'MarketDefined':
      return [['markets', marketRow(fact)]];
    case 'MarketSnapshot':
      return [['market_states', stateRow(fixture, fact)], ...priceRows(fixture, fact)];
    case 'MarketStatusChanged':
      return [['market_states', stateRow(fixture, fact)]];
    case 'MarketOverridden':
      return [['market_states', overrideRow(fixture, fact)]];
    case 'OddsChanged':
      return priceRows(fixture, fact);
    case 'MarketResulted':
      return resultRows(fixture, fact).map((row) => ['results', row]);
    case 'ResultRolledBack':
    case 'BetsCancelledInWindow':
    case 'BetsCancellationRolledBack':
    case 'RunnerWithdrawn':
    case 'RunnerReinstated':
      return [['results', correctionRow(fixture, fact)]];
    case 'LimitPolicyChanged':
    case 'ProducerDown':
    case 'ProducerHeartbeat':
    case 'ProducerSessionOpened':
    case 'RecoveryCompleted':
    case 'RecoveryStarted':
      return [];
  }
}

type OfType<Type extends OddsEvent['type']> = Extract<OddsEvent, { type: Type }>;

function fixtureRow(
  fact: OfType<'FixtureDefined' | 'FixtureStatusChanged' | 'ScoreChanged' | 'BetStopped'>,
): readonly [Table, Row] {
  const { type, fixtureId: fixture_id } = fact;
  const state = {
    fixture_id,
    type,
    status: '',
    home: null,
    away: null,
    score_version: null,
    period: '',
  };
  switch (fact.type) {
    case 'FixtureDefined':
      return ['fixtures', definedFixture(fact)];
    case 'FixtureStatusChanged':
      return ['fixture_states', { ...state, status: fact.status }];
    case 'BetStopped':
      return ['fixture_states', { ...state, status: fact.target }];
    case 'ScoreChanged': {
      const { home, away, scoreVersion: score_version, period } = fact;
      return ['fixture_states', { ...state, home, away, score_version, period }];
    }
  }
}

const definedFixture = (fact: OfType<'FixtureDefined'>): Row => ({
  fixture_id: fact.fixtureId,
  sport: fact.sport,
  category: fact.category ?? '',
  tournament_id: fact.tournamentId,
  name: fact.name,
  competitors: fact.competitors.map(({ name }) => name),
  scheduled_start_at: utcText(fact.scheduledStartMs),
});

const marketRow = (fact: MarketDefined): Row => ({
  market_id: fact.marketId,
  fixture_id: fact.fixtureId,
  market_type: fact.marketType,
  specifiers: Object.entries(fact.specifiers)
    .map(([key, value]) => `${key}=${value}`)
    .toSorted()
    .join('|'),
  name: fact.name,
  number_of_winners: fact.numberOfWinners,
  settlement: fact.settlement,
  ante_post: fact.antePost,
  rule_set_id: fact.ruleSetId,
  outcome_ids: fact.outcomes.map(({ outcomeId }) => outcomeId),
  outcome_names: fact.outcomes.map(({ name }) => name),
  place_places: fact.placeTerms?.places ?? null,
  place_num: fact.placeTerms?.fraction.num ?? null,
  place_den: fact.placeTerms?.fraction.den ?? null,
  reduction_method: fact.reductionMethod,
  score_basis: fact.scoreBasis,
  singles_only: fact.singlesOnly,
});

const stateRow = (fixture: string, fact: MarketSnapshot | MarketStatusChanged): Row => ({
  source_at: utcText(fact.sourceAtMs),
  market_id: fact.marketId,
  fixture_id: fixture,
  type: fact.type,
  market_version: fact.marketVersion,
  trading_state: fact.tradingState,
  override: '',
  in_play: fact.inPlay,
  bet_delay_ms: fact.betDelayMs,
  reason: fact.type === 'MarketStatusChanged' ? (fact.reason ?? '') : '',
  actor: '',
});

const overrideRow = (fixture: string, fact: OfType<'MarketOverridden'>): Row => ({
  source_at: utcText(fact.sourceAtMs),
  market_id: fact.marketId,
  fixture_id: fixture,
  type: fact.type,
  market_version: null,
  trading_state: '',
  override: fact.override,
  in_play: null,
  bet_delay_ms: null,
  reason: fact.reason,
  actor: fact.actor,
});

function priceRows(fixture: string, fact: MarketSnapshot | OddsChanged): readonly TableRow[] {
  return fact.outcomes.map((outcome): TableRow => [
    'prices',
    {
      source_at: utcText(fact.sourceAtMs),
      producer_id: fact.producerId,
      fixture_id: fixture,
      market_id: fact.marketId,
      outcome_id: outcome.outcomeId,
      market_version: fact.marketVersion,
      snapshot: fact.type === 'MarketSnapshot',
      outcome_state: 'state' in outcome ? outcome.state : '',
      odds_e4: outcome.odds,
      prob_ppb: outcome.probPpb,
    },
  ]);
}
