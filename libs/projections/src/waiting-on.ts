import { type FixtureStatus, type UtcMs, utcMs } from '@stakelog/contracts';
import { isUnplayed, ruleSetOf, type WaitsFor } from '@stakelog/domain';
import type { BetLegView, BetView } from './bet-view';
import type { FixtureView } from './fixture-view';
import type { MarketView } from './market-view';

/** What an undecided leg of an open bet waits for, and since when: the start of its contest while that lasts. */
export type WaitingView = {
  /** Index in the bet. */
  readonly leg: number;
  readonly what: WaitsFor;
  readonly sinceMs: UtcMs;
};

/** What the read models know of a leg's market. */
export type LegBook = {
  readonly market: MarketView | undefined;
  readonly fixture: FixtureView | undefined;
};

/** By leg. Nothing once the bet is settled or cashed out; of a read model that lags, what it knows. */
export function waitingOf(bet: BetView, books: readonly LegBook[]): readonly WaitingView[] {
  if (bet.status !== 'OPEN') return [];
  return bet.legs.flatMap((leg, index) => {
    const book = books[index] ?? { market: undefined, fixture: undefined };
    const what = waitsFor(bet, leg, book);
    return what === undefined ? [] : [{ leg: index, what, sinceMs: sinceMs(bet, leg, book, what) }];
  });
}

/** Undefined where it is decided: by an operator, a void window, a withdrawal, its fixture's fate or a result. */
function waitsFor(bet: BetView, leg: BetLegView, book: LegBook): WaitsFor | undefined {
  const { market, fixture } = book;
  if (leg.override !== undefined) return undefined;
  if (market === undefined) return 'RESULT';
  const { acceptedAtMs } = bet;
  const isVoid = market.voidWindows.some(
    ({ fromMs, toMs }) =>
      (fromMs === undefined || fromMs <= acceptedAtMs) &&
      (toMs === undefined || acceptedAtMs < toMs),
  );
  const outcome = outcomeOf(leg, market);
  if (isVoid || outcome?.removedAtMs !== undefined) return undefined;
  const what = resultLacks(leg, market);
  if (what === undefined || fixture === undefined || !isUnplayed(fixture.status)) return what;
  if (ruleSetOf(leg.ruleSetId ?? null).unplayed[fixture.status] === 'VOID') return undefined;
  return fixture.status === 'POSTPONED' ? 'POSTPONED' : what;
}

function resultLacks(leg: BetLegView, market: MarketView): WaitsFor | undefined {
  const result = outcomeOf(leg, market)?.result;
  const countsGoals = market.settlement !== 'DECLARED' && market.scoreBasis === 'FROM_ACCEPTANCE';
  if (result === undefined) return 'RESULT';
  const { provisionalTypes } = ruleSetOf(leg.ruleSetId ?? null);
  if (countsGoals && market.score === undefined) return 'SCORE';
  const settles = result.certainty >= 2 || provisionalTypes.includes(market.marketType);
  return settles ? undefined : 'CERTAINTY';
}

const outcomeOf = (leg: BetLegView, { outcomes }: MarketView) =>
  outcomes.find(({ outcomeId }) => outcomeId === leg.outcomeId);

function sinceMs(bet: BetView, leg: BetLegView, { market, fixture }: LegBook, what: WaitsFor) {
  const result = market && outcomeOf(leg, market)?.result;
  if (what !== 'RESULT' && what !== 'POSTPONED') return result?.receivedAtMs ?? bet.acceptedAtMs;
  if (fixture === undefined) return bet.acceptedAtMs;
  const { status, statusSinceMs, scheduledStartMs } = fixture;
  if (what === 'POSTPONED' || isOver(status)) return statusSinceMs ?? bet.acceptedAtMs;
  return utcMs(Math.max(bet.acceptedAtMs, scheduledStartMs));
}

const overStatuses: readonly FixtureStatus[] = ['ENDED', 'CLOSED', 'CANCELLED', 'ABANDONED'];
const isOver = (status: FixtureStatus): boolean => overStatuses.includes(status);
