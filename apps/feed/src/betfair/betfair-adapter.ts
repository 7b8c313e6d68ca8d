import { limits, utcMs, type FixtureId, type UtcMs } from '@stakelog/contracts';
import type { FixtureStatement, Statement } from '../fact';
import type { Adapter, LineFault, LineMeaning } from '../input/adapter';
import { fixtureDefined, fixtureOf } from './definition';
import type { MarketChange, MarketDefinition } from './message';
import { readStreamLine, type ReadChange } from './stream-line';
import { ToldMarket } from './told-market';

type ToldFixture = { definition: string; isLive: boolean };

/** Reads the lines of one Betfair stream, recorded or live (domain.md §2). */
export class BetfairAdapter implements Adapter {
  readonly producerId = 'betfair';
  readonly #markets = new Map<string, ToldMarket>();
  readonly #fixtures = new Map<FixtureId, ToldFixture>();
  #atMs: number | undefined;

  read(line: string): LineMeaning {
    const said = readStreamLine(line);
    if (said.kind === 'unreadable') return this.#lost(said.fault);
    if (said.kind === 'silent') return { atMs: this.#atMs, statements: [], faults: [] };
    const { publishTimeMs: pt, changes } = said;
    if (this.#atMs !== undefined && pt - this.#atMs > limits.feedTimeJumpMsMax)
      return this.#lost({ code: 'TIME_IN_FUTURE', detail: `pt ${pt} after ${this.#atMs}` });
    this.#atMs = Math.max(pt, this.#atMs ?? pt);
    return this.#changes(changes, utcMs(this.#atMs));
  }

  #changes(changes: readonly ReadChange[], atMs: UtcMs): LineMeaning {
    const statements: FixtureStatement[] = [];
    const faults: LineFault[] = [];
    for (const read of changes) {
      if ('fault' in read) {
        faults.push(read.fault);
        statements.push(...this.#stop(read.marketId, atMs));
      } else if (this.#isKnown(read.change)) {
        statements.push(...this.#take(read.change, atMs));
      } else {
        faults.push({ code: 'MESSAGE_UNKNOWN', detail: `no definition of ${read.change.id}` });
      }
    }
    return { atMs, statements, faults };
  }

  #isKnown({ id, marketDefinition }: MarketChange): boolean {
    return (marketDefinition ?? null) !== null || this.#markets.has(id);
  }

  #take(change: MarketChange, atMs: UtcMs): FixtureStatement[] {
    const known = this.#markets.get(change.id);
    const market = known ?? new ToldMarket(change.id);
    if (known === undefined) this.#markets.set(change.id, market);
    const { marketDefinition } = change;
    const aboutFixture =
      marketDefinition === undefined || marketDefinition === null
        ? []
        : this.#fixture(marketDefinition, atMs);
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
    const atMs = this.#atMs === undefined ? undefined : utcMs(this.#atMs);
    const statements = atMs === undefined ? [] : this.#stop(undefined, atMs);
    return { atMs, statements, faults: [fault] };
  }

  #stop(id: string | undefined, atMs: UtcMs): FixtureStatement[] {
    const named = id === undefined ? undefined : this.#markets.get(id);
    const stopped = id === undefined ? [...this.#markets.values()] : [named];
    return stopped.flatMap((market) =>
      market === undefined ? [] : placed(market, market.stop(atMs)),
    );
  }
}

function placed(market: ToldMarket, statements: readonly Statement[]): FixtureStatement[] {
  const { definition } = market;
  if (definition === undefined) return [];
  return statements.map((statement) => ({ fixtureId: fixtureOf(definition), statement }));
}
