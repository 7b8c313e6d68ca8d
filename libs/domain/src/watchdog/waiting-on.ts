import { limits, type FixtureStatus } from '@stakelog/contracts';
import type { Bet } from '../bet/bet';
import { WHOLE_BPS } from '../cash-out/closed-stake';
import type { Fixture } from '../market/market';
import type { MarketTable } from '../market/market-table';
import { rulesVersion } from '../rules/rules-version';
import { legFacts, legVerdict, type LegFacts } from '../settlement/leg-truth';
import type { WaitsFor } from '../settlement/result-verdict';

/** What one undecided leg of an open bet waits for. */
export type WaitingLeg = {
  /** Index in the bet. */
  readonly leg: number;
  readonly what: WaitsFor;
  /** UTC milliseconds, as feed received what began the wait; the scheduled start where a result is not due yet. */
  readonly sinceMs: number;
  readonly overdue: boolean;
};

type WaitingBet = Pick<Bet, 'accepted' | 'settlement' | 'overrides' | 'cashedBps'>;

/** What an open bet waits for, leg by leg. Nothing once it is settled or cashed out whole. */
export function waitingOn(
  bet: WaitingBet,
  table: MarketTable,
  nowMs: number,
): readonly WaitingLeg[] {
  if (bet.settlement !== undefined || bet.cashedBps === WHOLE_BPS) return [];
  return bet.accepted.legs.flatMap((leg, index) => {
    const facts = legFacts({ table, rules: rulesVersion }, bet, leg, index);
    const what = legVerdict(leg, facts);
    if (typeof what !== 'string') return [];
    const sinceMs = waitingSinceMs(what, facts, leg.outcomeId);
    return [{ leg: index, what, sinceMs, overdue: nowMs - sinceMs > patienceMs(what, facts) }];
  });
}

function waitingSinceMs(
  what: WaitsFor,
  { market, fixture, acceptedAtMs }: LegFacts,
  outcomeId: Bet['accepted']['legs'][number]['outcomeId'],
): number {
  switch (what) {
    case 'CERTAINTY':
    case 'SCORE':
    case 'DEFINITION': {
      const result = market?.results.get(outcomeId) ?? market?.scored;
      return result?.receivedAtMs ?? acceptedAtMs;
    }
    case 'POSTPONED':
      return fixture?.statusSinceMs ?? acceptedAtMs;
    case 'RESULT':
      if (fixture === undefined) return acceptedAtMs;
      return isOver(fixture)
        ? fixture.statusSinceMs
        : Math.max(acceptedAtMs, fixture.scheduledStartMs);
  }
}

function patienceMs(what: WaitsFor, { fixture }: LegFacts): number {
  switch (what) {
    case 'CERTAINTY':
      return limits.certaintyOverdueMs;
    case 'SCORE':
    case 'DEFINITION':
      return limits.resultOverdueMs;
    case 'POSTPONED':
      return limits.postponedOverdueMs;
    case 'RESULT':
      return fixture !== undefined && isOver(fixture)
        ? limits.resultOverdueMs
        : limits.contestOverdueMs;
  }
}

const overStatuses: readonly FixtureStatus[] = ['ENDED', 'CLOSED', 'CANCELLED', 'ABANDONED'];

const isOver = ({ status }: Fixture): boolean => overStatuses.includes(status);
