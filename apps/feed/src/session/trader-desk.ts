import {
  defined,
  limits,
  utcMs,
  type BetsCancelledInWindow,
  type MarketId,
  type MarketResulted,
  type OverrideState,
  type Position,
  type UtcMs,
} from '@stakelog/contracts';
import type { Clock } from '@stakelog/runtime';
import type { Fact } from '../fact';
import type { LimitPolicy } from '../native/limit-policy';
import type { FactWriter } from './fact-writer';
import type { KnownMarket } from './feed-state';
import { OPERATOR } from './operator';
import { POLICY_KEY, policyVersionAfter } from './policy';

/** Who acts, and why: both are recorded. */
export type Order = { readonly actor: string; readonly reason: string };

export type Act =
  | { readonly status: 'written'; readonly position: Position }
  | {
      readonly status: 'refused';
      readonly why: 'market-unknown' | 'outcome-unknown' | 'no-result';
    };

const unknownMarket: Act = { status: 'refused', why: 'market-unknown' };

/** What traders do to markets, put into one order with what the feeds say. */
export class TraderDesk {
  #limitsChanged: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly writer: FactWriter,
    private readonly clock: Clock,
    /** A name that no other act has. */
    private readonly newId: () => string,
  ) {}

  async override(marketId: MarketId, override: OverrideState, order: Order): Promise<Act> {
    const market = this.#market(marketId);
    if (market === undefined) return unknownMarket;
    const fact = {
      type: 'MarketOverridden',
      marketId,
      override,
      ...order,
      ...this.#source(),
    } as const;
    return written(this.writer.write({ key: market.fixtureId, fact }));
  }

  /** The next version of the result, final; a later word of the feed counts on from it. */
  async result(
    marketId: MarketId,
    result: Pick<MarketResulted, 'outcomes' | 'score'>,
    { actor, reason }: Order,
  ): Promise<Act> {
    const market = this.#market(marketId);
    if (market === undefined) return unknownMarket;
    if (result.outcomes.some(({ outcomeId }) => !market.outcomes.has(outcomeId)))
      return { status: 'refused', why: 'outcome-unknown' };
    const version = { resultVersion: market.resultVersion + 1, certainty: 2 } as const;
    const said = {
      type: 'MarketResulted',
      marketId,
      ...version,
      ...result,
      actor,
      reason,
    } as const;
    return written(
      this.writer.write({ key: market.fixtureId, fact: { ...said, ...this.#source() } }),
    );
  }

  async rollback(marketId: MarketId, { actor, reason }: Order): Promise<Act> {
    const market = this.#market(marketId);
    if (market === undefined) return unknownMarket;
    if (market.resultVersion === 0) return { status: 'refused', why: 'no-result' };
    const { resultVersion } = market;
    const said = { type: 'ResultRolledBack', marketId, resultVersion, actor, reason } as const;
    return written(
      this.writer.write({ key: market.fixtureId, fact: { ...said, ...this.#source() } }),
    );
  }

  async voidWindow(
    marketId: MarketId,
    window: { readonly fromMs: UtcMs | null; readonly toMs: UtcMs | null },
    { actor, reason }: Order,
  ): Promise<Act> {
    const market = this.#market(marketId);
    if (market === undefined) return unknownMarket;
    const source = this.#source();
    const said: Omit<BetsCancelledInWindow, 'session' | 'receivedAtMs'> = {
      type: 'BetsCancelledInWindow',
      marketId,
      windowId: source.sourceId,
      ...window,
      actor,
      reason,
      supersededBy: null,
      ...source,
    };
    return written(this.writer.write({ key: market.fixtureId, fact: said }));
  }

  /** The next policy, one after the other: two of one version would be one. */
  changeLimits(policy: LimitPolicy, actor: string): Promise<Position> {
    const changed = this.#limitsChanged.then(() => this.#changeLimits(policy, actor));
    this.#limitsChanged = changed.catch(() => undefined);
    return changed;
  }

  /** Policy 1 stands before anybody can act. */
  #changeLimits(policy: LimitPolicy, actor: string): Promise<Position> {
    const inForce = defined(this.writer.state.policy, 'policy 1 is written at the start');
    const { heartbeatAgeMsMax, factsAgeMsMax } = inForce;
    const source = this.#source();
    const fact: Fact = {
      type: 'LimitPolicyChanged',
      ...policy,
      heartbeatAgeMsMax: policy.heartbeatAgeMsMax ?? heartbeatAgeMsMax,
      factsAgeMsMax: policy.factsAgeMsMax ?? factsAgeMsMax,
      effectiveAtMs: utcMs(
        Math.max(policy.effectiveAtMs ?? 0, source.sourceAtMs + limits.raisedShareAfterMs),
      ),
      policyVersion: policyVersionAfter(inForce, source.sourceAtMs),
      actor,
      ...source,
    };
    return this.writer.write({ key: POLICY_KEY, fact });
  }

  #market(marketId: MarketId): KnownMarket | undefined {
    return this.writer.state.markets.get(marketId);
  }

  #source() {
    const sourceId = `trader:${this.newId()}`;
    return { producerId: OPERATOR, sourceId, sourceAtMs: this.clock.nowMs() };
  }
}

async function written(landing: Promise<Position>): Promise<Act> {
  return { status: 'written', position: await landing };
}
