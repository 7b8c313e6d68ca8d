import {
  limits,
  marketId,
  utcMs,
  type FixtureId,
  type MarketId,
  type OutcomeId,
  type Position,
} from '@stakelog/contracts';
import { contentHash, type Codec } from '@stakelog/kafka';
import type { Clock, Logger } from '@stakelog/runtime';
import type { Fact } from '../fact';
import type { NativeFact } from '../native/native-fact';
import { isAboutProducer } from '../native/native-routing';
import type { FactWriter } from './fact-writer';
import type { FeedMetrics } from './feed-metrics';
import type { Heartbeats } from './heartbeats';
import { OPERATOR } from './operator';

/** Why a fact of a post is refused, and with it the whole post. */
export type RefusedFact = {
  readonly index: number;
  readonly why: 'invalid' | 'source-id-reused';
  readonly detail: string;
};

export type Admission =
  | { readonly status: 'written'; readonly positions: readonly Position[] }
  | { readonly status: 'refused'; readonly fact: RefusedFact };

export type DoorParts = {
  readonly writer: FactWriter;
  readonly heartbeats: Heartbeats;
  readonly codec: Codec;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: FeedMetrics;
  /** Producers whose facts this process makes itself. */
  readonly isReserved: (producerId: string) => boolean;
};

/** Who posts: the producer itself, or an operator who retries what was its. */
type Poster = 'producer' | 'operator';

/** What is known of the markets that a post names: the log's, and those it defines itself. */
type Markets = ReadonlyMap<MarketId, { fixtureId: FixtureId; outcomes: ReadonlySet<OutcomeId> }>;

/** Takes whole posts of native facts: all of a post's facts are written, or none of them. */
export class FactDoor {
  readonly #parts: DoorParts;
  /** Facts on their way, by source: a repeat waits for the same place. */
  readonly #underWay = new Map<string, { content: number; landing: Promise<Position> }>();

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  /** An operator's retry may speak for any producer, and is no sign that the producer lives. */
  async admit(facts: readonly NativeFact[], by: Poster = 'producer'): Promise<Admission> {
    const markets = this.#marketsOf(facts);
    for (const [index, fact] of facts.entries()) {
      const detail = this.#stranger(fact, by) ?? this.#fault(fact, markets);
      if (detail !== undefined) return refused(index, 'invalid', detail);
    }
    const reused = this.#reused(facts);
    const twice = facts[reused];
    if (twice !== undefined) {
      await this.#raiseAlarm(twice, markets);
      return refused(reused, 'source-id-reused', `${twice.producerId} ${twice.sourceId}`);
    }
    const { writer, heartbeats } = this.#parts;
    const producers = new Set(facts.map(({ producerId }) => producerId));
    await writer.hold([...producers]);
    if (by === 'producer') for (const producer of producers) heartbeats.posted(producer);
    heartbeats.beat();
    const landings = facts.map((fact) => this.#write(fact, markets));
    return { status: 'written', positions: await Promise.all(landings) };
  }

  #marketsOf(facts: readonly NativeFact[]): Markets {
    const { markets } = this.#parts.writer.state;
    const named = new Map<MarketId, { fixtureId: FixtureId; outcomes: ReadonlySet<OutcomeId> }>();
    for (const fact of facts) {
      if (fact.type === 'MarketDefined') {
        const outcomes = new Set(fact.outcomes.map(({ outcomeId }) => outcomeId));
        named.set(fact.marketId, { fixtureId: fact.fixtureId, outcomes });
      } else if ('marketId' in fact && !named.has(fact.marketId)) {
        const known = markets.get(fact.marketId);
        if (known !== undefined) named.set(fact.marketId, known);
      }
    }
    return named;
  }

