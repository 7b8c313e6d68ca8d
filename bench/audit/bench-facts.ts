import { fixtureId, marketId, partitionOf, topics, type OddsEvent } from '@stakelog/contracts';
import type { Prng } from '../../libs/testing/src/prng';

/** Everything that happens within one tick, in order; the same for every partition of bets. */
export type FactsTick = {
  readonly nowMs: number;
  readonly facts: readonly PlacedFact[];
};

export type PlacedFact = {
  readonly partition: number;
  readonly key: string;
  readonly fact: OddsEvent;
};

/** What the tickets are about: markets that take bets at a tick, with their prices. */
export type OpenMarket = {
  readonly marketId: string;
  odds: number[];
  version: number;
};

export const outcomeIds = ['a', 'b', 'c'];
export const TICK_MS = 1_000;
/** Half the ticks a market takes bets; then it is resulted and another takes its place. */
const MARKETS = 120;
const LIFE_TICKS = 240;
const HEARTBEAT_TICKS = 5;
const PRICES_PER_TICK = 20;
const { partitions } = topics['odds.events'];

type NewFact = OddsEvent extends infer Fact
  ? Fact extends OddsEvent
    ? Omit<Fact, 'producerId' | 'session' | 'sourceId' | 'sourceAtMs' | 'receivedAtMs'>
    : never
  : never;

/** A feed: fixtures with one market each that open, move their prices, and are resulted. */
export class BenchFacts {
  readonly open: OpenMarket[] = [];
  readonly #random: Prng;
  readonly #startMs: number;
  #placed: PlacedFact[] = [];
  #count = 0;
  #markets = 0;
  #nowMs: number;

  constructor(random: Prng, startMs: number) {
    this.#random = random;
    this.#startMs = startMs;
    this.#nowMs = startMs;
  }

  tick(index: number): FactsTick {
    this.#placed = [];
    this.#nowMs = this.#startMs + index * TICK_MS;
    if (index === 0) this.#begin();
    if (index % HEARTBEAT_TICKS === 0)
      for (let of = 0; of < partitions; of++)
        this.#add({ type: 'ProducerHeartbeat', subscribed: true }, 'producer:bench', of);
    for (let at = 0; at < PRICES_PER_TICK && this.open.length > 0; at++) this.#reprice();
    // Spread evenly over a life, so that every second something opens and something is resulted.
    const due = Math.floor(((index + 1) * MARKETS) / LIFE_TICKS);
    while (this.#markets < MARKETS + due) {
      if (this.#markets >= MARKETS) this.#result();
      this.#define();
    }
    return { nowMs: this.#nowMs, facts: this.#placed };
  }

  #add(fact: NewFact, key: string, partition = partitionOf(key, partitions)): void {
    const head = {
      producerId: 'bench',
      session: 1,
      sourceId: `s${this.#count++}`,
      sourceAtMs: this.#nowMs,
      receivedAtMs: this.#nowMs,
    };
    this.#placed.push({ partition, key, fact: { ...fact, ...head } as OddsEvent });
  }

  #begin(): void {
    for (let of = 0; of < partitions; of++)
      this.#add({ type: 'ProducerSessionOpened' }, 'producer:bench', of);
    this.#add(policy(this.#nowMs), 'policy');
  }

  #define(): void {
    const number = this.#markets++;
    const fixture = fixtureId(`f${number}`);
    const id = marketId(`bench:m${number}`);
    this.#add(
      {
        type: 'FixtureDefined',
        fixtureId: fixture,
        sport: 'football',
        category: null,
        tournamentId: 't',
        name: `A v B ${number}`,
        competitors: [],
        scheduledStartMs: this.#nowMs + 3_600_000,
      } as never,
      fixture,
    );
    this.#add(definition(id, fixture), fixture);
    const odds = outcomeIds.map(() => 15_000 + 500 * this.#random.below(100));
    const market = { marketId: id, odds, version: 1 };
    this.#add(
      {
        type: 'MarketSnapshot',
        marketId: id,
        marketVersion: 1,
        tradingState: 'OPEN',
        inPlay: false,
        betDelayMs: 0,
        cashOut: 'NOT_OFFERED',
        outcomes: outcomeIds.map((outcomeId, at) => ({
          outcomeId,
          state: 'ACTIVE',
          odds: odds[at],
          fraction: null,
          probPpb: null,
        })),
      } as never,
      fixture,
    );
    this.open.push(market);
  }

  #reprice(): void {
    const market = this.open[this.#random.below(this.open.length)];
    if (market === undefined) return;
    market.odds = market.odds.map(() => 15_000 + 500 * this.#random.below(100));
    market.version++;
    this.#add(
      {
        type: 'OddsChanged',
        marketId: market.marketId,
        marketVersion: market.version,
        outcomes: outcomeIds.map((outcomeId, at) => ({
          outcomeId,
          odds: market.odds[at],
          fraction: null,
          probPpb: null,
        })),
      } as never,
      fixtureOf(market),
    );
  }

  #result(): void {
    const market = this.open.shift();
    if (market === undefined) return;
    const winner = outcomeIds[this.#random.below(outcomeIds.length)];
    this.#add(
      {
        type: 'MarketResulted',
        marketId: market.marketId,
        resultVersion: 1,
        certainty: 2,
        outcomes: outcomeIds.map((outcomeId) => ({
          outcomeId,
          win: { num: outcomeId === winner ? 1 : 0, den: 1 },
          void: { num: 0, den: 1 },
          place: null,
          position: null,
          undecided: false,
        })),
        score: null,
        reason: null,
        actor: null,
      } as never,
      fixtureOf(market),
    );
  }
}

const fixtureOf = ({ marketId: id }: OpenMarket) => id.replace('bench:m', 'f');

const policy = (nowMs: number) =>
  ({
    type: 'LimitPolicyChanged',
    policyVersion: 1,
    effectiveAtMs: nowMs,
    levels: [
      {
        level: 'GLOBAL',
        id: null,
        stakeMin: 10,
        stakeMax: 1_000_000,
        liabilityMax: null,
        payoutMax: 500_000_000,
        marketLiabilityMax: 100_000_000_000,
      },
    ],
    quotas: [],
    cashOutMarginBps: 500,
    quoteTtlMs: 5_000,
    heartbeatAgeMsMax: 20_000,
    factsAgeMsMax: 30_000,
    baseCurrency: 'EUR',
    rates: [],
    accumulatorBonuses: [],
    actor: null,
  }) as never;

const definition = (id: string, fixture: string) =>
  ({
    type: 'MarketDefined',
    marketId: id,
    fixtureId: fixture,
    marketType: '1X2',
    specifiers: {},
    name: 'Match odds',
    groups: ['all'],
    numberOfWinners: 1,
    placeTerms: null,
    settlement: 'DECLARED',
    scoreBasis: 'FULL',
    reductionMethod: 'NONE',
    antePost: false,
    singlesOnly: false,
    ruleSetId: 'default',
    outcomes: outcomeIds.map((outcomeId, sortPriority) => ({
      outcomeId,
      name: outcomeId,
      competitorId: null,
      line4: null,
      sortPriority,
    })),
  }) as never;
