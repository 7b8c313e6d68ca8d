import {
  accountId,
  fixtureId,
  marketId,
  partitionOf,
  type AccountId,
  type BetCommand,
  type FixtureId,
  type MarketId,
  type OddsEvent,
} from '@stakelog/contracts';
import { commands } from './build-commands';
import { facts, offered } from './build-facts';

/** A record of odds.events, where it goes. */
export type HistoryFact = {
  readonly partition: number;
  readonly key: string;
  readonly fact: OddsEvent;
};

/** What arrives before one round of batches, and when they are decided. */
export type HistoryStep = {
  readonly decidedAtMs: number;
  readonly facts: readonly HistoryFact[];
  readonly commands: readonly BetCommand[];
};

/** A market as the writer of the history remembers it. */
export type HistoryMarket = {
  readonly marketId: MarketId;
  readonly fixtureId: FixtureId;
  version: number;
  resultVersion: number;
  windows: number;
  betDelayMs: number;
  odds: number;
};

const startMs = 1_800_000_000_000;
export const outcomeNames = ['home', 'draw', 'away'] as const;
const currencies = ['EUR', 'GBP', 'EUR', 'USD'] as const;
const reductions = ['NONE', 'RULE4', 'EXCHANGE_WIN'] as const;
const openingBalance = 200_000;

/** Writes words down as facts and commands: three fixtures of two markets, four accounts, one producer. */
export class HistoryWriter {
  readonly accounts: readonly AccountId[] = currencies.map((_, index) =>
    accountId(`account-${index}`),
  );
  readonly markets: readonly HistoryMarket[];
  readonly sent: BetCommand[] = [];
  nowMs = startMs;
  policyVersion = 1;
  scoreVersion = 0;
  private readonly steps: HistoryStep[] = [];
  private stepFacts: HistoryFact[] = [];
  private stepCommands: BetCommand[] = [];
  private readonly oddsPartitions: number;

  constructor(oddsPartitions: number) {
    this.oddsPartitions = oddsPartitions;
    this.markets = ['f0', 'f1', 'f2'].flatMap((fixture) =>
      ['a', 'b'].map((letter) => ({
        marketId: marketId(`${fixture}${letter}`),
        fixtureId: fixtureId(fixture),
        version: 1,
        resultVersion: 0,
        windows: 0,
        betDelayMs: 0,
        odds: 25_000,
      })),
    );
    this.begin();
  }

  /** Puts a fact where its key belongs. */
  fact(key: string, fact: OddsEvent): void {
    this.stepFacts.push({ partition: partitionOf(key, this.oddsPartitions), key, fact });
  }

  /** A producer's facts go to every partition. */
  everywhere(fact: OddsEvent): void {
    for (let partition = 0; partition < this.oddsPartitions; partition++)
      this.stepFacts.push({ partition, key: 'producer:feed', fact });
  }

  command(command: BetCommand): void {
    this.sent.push(command);
    this.stepCommands.push(command);
  }

  /** A name that no command had before. */
  newKey(): string {
    return `command-${this.sent.length}`;
  }

  /** What arrived is decided; time moves on. */
  batch(ms: number): void {
    const { stepFacts, stepCommands } = this;
    this.steps.push({ decidedAtMs: this.nowMs, facts: stepFacts, commands: stepCommands });
    this.stepFacts = [];
    this.stepCommands = [];
    this.nowMs += ms;
  }

  market(pick: number): HistoryMarket {
    return at(this.markets, pick);
  }

  account(pick: number): AccountId {
    return at(this.accounts, pick);
  }

  end(): readonly HistoryStep[] {
    this.batch(0);
    return this.steps;
  }

  private begin(): void {
    this.fact('policy', facts.policy());
    this.everywhere(facts.heartbeat(this.nowMs));
    for (const [index, market] of this.markets.entries()) {
      this.fact(market.fixtureId, facts.fixtureDefined({ fixtureId: market.fixtureId }));
      const reductionMethod = at(reductions, index);
      this.fact(market.fixtureId, facts.marketDefined({ ...idsOf(market), reductionMethod }));
      const outcomes = outcomeNames.map((name, place) => offered(name, 25_000 + place * 2_500));
      this.fact(market.fixtureId, facts.snapshot({ marketId: market.marketId, outcomes }));
    }
    for (const [index, id] of this.accounts.entries()) {
      const opening = {
        accountId: id,
        commandId: `open-${index}`,
        currency: at(currencies, index),
      };
      this.command(commands.openAccount(this.nowMs, opening));
      const key = `opening-${index}`;
      this.command(commands.deposit(key, this.nowMs, openingBalance, { accountId: id }));
    }
    this.batch(1_000);
  }
}

const idsOf = ({ marketId: market, fixtureId: fixture }: HistoryMarket) => ({
  marketId: market,
  fixtureId: fixture,
});

/** The element a whole number picks. */
export function at<Value>(from: readonly Value[], pick: number): Value {
  const [first] = from;
  if (first === undefined) throw new Error('there is nothing to pick from');
  return from[pick % from.length] ?? first;
}
