import {
  type FixtureDefined,
  type FixtureId,
  type FixtureStatus,
  type FixtureStatusChanged,
  type MarketId,
  type ModelKey,
  type ScoreChanged,
  utcMs,
  type UtcMs,
} from '@stakelog/contracts';
import { factToken } from './event-fields';
import type { PlacedFact } from './placed-event';
import { withoutNulls } from './without-nulls';

/** A contest that can be bet on, as `GET /fixtures/{id}` shows it. */
export type FixtureView = {
  readonly fixtureId: FixtureId;
  readonly sport: string;
  readonly category?: string;
  readonly tournamentId: string;
  readonly name: string;
  readonly competitors: FixtureDefined['competitors'];
  readonly scheduledStartMs: UtcMs;
  readonly actualStartMs?: UtcMs;
  readonly status: FixtureStatus;
  /** When the feed received the status; missing: before its first one. */
  readonly statusSinceMs?: UtcMs;
  readonly score?: {
    readonly scoreVersion: number;
    readonly home: number;
    readonly away: number;
    readonly period: string;
    readonly final: boolean;
  };
  /** Its markets in the order of their first definition. */
  readonly marketIds: readonly MarketId[];
  /** Position of the fact that changed it last. */
  readonly asOf: string;
};

type FixtureFact = FixtureDefined | FixtureStatusChanged | ScoreChanged;

export const fixtureKey = (id: string): ModelKey<FixtureView> => `fixture:${id}`;

/** Fixtures by their scheduled start, of one sport or of all. */
export const fixturesKey = (sport?: string) =>
  sport === undefined ? 'fixtures' : `fixtures:${sport}`;

/** Facts about a fixture may come before its definition; until then it has no name and is not listed. */
export function bareFixture(fixtureId: FixtureId, asOf: string): FixtureView {
  return {
    fixtureId,
    sport: '',
    tournamentId: '',
    name: '',
    competitors: [],
    scheduledStartMs: utcMs(0),
    status: 'NOT_STARTED',
    marketIds: [],
    asOf,
  };
}

/** The view after a fact. An older score is ignored. */
export function fixtureView(
  before: FixtureView | undefined,
  fact: FixtureFact,
  placed: PlacedFact,
): FixtureView {
  const asOf = factToken(placed);
  if (fact.type === 'FixtureDefined') return definedFixture(before, fact, asOf);
  const view = before ?? bareFixture(fact.fixtureId, asOf);
  if (fact.type === 'FixtureStatusChanged') {
    const started = withoutNulls({ actualStartMs: fact.actualStartMs });
    const statusSinceMs = fact.status === view.status ? view.statusSinceMs : fact.receivedAtMs;
    return {
      ...view,
      ...started,
      status: fact.status,
      ...(statusSinceMs !== undefined && { statusSinceMs }),
      asOf,
    };
  }
  if (view.score !== undefined && view.score.scoreVersion >= fact.scoreVersion) return view;
  const { scoreVersion, home, away, period, final } = fact;
  return { ...view, score: { scoreVersion, home, away, period, final }, asOf };
}

function definedFixture(
  view: FixtureView | undefined,
  fact: FixtureDefined,
  asOf: string,
): FixtureView {
  return {
    fixtureId: fact.fixtureId,
    sport: fact.sport,
    ...withoutNulls({ category: fact.category }),
    tournamentId: fact.tournamentId,
    name: fact.name,
    competitors: fact.competitors.map(({ id, name, side }) => ({ id, name, side })),
    scheduledStartMs: fact.scheduledStartMs,
    ...(view?.actualStartMs === undefined ? {} : { actualStartMs: view.actualStartMs }),
    status: view?.status ?? 'NOT_STARTED',
    ...(view?.statusSinceMs === undefined ? {} : { statusSinceMs: view.statusSinceMs }),
    ...(view?.score === undefined ? {} : { score: view.score }),
    marketIds: view?.marketIds ?? [],
    asOf,
  };
}
