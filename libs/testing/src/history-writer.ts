import {
  accountId,
  partitionOf,
  type AccountId,
  type BetCommand,
  type OddsEvent,
} from '@stakelog/contracts';
import { commands } from './build-commands';
import { facts, offered } from './build-facts';
import { marketDefinitions, newMarkets, type HistoryMarket } from './history-markets';

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

/** A ticket that was asked for, as later commands speak of it. */
export type HistoryTicket = {
  readonly ticketId: string;
  readonly accountId: AccountId;
  readonly bets: number;
};

/** A reserved quote that was asked for. */
export type HistoryQuote = Extract<BetCommand, { readonly type: 'QuoteBets' }>;

/** A free bet that was granted. */
export type HistoryToken = {
  readonly freeBetId: string;
  readonly accountId: AccountId;
  readonly amount: number;
};

const startMs = 1_800_000_000_000;
const currencies = ['EUR', 'GBP', 'EUR', 'USD'] as const;
const openingBalance = 200_000;

const usualAccounts = currencies.map((_, index) => accountId(`account-${index}`));

/** Writes words down as facts and commands: four fixtures of two markets, four accounts, one producer. */
export class HistoryWriter {
  readonly accounts: readonly AccountId[];
  readonly markets = newMarkets();
  readonly tickets: HistoryTicket[] = [];
  readonly quotes: HistoryQuote[] = [];
  readonly cashOutQuotes: HistoryTicket[] = [];
  readonly tokens: HistoryToken[] = [];
  readonly sent: BetCommand[] = [];
  /** When steps were decided: what was accepted then meets a bound exactly. */
  readonly decidedAts: number[] = [];
  nowMs = startMs;
  policyVersion = 1;
  scoreVersion = 0;
  private readonly steps: HistoryStep[] = [];
  private stepFacts: HistoryFact[] = [];
  private stepCommands: BetCommand[] = [];
  private readonly oddsPartitions: number;

  constructor(oddsPartitions: number, accounts = usualAccounts, beginsAtMs = startMs) {
    this.oddsPartitions = oddsPartitions;
    this.accounts = accounts;
    this.nowMs = beginsAtMs;
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
    this.decidedAts.push(this.nowMs);
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

  /** What was written since the last call, in steps: for whoever has a clock of their own. */
  take(): readonly HistoryStep[] {
    this.batch(0);
    return this.steps.splice(0);
  }

  private begin(): void {
    this.fact('policy', facts.policy());
    this.everywhere(facts.heartbeat(this.nowMs));
    for (const definition of marketDefinitions) {
      const { fixtureId: fixture, marketId: market } = definition;
      const tournamentId = `t-${fixture}`;
      this.fact(fixture, facts.fixtureDefined({ fixtureId: fixture, tournamentId }));
      this.fact(fixture, definition);
      const outcomes = definition.outcomes.map(({ outcomeId }, place) =>
        offered(outcomeId, 25_000 + place * 2_500),
      );
      this.fact(fixture, facts.snapshot({ marketId: market, cashOut: 'AVAILABLE', outcomes }));
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

/** The element a whole number picks. */
export function at<Value>(from: readonly Value[], pick: number): Value {
  const [first] = from;
  if (first === undefined) throw new Error('there is nothing to pick from');
  return from[pick % from.length] ?? first;
}

/** One of the newest so many, counted back. */
export const recent = <Value>(from: readonly Value[], pick: number, among = 5): Value | undefined =>
  from[from.length - 1 - (pick % Math.min(among, Math.max(1, from.length)))];
