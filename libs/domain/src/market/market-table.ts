import {
  assert,
  fixtureId,
  type FactPosition,
  type FixtureId,
  type LimitPolicyChanged,
  type MarketId,
  type OddsEvent,
  type UndecodableCode,
} from '@stakelog/contracts';
import { foldDefinition, foldScore, foldStatus, type FixtureFact } from './fold-fixture-fact';
import { foldMarketFact, type MarketFact } from './fold-market-fact';
import { newFixture, type Fixture, type Market } from './market';
import { Producers } from './producers';

/** A fact that may change a partition's own bets: it makes a batch, and is adopted with its position. */
export type RelevantFact =
  | {
      readonly at: FactPosition;
      readonly marketId: MarketId;
      /** The first rules version that knows of its effect; undefined: all do. */
      readonly sinceRules?: number | undefined;
    }
  | { readonly at: FactPosition; readonly undecodable: UndecodableFact['code'] };

/** A record of odds.events that no reader can decode. The key says which fixture it was about. */
export type UndecodableFact = {
  readonly type: 'undecodable';
  readonly code: UndecodableCode;
};

/** How far one partition of odds.events is adopted. */
export type AdoptedTo = { next: number; crc: number };

/**
 * The table of markets of one process: the fold of all partitions of odds.events, standing at one vector of
 * offsets. It takes only facts that passed the fence of sessions and sourceIds, in order within a partition;
 * how partitions interleave does not matter.
 */
export class MarketTable {
  readonly markets = new Map<MarketId, Market>();
  readonly fixtures = new Map<FixtureId, Fixture>();
  readonly producers = new Producers();
  /** Every policy by version: an old acceptance names the one it was decided with. */
  readonly policies = new Map<number, LimitPolicyChanged>();
  readonly vector: AdoptedTo[];
  policy: LimitPolicyChanged | undefined;
  /** Facts that a legal reader drops: an illegal transition, or a state older than the stored one. */
  ignored = 0;
  /** By partition, then offset. */
  readonly relevant: RelevantFact[][];

  constructor(partitions: number) {
    this.vector = Array.from({ length: partitions }, () => ({ next: 0, crc: 0 }));
    this.relevant = Array.from({ length: partitions }, () => []);
  }

  /** Moves past a record that has no effect here, or after one that had. `crc` is of the record at next − 1. */
  advance(partition: number, next: number, crc: number): void {
    const adopted = this.vector[partition];
    assert(adopted !== undefined, 'a fact has a partition of odds.events');
    assert(next >= adopted.next, 'facts arrive in order');
    adopted.next = next;
    adopted.crc = crc;
  }

  /** Folds one fact. Returns whether it may change bets or timers of a partition. */
  adopt(at: FactPosition, key: string, fact: OddsEvent | UndecodableFact): boolean {
    switch (fact.type) {
      case 'undecodable':
        this.quarantine(fixtureId(key));
        return this.note({ at, undecodable: fact.code });
      case 'ProducerSessionOpened':
        return false;
      case 'ProducerHeartbeat':
      case 'ProducerDown':
      case 'RecoveryStarted':
      case 'RecoveryCompleted':
        this.producers.fold(at.partition, fact);
        return false;
      case 'LimitPolicyChanged':
        return this.changePolicy(fact);
      case 'FixtureDefined':
      case 'FixtureStatusChanged':
      case 'ScoreChanged':
        return this.foldFixture(at, fact);
      case 'BetStopped':
        this.stopBets(fact.fixtureId, fact.groups, fact.target);
        return false;
      case 'BetsCancellationRolledBack':
      case 'BetsCancelledInWindow':
      case 'MarketDefined':
      case 'MarketOverridden':
      case 'MarketResulted':
      case 'MarketSnapshot':
      case 'MarketStatusChanged':
      case 'OddsChanged':
      case 'ResultRolledBack':
      case 'RunnerReinstated':
      case 'RunnerWithdrawn':
        return this.adoptMarketFact(at, key, fact);
    }
  }

