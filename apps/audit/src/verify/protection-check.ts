import {
  type AccountExcluded,
  type BetAccepted,
  type GamblingLimitKind,
  type GamblingLimitPeriod,
  type GamblingLimitSet,
} from '@stakelog/contracts';
import type { DecisionEvent } from '@stakelog/kafka';
import type { BatchCheck } from './batch-check';
import { BetNumbers } from './bet-numbers';

const none: readonly never[] = [];
const periods = ['DAY', 'WEEK', 'MONTH'] as const;

type Periods = Readonly<Record<GamblingLimitPeriod, string>>;

const DAY_MS = 86_400_000;

/** The calendar periods in UTC that a moment lies in, as text. Written with the calendar, not with the engine's integers. */
function periodsOf(ms: number): Periods {
  const at = new Date(ms);
  const fromMonday = (at.getUTCDay() + 6) % 7;
  return {
    DAY: at.toISOString().slice(0, 10),
    WEEK: new Date(ms - fromMonday * DAY_MS).toISOString().slice(0, 10),
    MONTH: at.toISOString().slice(0, 7),
  };
}

/** The calendar is asked once a day. */
function calendar(): (ms: number) => Periods {
  let day = Number.NaN;
  let periodsOfDay: Periods | undefined;
  return (ms) => {
    const asked = Math.floor(ms / DAY_MS);
    if (periodsOfDay === undefined || asked !== day) periodsOfDay = periodsOf(ms);
    day = asked;
    return periodsOfDay;
  };
}

/** In minor units. */
type Sums = { deposited: number; staked: number; returned: number };

/** What the running period holds; decided time never goes back, so none before it is asked again. */
type Running = { of: string; sums: Sums };

type Protected = {
  readonly exclusions: Map<AccountExcluded['kind'], number>;
  readonly limits: Map<`${GamblingLimitKind} ${GamblingLimitPeriod}`, number>;
  readonly sums: Partial<Record<GamblingLimitPeriod, Running>>;
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
export function protectionCheck(numbers = new BetNumbers()): BatchCheck {
  const bettors = new Bettors();
  const periodsAt = calendar();
  return {
    take({ batch: { records, opening } }, report) {
      const now = { ms: opening.decidedAtMs, periods: periodsAt(opening.decidedAtMs) };
      const bets = numbers.in(records);
      for (const [at, { event, offset }] of records.entries()) {
        const faults = bettors.take(event, bets[at] ?? -1, now);
        for (const fault of faults) report('protection', offset, `${event.type}: ${fault}`);
      }
    },
  };
}

/** The time of a batch, and the periods that it lies in. */
type Now = { readonly ms: number; readonly periods: Periods };

class Bettors {
  readonly #accounts = new Map<string, Protected>();
  /** Whether a bet's stake was cash, by number. */
  readonly #inCash: (true | undefined)[] = [];

  /** Folds an event. What it should not have been, in words. */
  take(event: DecisionEvent, bet: number, now: Now): readonly string[] {
    if (!('accountId' in event)) return none;
    const of = this.#of(event.accountId);
    const faults = this.#fold(of, event, bet, now);
    const isBarred = of.exclusions.size > 0 && barred.has(event.type);
    return isBarred ? [...excludedFaults(of, now.ms), ...faults] : faults;
  }

  #of(accountId: string): Protected {
    const known = this.#accounts.get(accountId);
    if (known !== undefined) return known;
    const fresh = { exclusions: new Map(), limits: new Map(), sums: {}, sessionRuns: false };
    this.#accounts.set(accountId, fresh);
    return fresh;
  }

  #fold(of: Protected, event: DecisionEvent, bet: number, now: Now): readonly string[] {
    const { type } = event;
    if (type === 'BetAccepted') return this.#accepted(of, event, bet, now);
    if (type === 'FundsDeposited') {
      count(of, now, 'deposited', event.amount);
      return limitFaults(of, now, 'DEPOSIT', ({ deposited }) => deposited);
    }
    if (type === 'BetSettled' || type === 'BetReopened' || type === 'BetCashedOut') {
      const returned = type === 'BetCashedOut' ? event.amount : event.delta;
      if (this.#inCash[bet] === true) count(of, now, 'returned', returned);
    } else if (type === 'AccountExcluded') of.exclusions.set(event.kind, event.untilMs ?? Infinity);
    else if (type === 'GamblingLimitSet') setLimit(of, event);
    else if (type === 'SessionStarted' || type === 'SessionEnded')
      of.sessionRuns = type === 'SessionStarted';
    return none;
  }

  #accepted(of: Protected, event: BetAccepted, bet: number, now: Now): readonly string[] {
    const faults: string[] = [];
    const hasSessionLimit =
      of.limits.size > 0 && periods.some((period) => of.limits.has(`SESSION ${period}`));
    if (hasSessionLimit && !of.sessionRuns) faults.push('no session runs, and its time is limited');
    if (event.funding !== 'CASH') return faults;
    this.#inCash[bet] = true;
    count(of, now, 'staked', event.stake);
    if (of.limits.size === 0) return faults;
    return [
      ...faults,
      ...limitFaults(of, now, 'STAKE', ({ staked }) => staked),
      ...limitFaults(of, now, 'LOSS', ({ staked, returned }) => staked - returned),
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

function count(
  { sums }: Protected,
  { periods: running }: Now,
  what: keyof Sums,
  amount: number,
): void {
  for (const period of periods) {
    const known = sums[period];
    if (known?.of === running[period]) known.sums[what] += amount;
    else
      sums[period] = {
        of: running[period],
        sums: { deposited: 0, staked: 0, returned: 0, [what]: amount },
      };
  }
}

function limitFaults(
  { limits, sums }: Protected,
  { periods: running }: Now,
  kind: GamblingLimitKind,
  used: (of: Sums) => number,
): readonly string[] {
  if (limits.size === 0) return none;
  return periods.flatMap((period) => {
    const limit = limits.get(`${kind} ${period}`);
    const counted = sums[period];
    if (limit === undefined || counted?.of !== running[period] || used(counted.sums) <= limit)
      return [];
    return [`${used(counted.sums)} in the ${period}, above the limit ${kind} ${limit}`];
  });
}
