import { limits, utcMs, type FixtureId, type UtcMs } from '@stakelog/contracts';
import type { FixtureStatement, Statement } from '../fact';
import type { Adapter, LineFault, LineMeaning } from '../input/adapter';
import { fixtureDefined, fixtureOf } from './definition';
import { MarketBook } from './market-book';
import { MarketChange, StreamMessage, type MarketDefinition } from './message';

type ToldFixture = { definition: string; isLive: boolean };

/** Operations of the stream that say nothing about a market. */
const silent = new Set(['connection', 'status', 'ocm']);

/** Reads the lines of one Betfair stream, recorded or live (domain.md §2). */
export class BetfairAdapter implements Adapter {
  readonly producerId = 'betfair';
  readonly #markets = new Map<string, MarketBook>();
  readonly #fixtures = new Map<FixtureId, ToldFixture>();
  #atMs: number | undefined;

  read(line: string): LineMeaning {
    const json = parsed(line);
    if (json === undefined) return this.#lost({ code: 'LINE_MALFORMED', detail: 'no JSON' });
    const message = StreamMessage.safeParse(json);
    if (!message.success)
      return this.#lost({ code: 'LINE_MALFORMED', detail: message.error.issues[0]?.message ?? '' });
    const { op, pt, mc } = message.data;
    if (op !== 'mcm') {
      const code = 'MESSAGE_UNKNOWN';
      return silent.has(op) ? this.#nothing() : this.#lost({ code, detail: `op ${op}` });
    }
    if (this.#atMs !== undefined && pt - this.#atMs > limits.feedTimeJumpMsMax)
      return this.#lost({ code: 'TIME_IN_FUTURE', detail: `pt ${pt} after ${this.#atMs}` });
    this.#atMs = Math.max(pt, this.#atMs ?? pt);
    return this.#changes(mc, utcMs(this.#atMs));
  }

  #changes(changes: readonly unknown[], atMs: UtcMs): LineMeaning {
    const statements: FixtureStatement[] = [];
    const faults: LineFault[] = [];
    for (const raw of changes) {
      const change = MarketChange.safeParse(raw);
      if (change.success && this.#isKnown(change.data)) {
        statements.push(...this.#take(change.data, atMs));
        continue;
      }
      const issue = change.error?.issues[0];
      const detail =
        issue === undefined ? 'no definition' : `${issue.path.join('.')} ${issue.message}`;
      faults.push({ code: change.success ? 'MESSAGE_UNKNOWN' : 'LINE_MALFORMED', detail });
      statements.push(...this.#stop(idOf(raw), atMs));
    }
    return { atMs, statements, faults };
  }

  #isKnown({ id, marketDefinition }: MarketChange): boolean {
    return marketDefinition !== undefined || this.#markets.has(id);
  }

  #take(change: MarketChange, atMs: UtcMs): FixtureStatement[] {
    const known = this.#markets.get(change.id);
    const market = known ?? new MarketBook(change.id);
    if (known === undefined) this.#markets.set(change.id, market);
    const aboutFixture =
      change.marketDefinition === undefined ? [] : this.#fixture(change.marketDefinition, atMs);
    return placed(market, [...aboutFixture, ...market.take(change, atMs)]);
  }

  /** Said again only when it differs; LIVE from the first market in play on. */
  #fixture(definition: MarketDefinition, atMs: UtcMs): Statement[] {
    const id = fixtureOf(definition);
    const statement = fixtureDefined(definition);
    const text = JSON.stringify(statement);
    const told = this.#fixtures.get(id) ?? { definition: '', isLive: false };
    const isLive = told.isLive || definition.inPlay;
    this.#fixtures.set(id, { definition: text, isLive });
    const live = {
      type: 'FixtureStatusChanged',
      sourceAtMs: atMs,
      fixtureId: id,
      status: 'LIVE',
      actualStartMs: atMs,
    } as const;
    return [
      ...(text === told.definition ? [] : [{ ...statement, sourceAtMs: atMs }]),
      ...(isLive && !told.isLive ? [live] : []),
    ];
  }

  /** Nobody knows what the line said, so every market stops until its next full state. */
  #lost(fault: LineFault): LineMeaning {
    const atMs = utcMs(this.#atMs ?? 0);
    return { atMs, statements: this.#stop(undefined, atMs), faults: [fault] };
  }

  #nothing(): LineMeaning {
    return { atMs: this.#atMs ?? 0, statements: [], faults: [] };
  }

  #stop(id: string | undefined, atMs: UtcMs): FixtureStatement[] {
    const named = id === undefined ? undefined : this.#markets.get(id);
    const stopped = id === undefined ? [...this.#markets.values()] : [named];
    return stopped.flatMap((market) =>
      market === undefined ? [] : placed(market, market.stop(atMs)),
    );
  }
}

function placed(market: MarketBook, statements: readonly Statement[]): FixtureStatement[] {
  const { definition } = market;
  if (definition === undefined) return [];
  return statements.map((statement) => ({ fixtureId: fixtureOf(definition), statement }));
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The market that a change names, even where the rest of it makes no sense. */
function idOf(change: unknown): string | undefined {
  if (typeof change !== 'object' || change === null || !('id' in change)) return undefined;
  return typeof change.id === 'string' ? change.id : undefined;
}
