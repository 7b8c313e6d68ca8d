import type { OddsEvent, Position } from '@stakelog/contracts';
import { facts as builders, type HistoryFact } from '@stakelog/testing';
import type { Feed } from '../../../apps/feed/src/open-feed';
import type { RunningFeed } from '../processes/feed';
import type { Chance } from '../world/chance';
import type { World } from '../world/world';

/** A post that was not answered by then is posted again. */
const ANSWER_US_MAX = 6_000_000;

/** Posts that may come again. */
const REMEMBERED = 40;

type NativeFacts = Parameters<Feed['door']['admit']>[0];
type Post = { readonly key: string; readonly fact: OddsEvent; readonly sourceId: string };

/**
 * A feed's client: posts its facts in their order, again until they are taken, sometimes twice, and now and then other
 * content under a name that it used before. Traders act through it as well.
 */
export class FactSource {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #feeds: () => readonly RunningFeed[];
  readonly #queue: (readonly Post[])[] = [];
  /** Told again where the log lost them. */
  readonly #definitions: OddsEvent[] = [];
  /** Newest first. */
  #told: readonly Post[] = [];
  #isPosting = false;
  #names = 0;
  /** Facts that the feed said were written, by where it said they are. */
  written = 0;
  isSilent = false;
  /** Cuts of odds.events: what the feed said is written may be gone then. */
  #cuts = 0;

  constructor(world: World, feeds: () => readonly RunningFeed[]) {
    this.#world = world;
    this.#chance = world.chance.fork('source');
    this.#feeds = feeds;
    world.topics.listen({
      appended: () => undefined,
      cut: (topic) => {
        if (topic === 'odds.events') this.#cuts++;
      },
    });
  }

  /** Posts that are not taken yet, but for signs of life. */
  get waiting(): number {
    return this.#queue.filter(([first]) => first?.fact.type !== 'ProducerHeartbeat').length;
  }

