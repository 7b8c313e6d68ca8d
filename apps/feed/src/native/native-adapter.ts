import { fixtureId, limits, type FixtureId, type MarketId } from '@stakelog/contracts';
import { hash } from 'node:crypto';
import type { FixtureStatement } from '../fact';
import type { Adapter, LineFault, LineMeaning } from '../input/adapter';
import { NativeFact } from './native-fact';
import { isAboutProducer } from './native-routing';

/** Reads `.jsonl`: one native fact per line. All facts of a file have one producer, the first one's. */
export class NativeAdapter implements Adapter {
  readonly #markets = new Map<MarketId, FixtureId>();
  readonly #sources = new Map<string, string>();
  #producerId: string | undefined;
  #atMs: number | undefined;

  get producerId(): string {
    return this.#producerId ?? 'native';
  }

  read(line: string): LineMeaning {
    const json = parsed(line);
    if (json === undefined) return this.#nothing({ code: 'LINE_MALFORMED', detail: 'no JSON' });
    const result = NativeFact.safeParse(json);
    if (!result.success) {
      const [issue] = result.error.issues;
      const detail = `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`;
      return this.#nothing({ code: 'FACT_INVALID', detail });
    }
    return this.#take(result.data);
  }

  #take(fact: NativeFact): LineMeaning {
    const { producerId, sourceId, ...statement } = fact;
    this.#producerId ??= producerId;
    if (producerId !== this.#producerId)
      return this.#invalid(`the producer of this file is ${this.#producerId}`);
    if (isAboutProducer(fact)) return this.#nothing();
    const content = hash('sha1', JSON.stringify({ ...statement, sourceAtMs: 0 }), 'base64');
    const before = this.#sources.get(sourceId);
    if (before !== undefined)
      return before === content
        ? this.#nothing()
        : this.#invalid(`the source id ${sourceId} was used with other content`);
    const fixture = this.#fixtureOf(fact);
    if (fixture === undefined) return this.#invalid('the market was not defined before');
    if (this.#atMs !== undefined && fact.sourceAtMs - this.#atMs > limits.feedTimeJumpMsMax)
      return this.#nothing({ code: 'TIME_IN_FUTURE', detail: `${fact.sourceAtMs}` });
    this.#sources.set(sourceId, content);
    this.#atMs = Math.max(fact.sourceAtMs, this.#atMs ?? 0);
    return { atMs: this.#atMs, statements: [{ fixtureId: fixture, statement }], faults: [] };
  }

  #fixtureOf(fact: NativeFact): FixtureStatement['fixtureId'] | undefined {
    if (fact.type === 'MarketDefined') this.#markets.set(fact.marketId, fact.fixtureId);
    if ('fixtureId' in fact) return fixtureId(fact.fixtureId);
    return 'marketId' in fact ? this.#markets.get(fact.marketId) : undefined;
  }

  #invalid(detail: string): LineMeaning {
    return this.#nothing({ code: 'FACT_INVALID', detail });
  }

  #nothing(...faults: readonly LineFault[]): LineMeaning {
    return { atMs: this.#atMs, statements: [], faults };
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