  /** A `sourceId` came again with other content: the fixture trades no more until its next full state. */
  distrust(key: string): void {
    this.quarantine(fixtureId(key));
  }

  /** Facts of `[from, to)` of one partition that may change bets, by offset. */
  relevantBetween(partition: number, from: number, to: number): readonly RelevantFact[] {
    const facts = this.relevant[partition] ?? [];
    let low = 0;
    let high = facts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((facts[middle]?.at.offset ?? to) < from) low = middle + 1;
      else high = middle;
    }
    const found: RelevantFact[] = [];
    for (let index = low; index < facts.length; index++) {
      const fact = facts[index];
      if (fact === undefined || fact.at.offset >= to) break;
      found.push(fact);
    }
    return found;
  }

  /** The newest policy, and those before it back to one whose time has come: raised quotas wait for it. */
  policiesInForce(nowMs: number): readonly LimitPolicyChanged[] {
    if (this.policy === undefined || this.policy.effectiveAtMs <= nowMs)
      return this.policy === undefined ? [] : [this.policy];
    const newestFirst = [...this.policies.values()].toReversed();
    const effective = newestFirst.findIndex(({ effectiveAtMs }) => effectiveAtMs <= nowMs);
    return effective < 0 ? newestFirst : newestFirst.slice(0, effective + 1);
  }

  fixtureOf(market: Market): Fixture | undefined {
    return this.fixtures.get(market.fixtureId);
  }

  /** Versions count up: what a bet was accepted with never changes behind it. */
  private changePolicy(fact: LimitPolicyChanged): false {
    if (fact.policyVersion <= (this.policy?.policyVersion ?? 0)) this.ignored++;
    else {
      this.policies.set(fact.policyVersion, fact);
      this.policy = fact;
    }
    return false;
  }

  private adoptMarketFact(at: FactPosition, key: string, fact: MarketFact): boolean {
    const { effect, relevant, sinceRules } = foldMarketFact(this.markets, fixtureId(key), at, fact);
    if (effect === 'ignored') this.ignored++;
    const market = this.markets.get(fact.marketId);
    if (market !== undefined) this.fixture(market.fixtureId).markets.add(market.marketId);
    return relevant && effect === 'applied'
      ? this.note({ at, marketId: fact.marketId, sinceRules })
      : false;
  }

  private foldFixture(at: FactPosition, fact: FixtureFact): boolean {
    const fixture = this.fixture(fact.fixtureId);
    switch (fact.type) {
      case 'FixtureDefined':
        return foldDefinition(fixture, fact) && this.noteMarkets(at, fixture);
      case 'FixtureStatusChanged':
        return foldStatus(fixture, at, fact) && this.noteMarkets(at, fixture);
      case 'ScoreChanged':
        if (!foldScore(fixture, fact)) this.ignored++;
        return false;
    }
  }

  /** Rules 1 knew nothing of a fixture's fate. */
  private noteMarkets(at: FactPosition, { markets }: Fixture): boolean {
    for (const marketId of markets) this.note({ at, marketId, sinceRules: 2 });
    return markets.size > 0;
  }

  private stopBets(id: FixtureId, groups: readonly string[], target: 'SUSPENDED' | 'INACTIVE') {
    for (const marketId of this.fixtures.get(id)?.markets ?? []) {
      const market = this.markets.get(marketId);
      const inGroup =
        groups.includes('all') ||
        market?.definition?.groups.some((group) => groups.includes(group)) === true;
      if (market?.trading === 'OPEN' && inGroup) market.trading = target;
    }
  }

  private quarantine(id: FixtureId): void {
    for (const marketId of this.fixtures.get(id)?.markets ?? []) {
      const market = this.markets.get(marketId);
      if (market !== undefined) market.quarantined = true;
    }
  }

  private fixture(id: FixtureId): Fixture {
    const known = this.fixtures.get(id);
    if (known !== undefined) return known;
    const fixture = newFixture(id);
    this.fixtures.set(id, fixture);
    return fixture;
  }

  private note(fact: RelevantFact): true {
    this.relevant[fact.at.partition]?.push(fact);
    return true;
  }
}
