import type { AccountId, BetEvent, UtcMs } from '@stakelog/contracts';
import { eventFields, type ShownEvent } from './event-fields';
import type { PlacedEvent } from './placed-event';

/** A message to a bettor. The event id makes it one, however often it is delivered. */
export type Notice = {
  readonly eventId: string;
  readonly kind: string;
  readonly accountId: AccountId;
  readonly atMs: UtcMs;
  readonly fields: object;
};

const kinds: Partial<Record<ShownEvent['type'], string>> = {
  BetSettled: 'BET_SETTLED',
  BetReopened: 'BET_REOPENED',
  BetCashedOut: 'BET_CASHED_OUT',
  FundsDeposited: 'DEPOSIT_DONE',
  WithdrawalCompleted: 'WITHDRAWAL_DONE',
  WithdrawalFailed: 'WITHDRAWAL_FAILED',
  FreeBetGranted: 'FREE_BET_GRANTED',
  GamblingLimitSet: 'LIMIT_CHANGED',
  AccountExcluded: 'ACCOUNT_EXCLUDED',
  SessionStarted: 'SESSION_STARTED',
};

/** Undefined where nobody asked to be told. A settlement after the first is a correction. */
export function notice(event: BetEvent, placed: PlacedEvent): Notice | undefined {
  if (!isShown(event)) return undefined;
  const kind = kinds[event.type];
  if (kind === undefined) return undefined;
  const corrected = event.type === 'BetSettled' && event.version > 1;
  return {
    eventId: placed.eventId,
    kind: corrected ? 'BET_CORRECTED' : kind,
    accountId: event.accountId,
    atMs: placed.decidedAtMs,
    fields: eventFields(event),
  };
}

function isShown(event: BetEvent): event is ShownEvent {
  return event.type in kinds;
}
