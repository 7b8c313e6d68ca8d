import {
  outcomeId,
  parseOdds,
  type BetsCancelledInWindow,
  type CashOutState,
  type MarketSnapshot,
  type OutcomeId,
  type OutcomeSnapshot,
  type StopTarget,
  type TradingState,
  type UtcMs,
} from '@stakelog/contracts';
import type { Statement } from '../fact';
import type { LineFault } from '../input/adapter';
import { cashOutStates, tradingStates } from './codes';
import type { MarketDescriptions } from './descriptions';
import { probPpb } from './exact-decimal';
import { marketDefined } from './market-definition';
import type { MarketIdentity } from './market-identity';
import { outcomeResults } from './market-result';
import type { UofFixture } from './uof-fixture';
import { identifier, Unreadable } from './unreadable';
import { childrenOf, type XmlElement } from './xml';

/** What a market's name and outcomes are made of beside its messages. */
export type Known = {
  readonly descriptions: MarketDescriptions;
  readonly names: ReadonlyMap<string, string>;
};

type State = Pick<MarketSnapshot, 'tradingState' | 'inPlay'> & { readonly outcomes: string };

/** One market of the feed and what has been said of it so far. */
export class UofMarket {
  readonly #identity: MarketIdentity;
  readonly #fixture: UofFixture;
  readonly #known: Known;
  readonly #seen = new Set<OutcomeId>();
  #toldDefinition: string | undefined;
  #state: State | undefined;
  #cashOut: CashOutState = 'NOT_OFFERED';
  #version = 0;
  #resultVersion = 0;
  #toldResult: string | undefined;

  constructor(identity: MarketIdentity, fixture: UofFixture, known: Known) {
    this.#identity = identity;
    this.#fixture = fixture;
    this.#known = known;
  }

