import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from '../../../tools/scenario/chance.mts';
import type { FaultSystem } from './fault-system.mts';

export type OfferedMarket = {
  readonly fixtureId: string;
  readonly marketId: string;
  readonly producerId: string;
  version: number;
  /** By outcome, in ten-thousandths. */
  odds: { home: number; away: number };
  /** Some client may still hold these. */
  olderOdds: { home: number; away: number };
  resulted: boolean;
  /** 0 before the first. */
  resultVersion: number;
};

type Fact = { readonly type: string; readonly [field: string]: unknown };

const postMs = 8_000;
const againAfterMs = 200;
/** In thousand-millionths; what a cash-out is worth goes by them. */
const probPpb = [400_000_000, 600_000_000] as const;
const outcomes = [
  { outcomeId: 'home', name: 'Home', sortPriority: 1 },
  { outcomeId: 'away', name: 'Away', sortPriority: 2 },
];

/**
 * A small offer, posted through the feed's door like any provider's: fixtures of one market with two outcomes, each
 * third of another producer. A post is repeated with the same `sourceId`s until the door takes it.
 */
export class FaultOffer {
  readonly markets: readonly OfferedMarket[];
  readonly #system: FaultSystem;
  readonly #prefix: string;
  readonly #chance: Chance;
  readonly #token: string;
  #sequence = 0;
  #posting: Promise<void> = Promise.resolve();
  #abandoned = false;
  #silent: string | undefined;

  private constructor(
    system: FaultSystem,
    prefix: string,
    count: number,
    chance: Chance,
    token: string,
  ) {
    this.#system = system;
    this.#prefix = prefix;
    this.#chance = chance;
    this.#token = token;
    this.markets = Array.from({ length: count }, (_, index) => ({
      fixtureId: `${prefix}:${index}`,
      marketId: `${prefix}:${index}:winner`,
      producerId: `${prefix}-${index % 3}`,
      version: 1,
      odds: { home: 25_000, away: 15_000 },
      olderOdds: { home: 25_000, away: 15_000 },
      resulted: false,
      resultVersion: 0,
    }));
  }

  static async open(system: FaultSystem, prefix: string, count: number, chance: Chance) {
    const token = await system.token('feed', 'faults');
    const offer = new FaultOffer(system, prefix, count, chance, token);
    for (const market of offer.markets) await offer.post(market, ...definition(market));
    return offer;
  }

  /** Posts facts of a market's producer, with a heartbeat behind them; one post after the other. */
  post({ producerId }: Pick<OfferedMarket, 'producerId'>, ...facts: readonly Fact[]) {
    const body = this.#body({ producerId }, facts);
    this.#posting = this.#posting.then(() => this.#postUntilTaken(body));
    return this.#posting;
  }

  /** Posts odds of this market twice under the same `sourceId`s, with something between; both answers. */
  async postTwice(market: OfferedMarket, between: () => Promise<unknown>): Promise<string[]> {
    // A heartbeat has no effect that could be had twice: it is told anew.
    const body = this.#body(market, [oddsOf(market)]).slice(0, 1);
    const answers: string[] = [];
    for (const before of [async () => undefined, between]) {
      await before();
      let answer = await this.#send(body);
      while (answer?.status !== 201 && !this.#abandoned) {
        await pause(againAfterMs);
        answer = await this.#send(body);
      }
      answers.push(answer?.text ?? 'nothing');
    }
    return answers;
  }

