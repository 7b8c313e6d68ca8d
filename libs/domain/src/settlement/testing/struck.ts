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
import { stakeSource } from '../../account/funding';
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

const ended = (win: number, refunded: number, of = 1): OutcomeResult => ({
  outcomeId: outcomeId('home'),
  win: { num: win, den: of },
  void: { num: refunded, den: of },
  place: null,
  position: null,
  undecided: false,
});

/** How legs end, in words. */
export const word = {
  won: ended(1, 0),
  lost: ended(0, 0),
  void: ended(0, 1),
  halfWon: ended(1, 1, 2),
  halfLost: ended(0, 1, 2),
} as const;

const origin = {
  producerId: 'feed',
  session: 1,
  sourceId: 'source',
  sourceAtMs: utcMs(0),
  receivedAtMs: utcMs(0),
} as const;

/** A partition with one funded account, its table, and the settlement work done by hand. */
export class Settling {
  readonly table = new MarketTable(1);
  readonly state = new PartitionState(0, 1, this.table);
  private offset = 0;
  private readonly versions = new Map<MarketId, number>();

  constructor(...accepted: readonly BetAccepted[]) {
    this.evolve({
      type: 'AccountOpened',
      accountId: accountId('account-a'),
      commandId: 'open-account',
      bodyCheck: 1,
      currency: 'EUR',
      jurisdiction: 'MT',
    });
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
    return this.adopt({
      type: 'MarketResulted',
      ...origin,
      marketId: id,
      resultVersion,
      certainty: 2,
      outcomes: [{ ...word.won, ...result }],
      score: null,
      reason: null,
      actor: null,
    });
  }

  /** How many facts were adopted: the offset of the next one. */
  get facts(): number {
    return this.offset;
  }

  /** Takes back the newest result of a market. */
  rollBack(market: string): this {
    const id = marketId(market);
    return this.adopt({
      type: 'ResultRolledBack',
      ...origin,
      marketId: id,
      resultVersion: this.versions.get(id) ?? 0,
      reason: null,
      actor: null,
    });
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
