import {
  fixtureId,
  utcMs,
  type Competitor,
  type FixtureId,
  type FixtureStatus,
  type UtcMs,
} from '@stakelog/contracts';
import type { Statement } from '../fact';
import { ascii } from '../input/ascii';
import { fixtureStatuses, isInPlay } from './codes';
import { identifier, maybeInteger, text, Unreadable } from './unreadable';
import { child, childrenOf, type XmlElement } from './xml';

type Definition = {
  readonly sport: string;
  readonly category: string | null;
  readonly tournamentId: string;
  readonly name: string;
  readonly competitors: readonly Competitor[];
  readonly scheduledStartMs: UtcMs;
};

const sides = { home: 'HOME', away: 'AWAY' } as const;
const isSide = (qualifier: string): qualifier is keyof typeof sides => qualifier in sides;

/** The contest that a `fixture` element of the API describes, and the names in it. */
export function readFixture(fixture: XmlElement): { id: FixtureId; definition: Definition } {
  const tournament = child(fixture, 'tournament');
  const sport = tournament && child(tournament, 'sport');
  const category = tournament && child(tournament, 'category');
  const competitors = childrenOf(child(fixture, 'competitors'), 'competitor').map((of) => {
    const qualifier = of.attributes['qualifier'] ?? '';
    const side = isSide(qualifier) ? sides[qualifier] : 'NONE';
    return { id: identifier(of, 'id'), name: ascii(text(of, 'name')), side } as const;
  });
  const written = fixture.attributes['start_time'] ?? text(fixture, 'scheduled');
  const startMs = Date.parse(written);
  if (Number.isNaN(startMs)) throw new Unreadable('LINE_MALFORMED', `no time: ${written}`);
  const id = identifier(fixture, 'id');
  const named = competitors.map(({ name }) => name).join(' v ');
  const definition = {
    sport: ascii(sport?.attributes['name'] ?? 'unknown').toLowerCase(),
    category:
      category?.attributes['name'] === undefined ? null : ascii(category.attributes['name']),
    tournamentId: tournament?.attributes['id'] ?? 'unknown',
    name: ascii(fixture.attributes['name'] ?? (named === '' ? id : named)),
    competitors,
    scheduledStartMs: utcMs(startMs),
  };
  return { id: fixtureId(id), definition };
}

/** One contest of the feed: what it is, how it stands, and what has been said of both. */
export class UofFixture {
  readonly id: FixtureId;
  #definition: Definition | undefined;
  #told: string | undefined;
  #status: FixtureStatus = 'NOT_STARTED';
  #score = '0:0';
  #scoreVersion = 0;

  constructor(id: FixtureId) {
    this.id = id;
  }

  get inPlay(): boolean {
    return isInPlay(this.#status);
  }

  get name(): string {
    return this.#definition?.name ?? this.id;
  }

  get competitors(): readonly Competitor[] {
    return this.#definition?.competitors ?? [];
  }

  describe(definition: Definition): void {
    this.#definition = definition;
  }

  reschedule(scheduledStartMs: UtcMs): void {
    if (this.#definition !== undefined)
      this.#definition = { ...this.#definition, scheduledStartMs };
  }

  /** Its definition, where it was not said yet; one that nobody described has no more than its id. */
  defined(atMs: UtcMs): Statement[] {
    if (this.#definition === undefined && this.#told !== undefined) return [];
    const definition = this.#definition ?? undescribed(this.id, atMs);
    const said = { type: 'FixtureDefined', fixtureId: this.id, ...definition } as const;
    const written = JSON.stringify(said);
    if (written === this.#told) return [];
    this.#told = written;
    return [{ ...said, sourceAtMs: atMs }];
  }

  moved(status: FixtureStatus, atMs: UtcMs): Statement[] {
    if (status === this.#status) return [];
    this.#status = status;
    const actualStartMs = status === 'LIVE' ? atMs : null;
    const type = 'FixtureStatusChanged';
    return [{ type, sourceAtMs: atMs, fixtureId: this.id, status, actualStartMs }];
  }

  /** Status and score, where they differ from what was said. A score that is not in whole numbers is none. */
  stands(status: XmlElement, atMs: UtcMs): Statement[] {
    const code = text(status, 'status');
    const now = fixtureStatuses[code];
    if (now === undefined) throw new Unreadable('LINE_MALFORMED', `event status ${code}`);
    return [...this.moved(now, atMs), ...this.#scored(status, now, atMs)];
  }

  #scored(status: XmlElement, now: FixtureStatus, atMs: UtcMs): Statement[] {
    const { home_score: home, away_score: away, match_status: period = '' } = status.attributes;
    if (!/^\d{1,6}(\.0)?$/u.test(home ?? '') || !/^\d{1,6}(\.0)?$/u.test(away ?? '')) return [];
    const final = now === 'ENDED' || now === 'CLOSED';
    const score = `${Number(home)}:${Number(away)}${final ? ' final' : ''}`;
    if (score === this.#score) return [];
    this.#score = score;
    this.#scoreVersion += 1;
    return [
      {
        type: 'ScoreChanged',
        sourceAtMs: atMs,
        fixtureId: this.id,
        scoreVersion: this.#scoreVersion,
        home: Number(home),
        away: Number(away),
        period: period === '' ? 'unknown' : ascii(period),
        final,
      },
    ];
  }
}

const undescribed = (id: FixtureId, atMs: UtcMs): Definition => ({
  sport: 'unknown',
  category: null,
  tournamentId: 'unknown',
  name: ascii(id),
  competitors: [],
  scheduledStartMs: atMs,
});

/** A new start, where a change of the fixture names one. */
export const newStart = (change: XmlElement): UtcMs | undefined => {
  const startMs = maybeInteger(change, 'start_time');
  return startMs === undefined || startMs < 0 ? undefined : utcMs(startMs);
};
