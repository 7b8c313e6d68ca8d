import {
  fixtureId,
  limits,
  marketId,
  utcMs,
  type FixtureId,
  type MarketId,
} from '@stakelog/contracts';
import { hash } from 'node:crypto';
import { z } from 'zod';
import type { FixtureStatement } from '../fact';
import type { Adapter, LineFault, LineMeaning } from '../input/adapter';
import { NativeFact } from './native-fact';
import { isAboutProducer } from './native-routing';

/** Whatever else is wrong with a line, it may still say what it is about. */
const Named = z.object({
  fixtureId: z.string().min(1).optional().catch(undefined),
  marketId: z.string().min(1).optional().catch(undefined),
});

/**
 * Reads `.jsonl`: one native fact per line. All facts of a file have one producer, the first one's. What a line that
 * cannot be taken was about is stopped until its next full state; where it names nothing, that may be any fixture.
 */
export class NativeAdapter implements Adapter {
  readonly #markets = new Map<MarketId, FixtureId>();
  readonly #sources = new Map<string, string>();
  readonly #fixtures = new Set<FixtureId>();
  /** Stopped by a lost line, and nothing was heard of them since. */
  readonly #stopped = new Set<FixtureId>();
  #producerId: string | undefined;
  #atMs: number | undefined;

  get producerId(): string {
    return this.#producerId ?? 'native';
  }

  read(line: string): LineMeaning {
    const json = parsed(line);
    if (json === undefined)
      return this.#lost({ code: 'LINE_MALFORMED', detail: 'no JSON' }, undefined);
    const result = NativeFact.safeParse(json);
    if (!result.success) {
      const [issue] = result.error.issues;
      const detail = `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`;
      return this.#lost({ code: 'FACT_INVALID', detail }, json);
    }
    return this.#take(result.data);
  }

  #take(fact: NativeFact): LineMeaning {
    const { producerId, sourceId, ...statement } = fact;
    this.#producerId ??= producerId;
    if (producerId !== this.#producerId)
      return this.#invalid(fact, `the producer of this file is ${this.#producerId}`);
    if (isAboutProducer(fact)) return this.#silent();
    const content = hash('sha1', JSON.stringify({ ...statement, sourceAtMs: 0 }), 'base64');
    const before = this.#sources.get(sourceId);
    if (before !== undefined)
      return before === content
        ? this.#silent()
        : this.#invalid(fact, `the source id ${sourceId} was used with other content`);
    const fixture = this.#fixtureOf(fact);
    if (fixture === undefined) return this.#invalid(fact, 'the market was not defined before');
    if (this.#atMs !== undefined && fact.sourceAtMs - this.#atMs > limits.feedTimeJumpMsMax)
      return this.#lost({ code: 'TIME_IN_FUTURE', detail: `${fact.sourceAtMs}` }, fact);
    this.#sources.set(sourceId, content);
    this.#fixtures.add(fixture);
    this.#stopped.delete(fixture);
    this.#atMs = Math.max(fact.sourceAtMs, this.#atMs ?? 0);
    return { atMs: this.#atMs, statements: [{ fixtureId: fixture, statement }], faults: [] };
  }

  #fixtureOf(fact: NativeFact): FixtureStatement['fixtureId'] | undefined {
    if (fact.type === 'MarketDefined') this.#markets.set(fact.marketId, fact.fixtureId);
    if ('fixtureId' in fact) return fixtureId(fact.fixtureId);
    return 'marketId' in fact ? this.#markets.get(fact.marketId) : undefined;
  }

  #invalid(fact: NativeFact, detail: string): LineMeaning {
    return this.#lost({ code: 'FACT_INVALID', detail }, fact);
  }

  #lost(fault: LineFault, about: unknown): LineMeaning {
    const statements: FixtureStatement[] = [];
    const atMs = this.#atMs;
    for (const fixture of atMs === undefined ? [] : this.#maybeAbout(about)) {
      if (this.#stopped.has(fixture)) continue;
      this.#stopped.add(fixture);
      const target = { groups: ['all'], target: 'SUSPENDED' } as const;
      statements.push({
        fixtureId: fixture,
        statement: {
          type: 'BetStopped',
          sourceAtMs: utcMs(atMs ?? 0),
          fixtureId: fixture,
          ...target,
        },
      });
    }
    return { atMs, statements, faults: [fault] };
  }

  /** The fixture that the line names; every one where it names none, and none where it names a stranger. */
  #maybeAbout(about: unknown): readonly FixtureId[] {
    const named = Named.safeParse(about).data ?? {};
    if (named.fixtureId === undefined && named.marketId === undefined) return [...this.#fixtures];
    const fixture =
      named.fixtureId === undefined
        ? this.#markets.get(marketId(named.marketId ?? ''))
        : fixtureId(named.fixtureId);
    return fixture !== undefined && this.#fixtures.has(fixture) ? [fixture] : [];
  }

  #silent(): LineMeaning {
    return { atMs: this.#atMs, statements: [], faults: [] };
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
