import type { MarketResulted, OddsEvent, OutcomeResult } from '@stakelog/contracts';
import type { Row } from '@stakelog/clickhouse';
import { utcText } from './tables';

/** A row of `results` that says nothing yet. */
const noResult = {
  outcome_id: '',
  result_version: null,
  certainty: null,
  undecided: false,
  win_num: null,
  win_den: null,
  void_num: null,
  void_den: null,
  deduction_ppm: null,
  window_id: '',
  reason: '',
  actor: '',
  place_win_num: null,
  place_win_den: null,
  place_void_num: null,
  place_void_den: null,
  position_rank: null,
  position_tied: null,
  score_home: null,
  score_away: null,
  window_from_at: null,
  window_to_at: null,
  removed_at: null,
};

/** One row per outcome that the result names. */
export const resultRows = (fixture: string, fact: MarketResulted): readonly Row[] =>
  fact.outcomes.map((outcome) => ({
    ...noResult,
    type: fact.type,
    fixture_id: fixture,
    market_id: fact.marketId,
    outcome_id: outcome.outcomeId,
    result_version: fact.resultVersion,
    certainty: fact.certainty,
    ...factorColumns(outcome),
    score_home: fact.score?.home ?? null,
    score_away: fact.score?.away ?? null,
    reason: fact.reason ?? '',
    actor: fact.actor ?? '',
  }));

const factorColumns = ({ undecided, win, void: refunded, place, position }: OutcomeResult) => ({
  undecided,
  win_num: win.num,
  win_den: win.den,
  void_num: refunded.num,
  void_den: refunded.den,
  place_win_num: place?.win.num ?? null,
  place_win_den: place?.win.den ?? null,
  place_void_num: place?.void.num ?? null,
  place_void_den: place?.void.den ?? null,
  position_rank: position?.rank ?? null,
  position_tied: position?.tied ?? null,
});

type Correction = Extract<
  OddsEvent,
  {
    type:
      | 'ResultRolledBack'
      | 'BetsCancelledInWindow'
      | 'BetsCancellationRolledBack'
      | 'RunnerWithdrawn'
      | 'RunnerReinstated';
  }
>;

const timeText = (ms: number | null) => (ms === null ? null : utcText(ms));

/** Rollbacks, void windows and withdrawals. */
export const correctionRow = (fixture: string, fact: Correction): Row => ({
  ...noResult,
  type: fact.type,
  fixture_id: fixture,
  market_id: fact.marketId,
  outcome_id: 'outcomeId' in fact ? fact.outcomeId : '',
  result_version: 'resultVersion' in fact ? fact.resultVersion : null,
  deduction_ppm: 'deductionPpm' in fact ? fact.deductionPpm : null,
  window_id: 'windowId' in fact ? (fact.windowId ?? '') : '',
  window_from_at: 'fromMs' in fact ? timeText(fact.fromMs) : null,
  window_to_at: 'toMs' in fact ? timeText(fact.toMs) : null,
  removed_at: 'removedAtMs' in fact ? utcText(fact.removedAtMs) : null,
  reason: 'reason' in fact ? (fact.reason ?? '') : '',
  actor: 'actor' in fact ? (fact.actor ?? '') : '',
});
