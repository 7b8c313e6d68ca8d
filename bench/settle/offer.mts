import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../../tools/demo/api-client.mts';

/** The markets of one run: one whose result settles every bet, seven decided before, one that stays open. */
export const marketIds = (run: string) => ({
  decisive: `bench:${run}:0`,
  decided: Array.from({ length: 7 }, (_, index) => `bench:${run}:${index + 1}`),
  open: `bench:${run}:8`,
});
export const ODDS = 20_000;
const PRODUCER = 'bench';
const LIFE_SIGN_MS = 5_000;

type Origin = { readonly feed: string; readonly token: string };

/** Posts native facts and waits until the log has them. */
export class BenchFeed {
  readonly #api: ApiClient;
  readonly #token: string;
  readonly #run: string;
  #facts = 0;
  #stopped = false;

  constructor(api: ApiClient, { token }: Origin, run: string) {
    this.#api = api;
    this.#token = token;
    this.#run = run;
  }

  async post(...facts: readonly object[]): Promise<void> {
    const body = facts.map((fact) => ({
      producerId: PRODUCER,
      sourceId: `${this.#run}-${this.#facts++}`,
      sourceAtMs: Date.now(),
      ...fact,
    }));
    const { status, body: said } = await this.#api.ask('POST', '/v1/feed/events', {
      token: this.#token,
      body,
    });
    if (status !== 201) throw new Error(`the feed refused: ${status} ${JSON.stringify(said)}`);
  }

  /** A producer that says nothing is down; this one says that it lives. */
  async keepAlive(): Promise<void> {
    while (!this.#stopped) {
      await this.post({ type: 'ProducerHeartbeat', subscribed: true }).catch(() => undefined);
      await sleep(LIFE_SIGN_MS);
    }
  }

  stop(): void {
    this.#stopped = true;
  }
}

/** Each market is of a fixture of its own, so that their legs combine. */
export const offered = (marketId: string) => [
  {
    type: 'FixtureDefined',
    fixtureId: `f:${marketId}`,
    sport: 'bench',
    tournamentId: `t:${marketId}`,
    name: marketId,
    competitors: [],
    scheduledStartMs: Date.now() + 3_600_000,
  },
  {
    type: 'MarketDefined',
    marketId,
    fixtureId: `f:${marketId}`,
    marketType: 'WINNER',
    specifiers: {},
    name: 'Winner',
    groups: ['all'],
    numberOfWinners: 1,
    placeTerms: { places: 2, fraction: { num: 1, den: 4 } },
    settlement: 'DECLARED',
    scoreBasis: 'FULL',
    reductionMethod: 'NONE',
    antePost: false,
    singlesOnly: false,
    ruleSetId: 'default',
    outcomes: ['a', 'b', 'c'].map((outcomeId, sortPriority) => ({
      outcomeId,
      name: outcomeId,
      sortPriority,
    })),
  },
  {
    type: 'MarketSnapshot',
    marketId,
    marketVersion: 1,
    tradingState: 'OPEN',
    inPlay: false,
    betDelayMs: 0,
    cashOut: 'NOT_OFFERED',
    outcomes: ['a', 'b', 'c'].map((outcomeId) => ({ outcomeId, state: 'ACTIVE', odds: ODDS })),
  },
];

/** Outcome `a` wins. */
export const resulted = (marketId: string) => ({
  type: 'MarketResulted',
  marketId,
  resultVersion: 1,
  certainty: 2,
  outcomes: ['a', 'b', 'c'].map((outcomeId) => ({
    outcomeId,
    win: { num: outcomeId === 'a' ? 1 : 0, den: 1 },
    void: { num: 0, den: 1 },
  })),
});