  tell(facts: readonly HistoryFact[]): void {
    const posts = facts.map(({ key, fact }) => ({ key, fact, sourceId: `s${++this.#names}` }));
    this.#definitions.push(...facts.map(({ fact }) => fact).filter(isDefinition));
    this.#queue.push(posts);
    if (this.#chance.percent(4)) this.#queue.push(posts);
    this.#tellAgain(posts);
    this.#next();
  }

  /** What it told long before, and now and then something else under a name that it used for the same thing. */
  #tellAgain(posts: readonly Post[]): void {
    const own = posts.filter(({ fact }) => isPosted(fact));
    if (this.#chance.percent(6) && this.#told.length > 0)
      this.#queue.push([this.#chance.pick(this.#told)]);
    const [first] = own;
    const before = this.#told.find(({ key }) => key === first?.key);
    if (first !== undefined && before !== undefined && this.#chance.percent(1))
      this.#queue.push([{ ...first, sourceId: before.sourceId }]);
    this.#told = [...own, ...this.#told].slice(0, REMEMBERED);
  }

  tellRecovered(): void {
    const fact = builders.recoveryCompleted(this.#world.utcMs);
    this.tell([{ partition: 0, key: 'producer:feed', fact }]);
  }

  /** Says that it lives, as real producers do. */
  beat(): void {
    if (this.isSilent || this.#queue.length > 0) return;
    this.tell([
      { partition: 0, key: 'producer:feed', fact: builders.heartbeat(this.#world.utcMs) },
    ]);
  }

  #next(): void {
    const posts = this.#queue[0];
    if (this.#isPosting || posts === undefined) return;
    this.#isPosting = true;
    let isOver = false;
    const over = (isTaken: boolean) => {
      if (isOver) return;
      isOver = true;
      cancel();
      if (isTaken) this.#queue.shift();
      const pauseUs = isTaken ? 1_000 : 100_000 + this.#chance.exponential(400_000);
      this.#world.again(pauseUs, () => {
        this.#isPosting = false;
        this.#next();
      });
    };
    const cancel = this.#world.scheduler.after(ANSWER_US_MAX, () => over(false));
    const feeds = this.#feeds().filter(({ ready, process }) => ready && process.isAlive);
    if (feeds.length === 0 || this.isSilent) return over(false);
    const to = this.#chance.pick(feeds);
    this.#world.scheduler.after(300 + this.#chance.exponential(500), () =>
      to.process.deliver(() => {
        this.#post(to.feed, posts).then(
          (unknown) => {
            if (unknown === undefined) return over(true);
            this.#queue.unshift(this.#defined(unknown));
            over(false);
          },
          (error: unknown) => {
            this.#world.say(`a post fails: ${String(error)}`);
            over(false);
          },
        );
      }),
    );
  }

  /** Returns the market that the feed knows nothing of, though it was told: nothing is written then. */
  async #post(feed: Feed, posts: readonly Post[]): Promise<string | undefined> {
    const native = posts.flatMap(({ fact, sourceId }) => nativeFact(fact, sourceId, this.#world));
    if (native.length > 0) {
      const cuts = this.#cuts;
      const admission = await feed.door.admit(native);
      if (admission.status === 'written') {
        if (cuts === this.#cuts) this.#check(native, admission.positions);
      } else {
        const { why, detail } = admission.fact;
        this.#world.say(`a post is refused: ${why} ${detail}`);
        const lost = / (\S+) was not defined/u.exec(detail)?.[1];
        if (lost !== undefined && this.#defined(lost).length > 0) return lost;
      }
    }
    for (const { fact } of posts) await act(feed, fact);
    return undefined;
  }

  /** What defines a market and its fixture, as it was told first. */
  #defined(market: string): readonly Post[] {
    const of = this.#definitions.find(
      (fact) => fact.type === 'MarketDefined' && fact.marketId === market,
    );
    if (of?.type !== 'MarketDefined') return [];
    return this.#definitions
      .filter(
        (fact) =>
          fact === of ||
          ('fixtureId' in fact &&
            fact.type === 'FixtureDefined' &&
            fact.fixtureId === of.fixtureId),
      )
      .map((fact) => ({ key: `fixture:${of.fixtureId}`, fact, sourceId: `s${++this.#names}` }));
  }

  /** What the feed said is written stands where it said. */
  #check(native: NativeFacts, positions: readonly Position[]): void {
    for (const [index, { sourceId, producerId }] of native.entries()) {
      const at = positions[index];
      if (at === undefined) continue;
      const record = this.#world.topics.partition('odds.events', at.partition).records[at.offset];
      if (record === undefined)
        return this.#world.violated(
          'I5',
          `fact ${sourceId} is not at o${at.partition}:${at.offset}`,
        );
      const fact = this.#world.codec.decode('odds.events', record.value);
      if (fact.sourceId !== sourceId || fact.producerId !== producerId)
        this.#world.violated('I5', `o${at.partition}:${at.offset} is not fact ${sourceId}`);
      this.written++;
    }
  }
}

const ofTraders = new Set<OddsEvent['type']>(['LimitPolicyChanged', 'MarketOverridden']);
/** Signs of life have no names, and traders do not post. */
const isPosted = ({ type }: OddsEvent) => type !== 'ProducerHeartbeat' && !ofTraders.has(type);

const isDefinition = ({ type }: OddsEvent) => type === 'FixtureDefined' || type === 'MarketDefined';

/** The fact as a producer posts it: without what the feed stamps on it. */
function nativeFact(fact: OddsEvent, sourceId: string, world: World): NativeFacts {
  if (ofTraders.has(fact.type)) return [];
  const { session: _, receivedAtMs: __, ...told } = fact;
  const native = { ...told, producerId: 'feed', sourceId, sourceAtMs: world.utcMs };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the builders make what the door's schema lets in
  return [native as unknown as NativeFacts[number]];
}

type LimitPolicy = Parameters<Feed['desk']['changeLimits']>[0];

/** What traders do, with the feed's own words. */
async function act({ desk }: Feed, fact: OddsEvent): Promise<void> {
  if (fact.type === 'LimitPolicyChanged') {
    const { levels, quotas, cashOutMarginBps, quoteTtlMs, baseCurrency, rates } = fact;
    const { accumulatorBonuses, effectiveAtMs } = fact;
    const money = { cashOutMarginBps, quoteTtlMs, baseCurrency, rates, accumulatorBonuses };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the builders make what the route's schema lets in
    const policy = { levels, quotas, effectiveAtMs, ...money } as unknown as LimitPolicy;
    await desk.changeLimits(policy, 'trader');
  }
  if (fact.type === 'MarketOverridden') {
    const { marketId, override } = fact;
    await desk.override(marketId, override, { actor: 'trader', reason: 'check' });
  }
}
