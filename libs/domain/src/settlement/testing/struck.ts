import {
  accountId,
  decimalOdds,
  marketId,
  minorUnits,
  outcomeId,
  ticketId,
  utcMs,
  type BetAccepted,
  type BetReopened,
  type BetSettled,
  type Leg,
  type MarketId,
  type OddsEvent,
  type OutcomeResult,
} from '@stakelog/contracts';
import { commands, ended, facts } from '@stakelog/testing';
import { stakeSource } from '../../account/funding';
import { openAccount } from '../../account/open-account';
import { postings } from '../../ledger/ledger';
import { MarketTable } from '../../market/market-table';
import { evolve } from '../../partition/evolve';
import { PartitionState, type Decision } from '../../partition/partition-state';
import { lineCount, schemeOf } from '../../ticket/scheme';
import { settlementOf } from '../settle-bet';

/** When the bets of these specs were accepted. */
export const acceptedAtMs = utcMs(1_000_000);

/** The home side of a market at these odds, in ten-thousandths. */
export const legOn = (market: string, odds: number, over: Partial<Leg> = {}): Leg => ({
  marketId: marketId(market),
  outcomeId: outcomeId('home'),
  requestedOdds: null,
  odds: decimalOdds(odds),
  fraction: null,
  oddsAt: { partition: 0, offset: 0 },
  marketVersion: 1,
  scoreVersion: null,
  scoreAtAcceptance: null,
  placeTerms: null,
  reductionMethod: null,
  antePost: false,
  ruleSetId: null,
  ...over,
});

/** Legs on markets m1, m2, … at these odds. */
export const legsAt = (...odds: readonly number[]): readonly Leg[] =>
  odds.map((each, index) => legOn(`m${index + 1}`, each));

/** An accepted bet over these legs: one fold of all of them unless told otherwise; lines follow. */
export function struck(
  stake: number,
  legs: readonly Leg[],
  over: Partial<BetAccepted> = {},
): BetAccepted {
  const shape = {
    kind: legs.length === 1 ? ('SINGLE' as const) : ('MULTIPLE' as const),
    sizes: [],
    positions: [],
    eachWay: false,
    funding: 'CASH' as const,
    ...over,
  };
  const combinations = Number(lineCount(schemeOf(shape, legs.length)));
  return {
    type: 'BetAccepted',
    accountId: accountId('account-a'),
    ticketId: ticketId('t1'),
    bodyCheck: 1,
    bet: 0,
    quoteId: null,
    lines: combinations * (shape.eachWay ? 2 : 1),
    unitStake: null,
    stake: minorUnits(stake),
    freeBetId: null,
    legs,
    potentialReturn: minorUnits(stake),
    maxPayout: null,
    rounding: 'HALF_UP',
    acceptedAtMs,
    policyVersion: 1,
    factorBps: null,
    postings: postings([stakeSource(shape.funding), -stake], ['open', stake]),
    bonusTerms: [],
    ...shape,
  };
}

/** A partition with one funded account, its table, and the settlement work done by hand. */
export class Settling {
  readonly table = new MarketTable(1);
  readonly state = new PartitionState(0, 1, this.table);
  private offset = 0;
  private readonly versions = new Map<MarketId, number>();

  constructor(...accepted: readonly BetAccepted[]) {
    const opened = openAccount(this.state, commands.openAccount(0));
    this.evolve(opened);
    const account = this.state.accounts.get(accountId('account-a'));
    if (account !== undefined) {
      account.balances.cash = 1_000_000_000;
      account.balances.bonus = 1_000_000_000;
    }
    for (const bet of accepted) this.evolve(bet);
  }

  evolve(event: Decision): void {
    evolve(this.state, event);
  }

  /** Facts of fixture `f1`, or of another. */
  adopt(fact: OddsEvent, key = 'f1'): this {
    this.table.adopt({ partition: 0, offset: this.offset++ }, key, fact);
    return this;
  }

  /** A confirmed result of the home side of a market. */
  result(market: string, result: Partial<OutcomeResult> = {}): this {
    const id = marketId(market);
    const resultVersion = (this.versions.get(id) ?? 0) + 1;
    this.versions.set(id, resultVersion);
    const outcomes = [{ ...ended('home'), ...result }];
    return this.adopt(facts.resulted(outcomes, { marketId: id, resultVersion }));
  }

  /** How many facts were adopted: the offset of the next one. */
  get facts(): number {
    return this.offset;
  }

  /** Takes back the newest result of a market. */
  rollBack(market: string): this {
    const id = marketId(market);
    return this.adopt(facts.rolledBack(this.versions.get(id) ?? 0, { marketId: id }));
  }

  /** Settles every bet by the facts in force, and folds what comes of it. */
  settle(): readonly (BetSettled | BetReopened)[] {
    const events: (BetSettled | BetReopened)[] = [];
    for (const bet of this.state.bets.values()) {
      const event = settlementOf(this.state, bet);
      if (event === undefined) continue;
      this.evolve(event);
      events.push(event);
    }
    return events;
  }

  /** Every balance, of the account and of the house. */
  get ledger() {
    return {
      player: { ...this.state.accounts.get(accountId('account-a'))?.balances },
      house: { ...this.state.house('EUR') },
    };
  }
}

/** How legs end, in words. */
export const word = {
  won: ended('home'),
  lost: ended('home', [0, 1]),
  void: ended('home', [0, 1], [1, 1]),
  halfWon: ended('home', [1, 2], [1, 2]),
  halfLost: ended('home', [0, 1], [1, 2]),
} as const;

/** Adopts results of m1, m2, … and settles the one bet. */
export function settledWith(
  accepted: BetAccepted,
  results: readonly Partial<OutcomeResult>[],
): BetSettled {
  const settling = new Settling(accepted);
  for (const [index, result] of results.entries()) settling.result(`m${index + 1}`, result);
  const [event] = settling.settle();
  if (event?.type !== 'BetSettled') throw new Error('the bet settles');
  return event;
}
