import {
  betId,
  type AccountExcluded,
  type BetAccepted,
  type GamblingLimitKind,
  type GamblingLimitPeriod,
  type GamblingLimitSet,
} from '@stakelog/contracts';
import type { DecisionEvent } from '@stakelog/kafka';
import type { BatchCheck } from './batch-check';

const periods = ['DAY', 'WEEK', 'MONTH'] as const;

/** The calendar period in UTC that a moment lies in, as text. Written with the calendar, not with the engine's integers. */
function periodOf(period: GamblingLimitPeriod, ms: number): string {
  const at = new Date(ms);
  switch (period) {
    case 'DAY':
      return at.toISOString().slice(0, 10);
    case 'MONTH':
      return at.toISOString().slice(0, 7);
    case 'WEEK': {
      const fromMonday = (at.getUTCDay() + 6) % 7;
      return new Date(ms - fromMonday * 86_400_000).toISOString().slice(0, 10);
    }
  }
}

/** In minor units. */
type Sums = { deposited: number; staked: number; returned: number };

type Protected = {
  readonly exclusions: Map<AccountExcluded['kind'], number>;
  readonly limits: Map<`${GamblingLimitKind} ${GamblingLimitPeriod}`, number>;
  readonly sums: Map<string, Sums>;
  sessionRuns: boolean;
};

/** What an excluded account may not get. */
const barred = new Set<DecisionEvent['type']>([
  'BetAccepted',
  'BetHeld',
  'BetQuoted',
  'FundsDeposited',
  'BonusGranted',
  'FreeBetGranted',
  'CashOutQuoted',
  'CashOutHeld',
  'BetCashedOut',
]);

/**
 * I26: behind an exclusion nothing is accepted while it lasts, and no acceptance or deposit passes a limit in force.
 * Cash stakes count, what they return against losses, in calendar periods of the decision.
 */
export function protectionCheck(): BatchCheck {
  const bettors = new Bettors();
  return {
    take({ batch: { records, opening } }, report) {
      for (const { event, offset } of records) {
        const faults = bettors.take(event, opening.decidedAtMs);
        for (const fault of faults) report('protection', offset, `${event.type}: ${fault}`);
      }
    },
  };
}

class Bettors {
  readonly #accounts = new Map<string, Protected>();
  /** Bets whose stake was cash. */
  readonly #cashBets = new Set<string>();

  /** Folds an event. What it should not have been, in words. */
  take(event: DecisionEvent, nowMs: number): readonly string[] {
    if (!('accountId' in event)) return [];
    const of = this.#of(event.accountId);
    const faults = barred.has(event.type) ? excludedFaults(of, nowMs) : [];
    return [...faults, ...this.#fold(of, event, nowMs)];
  }

  #of(accountId: string): Protected {
    const known = this.#accounts.get(accountId) ?? {
      exclusions: new Map(),
      limits: new Map(),
      sums: new Map(),
      sessionRuns: false,
    };
    this.#accounts.set(accountId, known);
    return known;
  }

  #fold(of: Protected, event: DecisionEvent, nowMs: number): readonly string[] {
    const { type } = event;
    if (type === 'AccountExcluded') of.exclusions.set(event.kind, event.untilMs ?? Infinity);
    if (type === 'GamblingLimitSet') setLimit(of, event);
    if (type === 'SessionStarted' || type === 'SessionEnded')
      of.sessionRuns = type === 'SessionStarted';
    if (type === 'BetSettled' || type === 'BetReopened' || type === 'BetCashedOut') {
      const returned = type === 'BetCashedOut' ? event.amount : event.delta;
      if (this.#cashBets.has(betId(event.ticketId, event.bet)))
        count(of, nowMs, 'returned', returned);
    }
    if (type === 'BetAccepted') return this.#accepted(of, event, nowMs);
    if (type !== 'FundsDeposited') return [];
    count(of, nowMs, 'deposited', event.amount);
    return limitFaults(of, nowMs, 'DEPOSIT', ({ deposited }) => deposited);
  }

  #accepted(of: Protected, event: BetAccepted, nowMs: number): readonly string[] {
    const faults: string[] = [];
    const hasSessionLimit = periods.some((period) => of.limits.has(`SESSION ${period}`));
    if (hasSessionLimit && !of.sessionRuns) faults.push('no session runs, and its time is limited');
    if (event.funding !== 'CASH') return faults;
    this.#cashBets.add(betId(event.ticketId, event.bet));
    count(of, nowMs, 'staked', event.stake);
    return [
      ...faults,
      ...limitFaults(of, nowMs, 'STAKE', ({ staked }) => staked),
      ...limitFaults(of, nowMs, 'LOSS', ({ staked, returned }) => staked - returned),
    ];
  }
}

const excludedFaults = ({ exclusions }: Protected, nowMs: number): readonly string[] =>
  [...exclusions]
    .filter(([, untilMs]) => nowMs < untilMs)
    .map(([kind, untilMs]) => `excluded (${kind}) until ${untilMs}`);

function setLimit({ limits }: Protected, { kind, period, amount }: GamblingLimitSet): void {
  if (amount === null) limits.delete(`${kind} ${period}`);
  else limits.set(`${kind} ${period}`, amount);
}

function count({ sums }: Protected, nowMs: number, what: keyof Sums, amount: number): void {
  for (const period of periods) {
    const key = `${period} ${periodOf(period, nowMs)}`;
    const counted = sums.get(key) ?? { deposited: 0, staked: 0, returned: 0 };
    counted[what] += amount;
    sums.set(key, counted);
  }
}

function limitFaults(
  { limits, sums }: Protected,
  nowMs: number,
  kind: GamblingLimitKind,
  used: (of: Sums) => number,
): readonly string[] {
  return periods.flatMap((period) => {
    const limit = limits.get(`${kind} ${period}`);
    const counted = sums.get(`${period} ${periodOf(period, nowMs)}`);
    if (limit === undefined || counted === undefined || used(counted) <= limit) return [];
    return [`${used(counted)} in the ${period}, above the limit ${kind} ${limit}`];
  });
}
