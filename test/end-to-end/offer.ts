import type { RunningSystem } from './running-system';

/** A fixture with one market of two outcomes, written through the feed's door like any provider's. */
export class Offer {
  private sequence = 0;
  private version = 1;

  constructor(
    private readonly system: RunningSystem,
    readonly name: string,
  ) {}

  get fixtureId(): string {
    return `e2e:${this.name}`;
  }

  get marketId(): string {
    return `e2e:${this.name}:winner`;
  }

  /** Posts facts; the source ids count up, and a heartbeat keeps the producer up. */
  async post(...facts: readonly object[]) {
    const heartbeat = { type: 'ProducerHeartbeat', subscribed: true };
    const body = [...facts, heartbeat].map((fact) => ({
      producerId: `e2e-${this.name}`,
      sourceId: `${this.name}-${this.sequence++}`,
      sourceAtMs: Date.now(),
      ...fact,
    }));
    const answer = await this.system.post('/v1/feed/events', 'feed', body);
    if (answer.status !== 201) throw new Error(`${answer.status}: ${answer.text}`);
    return answer;
  }

  open(betDelayMs = 0) {
    const outcomes = [
      { outcomeId: 'home', name: 'Home', sortPriority: 1 },
      { outcomeId: 'away', name: 'Away', sortPriority: 2 },
    ];
    return this.post(
      {
        type: 'FixtureDefined',
        fixtureId: this.fixtureId,
        sport: 'football',
        tournamentId: 'e2e:cup',
        name: this.name,
        competitors: [],
        scheduledStartMs: Date.now() + 3_600_000,
      },
      {
        type: 'MarketDefined',
        marketId: this.marketId,
        fixtureId: this.fixtureId,
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
        marketId: this.marketId,
        marketVersion: this.version,
        tradingState: 'OPEN',
        inPlay: betDelayMs > 0,
        betDelayMs,
        cashOut: 'NOT_OFFERED',
        outcomes: [
          { outcomeId: 'home', state: 'ACTIVE', odds: 25_000 },
          { outcomeId: 'away', state: 'ACTIVE', odds: 15_000 },
        ],
      },
    );
  }

  prices(home: number, away: number) {
    return this.post({
      type: 'OddsChanged',
      marketId: this.marketId,
      marketVersion: this.version,
      outcomes: [
        { outcomeId: 'home', odds: home },
        { outcomeId: 'away', odds: away },
      ],
    });
  }

  result(winner: 'home' | 'away') {
    const one = { num: 1, den: 1 };
    const none = { num: 0, den: 1 };
    return this.post({
      type: 'MarketResulted',
      marketId: this.marketId,
      resultVersion: 1,
      certainty: 2,
      outcomes: (['home', 'away'] as const).map((outcomeId) => ({
        outcomeId,
        win: outcomeId === winner ? one : none,
        void: none,
        undecided: false,
      })),
    });
  }

  /** A win single on home, as the README's bet. */
  ticket(stake = 1_000, odds = 25_000, policy = 'NONE') {
    return {
      selections: [{ marketId: this.marketId, outcomeId: 'home', odds }],
      bets: [{ kind: 'SINGLE', positions: [{ selections: [0] }], stake, lines: 1 }],
      priceChange: { policy },
    };
  }
}
