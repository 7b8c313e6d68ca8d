import { limits, type OddsEvent, type UndecodableCode } from '@stakelog/contracts';
import { contentHash, LogError, valueCrc, type Codec, type LogRecord } from '@stakelog/kafka';

export type JudgedFact =
  | { readonly verdict: 'effective' | 'conflict'; readonly fact: OddsEvent }
  | { readonly verdict: 'undecodable'; readonly code: UndecodableCode }
  | { readonly verdict: 'none' };

type Use = { readonly atMs: number; readonly content: number };

/**
 * Sessions and repeats of one partition of odds.events (R1, R10), from reliability.md and not from libs/kafka. Each
 * record is judged once, when it is first asked for.
 */
export class ReferenceFacts {
  readonly #judged: JudgedFact[] = [];
  readonly #sessions = new Map<string, number>();
  readonly #uses = new Map<string, Use>();
  #clockMs = 0;

  constructor(
    private readonly codec: Codec,
    private readonly records: () => readonly LogRecord[],
  ) {}

  at(offset: number): JudgedFact {
    for (let next = this.#judged.length; next <= offset; next++) {
      const record = this.records()[next];
      if (record === undefined) return { verdict: 'none' };
      this.#judged.push(this.#judge(record));
    }
    return this.#judged[offset] ?? { verdict: 'none' };
  }

  crcAt(offset: number): number | undefined {
    const record = this.records()[offset];
    return record === undefined ? undefined : valueCrc(record);
  }

  #judge({ value }: LogRecord): JudgedFact {
    let fact: OddsEvent;
    try {
      fact = this.codec.decode('odds.events', value);
    } catch (error) {
      // No registry of this world knows a schema that the codec does not.
      const code = error instanceof LogError ? (error.reason ?? 'SCHEMA_UNKNOWN') : undefined;
      return code === undefined ? { verdict: 'none' } : { verdict: 'undecodable', code };
    }
    const { producerId, session } = fact;
    const inForce = this.#sessions.get(producerId) ?? 0;
    if (fact.type === 'ProducerSessionOpened') {
      if (session > inForce) this.#sessions.set(producerId, session);
      return { verdict: 'none' };
    }
    if (session !== inForce) return { verdict: 'none' };
    return fact.type === 'ProducerHeartbeat' ? { verdict: 'effective', fact } : this.#use(fact);
  }

  #use(fact: OddsEvent): JudgedFact {
    const key = `${fact.producerId} ${fact.sourceId}`;
    const before = this.#uses.get(key);
    this.#clockMs = Math.max(this.#clockMs, fact.receivedAtMs);
    const content = contentHash(fact);
    this.#uses.set(key, { atMs: fact.receivedAtMs, content });
    if (before === undefined || before.atMs <= this.#clockMs - limits.sourceIdLifeMs)
      return { verdict: 'effective', fact };
    return before.content === content ? { verdict: 'none' } : { verdict: 'conflict', fact };
  }
}