  #stranger({ producerId }: NativeFact, by: Poster): string | undefined {
    const { isReserved, writer } = this.#parts;
    if (by === 'producer' && isReserved(producerId))
      return `producerId: ${producerId} is not yours`;
    return !writer.holds(producerId) && writer.producers.length >= limits.producersMax
      ? 'producerId: this process writes for too many producers'
      : undefined;
  }

  #fault(fact: NativeFact, markets: Markets): string | undefined {
    const { clock } = this.#parts;
    if (fact.sourceAtMs > clock.nowMs() + limits.requestAheadMsMax)
      return 'sourceAtMs: lies in the future';
    if (!('marketId' in fact)) return undefined;
    const market = markets.get(fact.marketId);
    if (market === undefined) return `marketId: ${fact.marketId} was not defined`;
    const stranger = outcomesOf(fact).find((outcome) => !market.outcomes.has(outcome));
    return stranger === undefined ? undefined : `outcomeId: ${stranger} is not of ${fact.marketId}`;
  }

  /** The first fact whose source id stands for other content, in the log or in the same post. */
  #reused(facts: readonly NativeFact[]): number {
    const posted = new Map<string, number>();
    return facts.findIndex((fact) => {
      const content = this.#content(fact);
      const before = this.#before(fact)?.content ?? posted.get(sourceOf(fact)) ?? content;
      posted.set(sourceOf(fact), before);
      return before !== content;
    });
  }

  #before(fact: NativeFact) {
    const { writer, clock } = this.#parts;
    const { producerId, sourceId } = fact;
    return (
      this.#underWay.get(sourceOf(fact)) ?? writer.state.source(producerId, sourceId, clock.nowMs())
    );
  }

  /** As every reader will see it: after the codec, without who wrote it and when. */
  #content(fact: NativeFact): number {
    const { codec } = this.#parts;
    const event = { ...fact, session: 0, receivedAtMs: utcMs(0) };
    return contentHash(codec.decode('odds.events', codec.encode('odds.events', event)));
  }

  #write(fact: NativeFact, markets: Markets): Promise<Position> {
    const { writer } = this.#parts;
    const before = this.#before(fact);
    if (before !== undefined)
      return 'landing' in before ? before.landing : Promise.resolve(before.position);
    const key = sourceOf(fact);
    const landing = isAboutProducer(fact)
      ? writer.broadcast(fact).then(([first]) => positionOf(first))
      : writer.write({ key: fixtureOf(fact, markets), fact });
    this.#underWay.set(key, { content: this.#content(fact), landing });
    const forget = () => this.#underWay.delete(key);
    landing.then(forget, forget);
    return landing;
  }

  /** Two truths under one name: nobody can tell which holds, so the fixture takes no bets. */
  async #raiseAlarm(fact: NativeFact, markets: Markets): Promise<void> {
    const { writer, clock, logger, metrics } = this.#parts;
    const { producerId, sourceId } = fact;
    metrics.conflicts.inc({ producer: producerId });
    logger.error({ code: 'feed.source-id-reused', producerId, sourceId }, 'source id reused');
    if (isAboutProducer(fact)) return;
    const fixtureId = fixtureOf(fact, markets);
    const stopped: Fact = {
      type: 'BetStopped',
      producerId: OPERATOR,
      sourceId: `reused:${this.#content(fact)}:${clock.nowMs()}`,
      sourceAtMs: clock.nowMs(),
      fixtureId,
      groups: ['all'],
      target: 'SUSPENDED',
    };
    await writer.write({ key: fixtureId, fact: stopped });
  }
}

const sourceOf = ({ producerId, sourceId }: NativeFact) => `${producerId}\n${sourceId}`;

const refused = (index: number, why: RefusedFact['why'], detail: string): Admission => ({
  status: 'refused',
  fact: { index, why, detail },
});

function fixtureOf(fact: NativeFact, markets: Markets): FixtureId {
  if ('fixtureId' in fact) return fact.fixtureId;
  const market = 'marketId' in fact ? markets.get(marketId(fact.marketId)) : undefined;
  if (market === undefined) throw new Error('broken rule: a market fact is checked before its way');
  return market.fixtureId;
}

function positionOf(position: Position | undefined): Position {
  if (position === undefined) throw new Error('broken rule: the topic has partitions');
  return position;
}

function outcomesOf(fact: NativeFact): readonly OutcomeId[] {
  if (fact.type === 'MarketDefined') return [];
  if ('outcomes' in fact) return fact.outcomes.map(({ outcomeId }) => outcomeId);
  return 'outcomeId' in fact ? [fact.outcomeId] : [];
}
