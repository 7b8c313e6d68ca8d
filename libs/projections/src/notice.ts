import type {
  AccountId,
  BetEvent,
  BetRejected,
  CommandRejected,
  SettledLeg,
  UtcMs,
} from '@stakelog/contracts';
import { eventFields, type ShownEvent } from './event-fields';
import type { PlacedEvent } from './placed-event';
import { withoutNulls } from './without-nulls';

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
  BonusGranted: 'BONUS_GRANTED',
  GamblingLimitSet: 'LIMIT_CHANGED',
  LimitIncreaseScheduled: 'LIMIT_INCREASE_SCHEDULED',
  AccountExcluded: 'ACCOUNT_EXCLUDED',
  AccountStatusChanged: 'ACCOUNT_STATUS_CHANGED',
  SessionStarted: 'SESSION_STARTED',
};

/** Refusals that the bettor's own limits caused. */
const limitCodes: readonly string[] = [
  'DEPOSIT_LIMIT_REACHED',
  'STAKE_LIMIT_REACHED',
  'LOSS_LIMIT_REACHED',
  'SESSION_LIMIT_REACHED',
];

/** Undefined where nobody asked to be told. */
export function notice(event: BetEvent, placed: PlacedEvent): Notice | undefined {
  if (event.type === 'BetRejected' || event.type === 'CommandRejected')
    return limitNotice(event, placed);
  if (!isShown(event)) return undefined;
  const kind = kindOf(event);
  return kind === undefined ? undefined : made(kind, event, eventFields(event), placed);
}

/** A settlement after the first is a correction; one without a leg that counts gives the stake back. */
function kindOf(event: ShownEvent): string | undefined {
  if (event.type !== 'BetSettled') return kinds[event.type];
  if (event.version > 1) return 'BET_CORRECTED';
  return event.legs.every(isVoid) ? 'BET_VOIDED' : 'BET_SETTLED';
}

const isVoid = ({ win, void: refunded }: SettledLeg) =>
  win.num === 0 && refunded.num === refunded.den;

function limitNotice(event: BetRejected | CommandRejected, placed: PlacedEvent) {
  const reasons = event.type === 'BetRejected' ? event.reasons : [event];
  const [reached] = reasons.filter(({ code }) => limitCodes.includes(code));
  if (reached === undefined) return undefined;
  const { code, detail } = reached;
  const command = event.type === 'BetRejected' ? event.ticketId : event.commandId;
  return made('LIMIT_REACHED', event, withoutNulls({ commandId: command, code, detail }), placed);
}

const made = (
  kind: string,
  { accountId }: { readonly accountId: AccountId },
  fields: object,
  { eventId, decidedAtMs: atMs }: PlacedEvent,
): Notice => ({ eventId, kind, accountId, atMs, fields });

function isShown(event: BetEvent): event is ShownEvent {
  return event.type in kinds;
}