  /** A message lists the whole state of a market, so outcomes it leaves out are not offered. */
  changed(market: XmlElement, atMs: UtcMs, faults: LineFault[]): Statement[] {
    const { status = '1', cashout_status: cashOut } = market.attributes;
    const tradingState = tradingStates[status];
    if (tradingState === undefined)
      throw new Unreadable('LINE_MALFORMED', `market status ${status}`);
    this.#cashOut = cashOutStates[cashOut ?? ''] ?? this.#cashOut;
    const listed = childrenOf(market, 'outcome').map((of) => outcomeSnapshot(of, faults));
    const ids = new Set(listed.map((of) => of.outcomeId));
    for (const id of ids) this.#seen.add(id);
    const others = [...this.#seen].filter((id) => !ids.has(id));
    const outcomes = [...listed, ...others.map(notOffered)];
    const states = outcomes.map((of) => `${of.outcomeId} ${of.state}`).toSorted();
    this.#enter({ tradingState, inPlay: this.#fixture.inPlay, outcomes: states.join('\n') });
    return [
      ...this.defined(atMs),
      {
        type: 'MarketSnapshot',
        sourceAtMs: atMs,
        ...this.#shown(tradingState),
        cashOut: this.#cashOut,
        outcomes,
      },
    ];
  }

  /** Its definition, where it differs from what was said. */
  defined(atMs: UtcMs): Statement[] {
    const { descriptions, names } = this.#known;
    const { typeId, specifiers } = this.#identity;
    const description = descriptions.find(typeId, specifiers);
    const said = marketDefined(this.#identity, this.#fixture, description, this.#seen, names);
    const written = JSON.stringify(said);
    if (written === this.#toldDefinition) return [];
    this.#toldDefinition = written;
    return [{ ...said, sourceAtMs: atMs }];
  }

  /**
   * Stops with the groups named. Readers know the groups of described markets and stop them by
   * themselves; one that nobody described stops by its own fact, since it may be in any group.
   */
  stop(groups: readonly string[], target: StopTarget, atMs: UtcMs): Statement[] {
    if (this.#state?.tradingState !== 'OPEN') return [];
    const { typeId, specifiers } = this.#identity;
    const description = this.#known.descriptions.find(typeId, specifiers);
    const isNamed =
      groups.includes('all') ||
      description === undefined ||
      description.groups.some((group) => groups.includes(group));
    if (!isNamed) return [];
    this.#enter({ ...this.#state, tradingState: target });
    if (description !== undefined || groups.includes('all')) return [];
    const reason = 'a bet stop of groups that may hold it';
    return [{ type: 'MarketStatusChanged', sourceAtMs: atMs, ...this.#shown(target), reason }];
  }

  /** Said again only when it differs: a recovery repeats what was sent before. */
  settled(market: XmlElement, certainty: 1 | 2, atMs: UtcMs): Statement[] {
    const outcomes = outcomeResults(market);
    if (outcomes.length === 0) return [];
    for (const of of outcomes) this.#seen.add(of.outcomeId);
    const written = JSON.stringify([certainty, outcomes]);
    if (written === this.#toldResult) return [];
    this.#toldResult = written;
    this.#resultVersion += 1;
    this.#version += 1;
    const voidReason = market.attributes['void_reason'];
    return [
      ...this.defined(atMs),
      {
        type: 'MarketResulted',
        sourceAtMs: atMs,
        marketId: this.#identity.marketId,
        resultVersion: this.#resultVersion,
        certainty,
        outcomes,
        score: null,
        reason: voidReason === undefined ? null : `void_reason ${voidReason}`.slice(0, 128),
        actor: null,
      },
    ];
  }

  unsettled(atMs: UtcMs): Statement[] {
    this.#toldResult = undefined;
    this.#version += 1;
    const { marketId } = this.#identity;
    const said = { marketId, resultVersion: this.#resultVersion, reason: null, actor: null };
    return [...this.defined(atMs), { type: 'ResultRolledBack', sourceAtMs: atMs, ...said }];
  }

  cancelled(
    window: Pick<BetsCancelledInWindow, 'windowId' | 'fromMs' | 'toMs' | 'supersededBy'>,
    market: XmlElement,
    atMs: UtcMs,
  ): Statement[] {
    const { marketId } = this.#identity;
    const reason = `void_reason ${market.attributes['void_reason'] ?? 'none'}`.slice(0, 128);
    const said = { marketId, ...window, reason, actor: null };
    return [...this.defined(atMs), { type: 'BetsCancelledInWindow', sourceAtMs: atMs, ...said }];
  }

  uncancelled(windowId: string | null, atMs: UtcMs): Statement[] {
    const { marketId } = this.#identity;
    const said = { marketId, windowId, actor: null };
    return [
      ...this.defined(atMs),
      { type: 'BetsCancellationRolledBack', sourceAtMs: atMs, ...said },
    ];
  }

  /** Prices move without a new version; anything else makes one. */
  #enter(state: State): void {
    const { tradingState, inPlay, outcomes } = this.#state ?? {};
    const isSame =
      tradingState === state.tradingState && inPlay === state.inPlay && outcomes === state.outcomes;
    if (!isSame) this.#version += 1;
    this.#state = state;
  }

  /** The feed knows of no bet delay. */
  #shown(tradingState: TradingState) {
    const { marketId } = this.#identity;
    const { inPlay } = this.#fixture;
    return { marketId, marketVersion: this.#version, tradingState, inPlay, betDelayMs: 0 };
  }
}

const notOffered = (id: OutcomeId): OutcomeSnapshot => ({
  outcomeId: id,
  state: 'INACTIVE',
  odds: null,
  fraction: null,
  probPpb: null,
});

/** An outcome that is not active has no price, and neither has one whose price we do not take. */
function outcomeSnapshot(outcome: XmlElement, faults: LineFault[]): OutcomeSnapshot {
  const id = outcomeId(identifier(outcome, 'id'));
  const { active = '1', odds: written, probabilities } = outcome.attributes;
  const ppb = probabilities === undefined ? null : (probPpb(probabilities) ?? null);
  if (active !== '1') return { ...notOffered(id), probPpb: ppb };
  const price = written === undefined ? undefined : parseOdds(written, 'DECIMAL');
  if (price !== undefined && 'code' in price) {
    const code = price.code === 'INVALID_FORMAT' ? 'LINE_MALFORMED' : price.code;
    faults.push({ code, detail: `odds ${written} of outcome ${id}` });
  }
  const taken = price === undefined || 'code' in price ? { odds: null, fraction: null } : price;
  return { outcomeId: id, state: 'ACTIVE', ...taken, probPpb: ppb };
}
