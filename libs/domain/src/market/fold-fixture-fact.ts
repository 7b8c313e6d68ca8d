import type {
  Competitor,
  FactPosition,
  FixtureDefined,
  FixtureStatusChanged,
  ScoreChanged,
} from '@stakelog/contracts';
import { isUnplayed } from '../settlement/rule-sets';
import type { Fixture } from './market';

/** Facts about one fixture. */
export type FixtureFact = FixtureDefined | FixtureStatusChanged | ScoreChanged;

/** Returns whether results may mean something else now: the sides of Asian lines are the competitors'. */
export function foldDefinition(fixture: Fixture, fact: FixtureDefined): boolean {
  const before = fixture.competitors;
  fixture.sport = fact.sport;
  fixture.tournamentId = fact.tournamentId;
  fixture.competitors = fact.competitors;
  fixture.scheduledStartMs = fact.scheduledStartMs;
  return !sameCompetitors(before, fact.competitors);
}

function sameCompetitors(before: readonly Competitor[], now: readonly Competitor[]): boolean {
  return (
    before.length === now.length &&
    before.every(({ id, name, side }, index) => {
      const other = now[index];
      return other?.id === id && other.name === name && other.side === side;
    })
  );
}

/** Returns whether the fixture's fate changed: legs without a result may be void now, or open again. */
export function foldStatus(
  fixture: Fixture,
  at: FactPosition,
  { status, receivedAtMs }: FixtureStatusChanged,
): boolean {
  if (fixture.status === status) return false;
  const mayVoid = isUnplayed(fixture.status) || isUnplayed(status);
  fixture.status = status;
  fixture.statusAt = at;
  fixture.statusSinceMs = receivedAtMs;
  return mayVoid;
}

/** Scores count up: false for one older than what stands. */
export function foldScore(fixture: Fixture, fact: ScoreChanged): boolean {
  if (fixture.scoreVersion !== null && fact.scoreVersion <= fixture.scoreVersion) return false;
  fixture.scoreVersion = fact.scoreVersion;
  fixture.score = { home: fact.home, away: fact.away };
  return true;
}
