import {
  type AccountExcluded,
  type AccountId,
  type AccountOpened,
  type AccountStatus,
  type BonusGranted,
  type ExclusionKind,
  type FreeBetGranted,
  type GamblingLimitKind,
  type GamblingLimitPeriod,
  type GamblingLimitSet,
  type LimitIncreaseScheduled,
  limits,
  type Location,
  type MinorUnits,
  type ModelKey,
  type UtcMs,
  type Verification,
} from '@stakelog/contracts';
import type { AccountEvent } from './event-fields';
import { type FreeBetView, grantedFreeBet, keptFreeBets } from './free-bet-view';
import { eventToken, type PlacedEvent } from './placed-event';
import { withoutNulls } from './without-nulls';

/** A limit that protects the bettor. Minor units, or minutes for SESSION. */
export type GamblingLimitView = {
  readonly kind: GamblingLimitKind;
  readonly period: GamblingLimitPeriod;
  readonly amount: MinorUnits;
  readonly sinceMs: UtcMs;
  /** An increase, or with `amount` null a removal, that waits for its time and a confirmation. */
  readonly scheduled?: {
    readonly amount: MinorUnits | null;
    readonly effectiveAtMs: UtcMs;
    readonly confirmByMs: UtcMs;
  };
};

/** No `untilMs`: until it is lifted. */
export type ExclusionView = {
  readonly kind: ExclusionKind;
  readonly sinceMs: UtcMs;
  readonly untilMs?: UtcMs;
  readonly reason?: string;
};

export type BonusView = {
  readonly amount: MinorUnits;
  readonly expiresAtMs: UtcMs;
  readonly terms: string;
  readonly grantedAtMs: UtcMs;
};

/** What an account may do and what it was given, as `GET /account` shows it. Its money is the wallet's. */
export type AccountView = {
  readonly accountId: AccountId;
  readonly currency: string;
  readonly jurisdiction: string;
  readonly openedAtMs: UtcMs;
  readonly status: AccountStatus;
  readonly verification: Verification;
  readonly location: Location;
  /** Of stake and liability limits: 10 000 is 1. */
  readonly factorBps: number;
  readonly delayOffsetMs: number;
  readonly limits: readonly GamblingLimitView[];
  /** The newest of each kind; one that was lifted is gone, one whose time has passed stays to be seen. */
  readonly exclusions: readonly ExclusionView[];
  readonly session?: { readonly sessionId: string; readonly startedAtMs: UtcMs };
  readonly freeBets: readonly FreeBetView[];
  readonly bonuses: readonly BonusView[];
  /** Position of the last change: the ETag. */
  readonly asOf: string;
};

export const accountKey = (account: string): ModelKey<AccountView> => `account:${account}`;

export function openedAccount(event: AccountOpened, placed: PlacedEvent): AccountView {
  return {
    accountId: event.accountId,
    currency: event.currency,
    jurisdiction: event.jurisdiction,
    openedAtMs: placed.decidedAtMs,
    status: 'ACTIVE',
    verification: 'UNVERIFIED',
    location: 'UNKNOWN',
    factorBps: 10_000,
    delayOffsetMs: 0,
    limits: [],
    exclusions: [],
    freeBets: [],
    bonuses: [],
    asOf: eventToken(placed),
  };
}

/** Events that change what an account may do. Bets touch it through their free bet alone (free-bet-view.ts). */
export type AccountChange = Extract<
  AccountEvent,
  {
    type:
      | 'AccountStatusChanged'
      | 'BettorFactorChanged'
      | 'GamblingLimitSet'
      | 'LimitIncreaseScheduled'
      | 'AccountExcluded'
      | 'SessionStarted'
      | 'SessionEnded'
      | 'FreeBetGranted'
      | 'BonusGranted';
  }
>;

const changes: Readonly<Record<AccountChange['type'], true>> = {
  AccountStatusChanged: true,
  BettorFactorChanged: true,
  GamblingLimitSet: true,
  LimitIncreaseScheduled: true,
  AccountExcluded: true,
  SessionStarted: true,
  SessionEnded: true,
  FreeBetGranted: true,
  BonusGranted: true,
};

export const isAccountChange = (event: AccountEvent): event is AccountChange =>
  event.type in changes;

export function accountView(
  view: AccountView,
  event: AccountChange,
  placed: PlacedEvent,
): AccountView {
  return { ...changed(view, event, placed), asOf: eventToken(placed) };
}

function changed(view: AccountView, event: AccountChange, placed: PlacedEvent): AccountView {
  switch (event.type) {
    case 'AccountStatusChanged': {
      const { status, verification, location } = event;
      return { ...view, status, verification, location };
    }
    case 'BettorFactorChanged': {
      const { factorBps, delayOffsetMs } = event;
      return { ...view, factorBps, delayOffsetMs };
    }
    case 'GamblingLimitSet':
      return { ...view, limits: withLimit(view, event) };
    case 'LimitIncreaseScheduled':
      return { ...view, limits: withScheduled(view, event) };
    case 'AccountExcluded':
      return { ...view, exclusions: withExclusion(view, event) };
    case 'SessionStarted': {
      const { sessionId, startedAtMs } = event;
      return { ...view, session: { sessionId, startedAtMs } };
    }
    case 'SessionEnded': {
      const { session: _, ...rest } = view;
      return rest;
    }
    case 'FreeBetGranted':
      return { ...view, freeBets: withFreeBet(view, event, placed) };
    case 'BonusGranted':
      return { ...view, bonuses: withBonus(view, event, placed) };
  }
}

const isOf =
  ({ kind, period }: Pick<GamblingLimitView, 'kind' | 'period'>) =>
  (limit: GamblingLimitView) =>
    limit.kind === kind && limit.period === period;

/** A change cancels an increase that waits. */
function withLimit({ limits: all }: AccountView, event: GamblingLimitSet) {
  const { kind, period, amount, effectiveAtMs: sinceMs } = event;
  const others = all.filter((limit) => !isOf(event)(limit));
  return amount === null ? others : [...others, { kind, period, amount, sinceMs }];
}

function withScheduled({ limits: all }: AccountView, event: LimitIncreaseScheduled) {
  const { amount, effectiveAtMs, confirmByMs } = event;
  return all.map((limit) =>
    isOf(event)(limit) ? { ...limit, scheduled: { amount, effectiveAtMs, confirmByMs } } : limit,
  );
}

function withExclusion({ exclusions }: AccountView, event: AccountExcluded) {
  const { kind, untilMs, effectiveAtMs: sinceMs, reason } = event;
  const others = exclusions.filter((each) => each.kind !== kind);
  if (untilMs !== null && untilMs <= sinceMs) return others;
  return [...others, { kind, sinceMs, ...withoutNulls({ untilMs, reason }) }];
}

const withFreeBet = (
  { freeBets }: AccountView,
  event: FreeBetGranted,
  { decidedAtMs }: PlacedEvent,
): readonly FreeBetView[] => keptFreeBets([...freeBets, grantedFreeBet(event)], decidedAtMs);

function withBonus(
  { bonuses }: AccountView,
  event: BonusGranted,
  { decidedAtMs: grantedAtMs }: PlacedEvent,
): readonly BonusView[] {
  const { amount, bonusExpiresAtMs: expiresAtMs, terms } = event;
  return [...bonuses, { amount, expiresAtMs, terms, grantedAtMs }].slice(-limits.bonusesShownMax);
}

/** What protects the bettor, as `GET /limits` shows it. */
export const shownLimits = ({ limits: all, exclusions, session, asOf }: AccountView) => ({
  limits: all,
  exclusions,
  ...(session && { session }),
  asOf,
});