  /** Posts odds of this market, and a sign of life of every producer, once, at this instance's door. */
  postAt(
    feed: string,
    market: OfferedMarket,
  ): Promise<{ status: number; text: string } | undefined> {
    const others = new Set(this.markets.map(({ producerId }) => producerId));
    others.delete(market.producerId);
    const beats = [...others].flatMap((producerId) => this.#body({ producerId }, []));
    return this.#send([...this.#body(market, [oddsOf(market)]), ...beats], feed);
  }

  /** Posts odds under a `sourceId` that the caller chooses, without a heartbeat, once. */
  postAs(sourceId: string, market: OfferedMarket, sourceAtMs: number, feed = 'feed') {
    const { producerId } = market;
    return this.#send([{ producerId, sourceId, sourceAtMs, ...oddsOf(market) }], feed);
  }

  /** The whole state of this market again, as a feed says it when it is sure of itself. */
  snapshot(market: OfferedMarket): Promise<void> {
    return this.post(market, ...definition(market));
  }

  /** From now on bets on this market wait so long before they are decided. */
  inPlay(market: OfferedMarket, betDelayMs: number): Promise<void> {
    const [, , snapshot] = definition(market);
    if (snapshot === undefined) throw new Error('a definition ends with a snapshot');
    return this.post(market, { ...snapshot, inPlay: true, betDelayMs });
  }

  /** The producer of this market says nothing any more, until nobody is silent. */
  silence(market: number | undefined): void {
    this.#silent = market === undefined ? undefined : this.markets[market]?.producerId;
  }

  /** New odds on some market that has no result yet, and a sign of life of every producer. */
  async tick(): Promise<void> {
    const speaking = this.markets.filter(({ producerId }) => producerId !== this.#silent);
    const market = this.#chance.pick(speaking.filter(({ resulted }) => !resulted));
    if (market === undefined) return;
    market.olderOdds = market.odds;
    const home = 20_000 + 100 * this.#chance.below(100);
    market.odds = { home, away: 33_000 - home / 2 };
    await this.post(market, oddsOf(market));
    for (const producerId of new Set(speaking.map((of) => of.producerId)))
      if (producerId !== market.producerId) await this.post({ producerId });
  }

  /** The next version of its result. */
  async result(market: OfferedMarket): Promise<void> {
    market.resulted = true;
    const resultVersion = ++market.resultVersion;
    const winner = this.#chance.pick(['home', 'away'] as const);
    await this.post(market, resultOf(market, winner ?? 'home', resultVersion));
  }

  /** Gives up what the door has not taken: the feed stays away. */
  abandon(): void {
    this.#abandoned = true;
  }

  #body({ producerId }: Pick<OfferedMarket, 'producerId'>, facts: readonly Fact[]) {
    return [...facts, { type: 'ProducerHeartbeat', subscribed: true }].map((fact) => ({
      producerId,
      sourceId: `${this.#prefix}-${this.#sequence++}`,
      sourceAtMs: Date.now(),
      ...fact,
    }));
  }

  async #postUntilTaken(facts: readonly object[]): Promise<void> {
    while (!this.#abandoned) {
      const answer = await this.#send(facts);
      if (answer?.status === 201) return;
      if (answer !== undefined && answer.status >= 400 && answer.status < 500)
        throw new Error(`the feed refuses: ${answer.status} ${answer.text.slice(0, 300)}`);
      await pause(againAfterMs);
    }
  }

  async #send(facts: readonly object[], feed = 'feed') {
    try {
      const answer = await fetch(`${this.#system.app(feed).url}/v1/feed/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#token}` },
        body: JSON.stringify(facts),
        signal: AbortSignal.timeout(postMs),
      });
      return { status: answer.status, text: await answer.text() };
    } catch {
      return undefined;
    }
  }
}

function definition({ fixtureId, marketId, odds, version }: OfferedMarket): readonly Fact[] {
  return [
    {
      type: 'FixtureDefined',
      fixtureId,
      sport: 'football',
      tournamentId: 'faults:cup',
      name: fixtureId,
      competitors: [],
      scheduledStartMs: Date.now() + 3_600_000,
    },
    {
      type: 'MarketDefined',
      marketId,
      fixtureId,
      marketType: 'WINNER',
      specifiers: {},
      name: 'Winner',
      groups: ['main'],
      numberOfWinners: 1,
      settlement: 'DECLARED',
      scoreBasis: 'FULL',
      reductionMethod: 'NONE',
      antePost: false,
      singlesOnly: false,
      ruleSetId: 'default',
      outcomes,
    },
    {
      type: 'MarketSnapshot',
      marketId,
      marketVersion: version,
      tradingState: 'OPEN',
      inPlay: false,
      betDelayMs: 0,
      cashOut: 'AVAILABLE',
      outcomes: outcomes.map(({ outcomeId }, index) => ({
        outcomeId,
        state: 'ACTIVE',
        odds: index === 0 ? odds.home : odds.away,
        probPpb: probPpb[index],
      })),
    },
  ];
}

const oddsOf = ({ marketId, version, odds }: OfferedMarket): Fact => ({
  type: 'OddsChanged',
  marketId,
  marketVersion: version,
  outcomes: [
    { outcomeId: 'home', odds: odds.home, probPpb: probPpb[0] },
    { outcomeId: 'away', odds: odds.away, probPpb: probPpb[1] },
  ],
});

const resultOf = ({ marketId }: OfferedMarket, winner: string, resultVersion: number): Fact => ({
  type: 'MarketResulted',
  marketId,
  resultVersion,
  certainty: 2,
  outcomes: outcomes.map(({ outcomeId }) => ({
    outcomeId,
    win: { num: outcomeId === winner ? 1 : 0, den: 1 },
    void: { num: 0, den: 1 },
    undecided: false,
  })),
});
