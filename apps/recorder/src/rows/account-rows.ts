import type {
  AccountExcluded,
  AccountOpened,
  AccountStatusChanged,
  Actor,
  BettorFactorChanged,
  BonusGranted,
  FreeBetGranted,
  GamblingLimitSet,
  LimitIncreaseScheduled,
  SessionEnded,
  SessionStarted,
} from '@stakelog/contracts';
import type { Row } from '@stakelog/clickhouse';
import { utcText, type EventPlace, type TableRow } from './tables';

/** Events that change what an account is, has or may do, beside its money. */
export type AccountEvent =
  | AccountOpened
  | AccountExcluded
  | AccountStatusChanged
  | BettorFactorChanged
  | BonusGranted
  | FreeBetGranted
  | GamblingLimitSet
  | LimitIncreaseScheduled
  | SessionStarted
  | SessionEnded;

export const actorColumns = ({ kind, id }: Actor) => ({ actor_kind: kind, actor_id: id });

const timeText = (ms: number | null) => (ms === null ? null : utcText(ms));

export function accountRows(place: EventPlace, event: AccountEvent): readonly TableRow[] {
  const row = { ...place, account_id: event.accountId };
  switch (event.type) {
    case 'AccountOpened':
      return [['accounts', openedRow(place, event)]];
    case 'AccountExcluded':
      return [['exclusions', { ...row, ...exclusion(event) }]];
    case 'AccountStatusChanged':
    case 'BettorFactorChanged':
      return changes(event).map((change): TableRow => ['account_changes', { ...row, ...change }]);
    case 'BonusGranted':
    case 'FreeBetGranted':
      return [['promotions', { ...row, ...promotion(event) }]];
    case 'GamblingLimitSet':
    case 'LimitIncreaseScheduled':
      return [['gambling_limits', { ...row, ...gamblingLimit(event) }]];
    case 'SessionStarted':
    case 'SessionEnded':
      return [['sessions', { ...row, ...session(event) }]];
  }
}

function openedRow({ decided_at: opened_at, ...at }: EventPlace, event: AccountOpened): Row {
  const { accountId: account_id, currency, jurisdiction } = event;
  return { ...at, opened_at, account_id, currency, jurisdiction };
}

const exclusion = ({ kind, effectiveAtMs, untilMs, actor, reason }: AccountExcluded) => ({
  kind,
  effective_at: utcText(effectiveAtMs),
  until_at: timeText(untilMs),
  ...actorColumns(actor),
  reason: reason ?? '',
});

/** One row per field that changed. */
function changes(event: AccountStatusChanged | BettorFactorChanged): readonly Row[] {
  const fields =
    event.type === 'AccountStatusChanged'
      ? [
          ['status', event.status, event.previousStatus],
          ['verification', event.verification, event.previousVerification],
          ['location', event.location, event.previousLocation],
        ]
      : [
          ['factor_bps', event.factorBps, event.previousFactorBps],
          ['delay_offset_ms', event.delayOffsetMs, event.previousDelayOffsetMs],
        ];
  return fields
    .filter(([, now, before]) => now !== before)
    .map(([field, now, before]) => ({
      field,
      value: String(now),
      previous_value: String(before),
      effective_at: utcText(event.effectiveAtMs),
      ...actorColumns(event.actor),
      reason: event.reason,
    }));
}

function promotion(event: BonusGranted | FreeBetGranted) {
  const isToken = event.type === 'FreeBetGranted';
  return {
    type: event.type,
    free_bet_id: isToken ? event.freeBetId : '',
    amount_minor: event.amount,
    expires_at: utcText(isToken ? event.tokenExpiresAtMs : event.bonusExpiresAtMs),
    stake_returned: isToken && event.stakeReturned,
    terms: event.terms,
    ...actorColumns(event.actor),
  };
}

const gamblingLimit = (event: GamblingLimitSet | LimitIncreaseScheduled) => ({
  type: event.type,
  kind: event.kind,
  period: event.period,
  amount: event.amount,
  previous_amount: event.previousAmount,
  effective_at: utcText(event.effectiveAtMs),
  confirm_by_at: event.type === 'LimitIncreaseScheduled' ? utcText(event.confirmByMs) : null,
  ...actorColumns(event.actor),
});

const session = (event: SessionStarted | SessionEnded) => ({
  type: event.type,
  session_id: event.sessionId,
  changed_at: utcText(event.type === 'SessionStarted' ? event.startedAtMs : event.endedAtMs),
});
