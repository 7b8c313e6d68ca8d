import {
  marketId,
  outcomeId,
  type DecimalOdds,
  type MarketDefined,
  type MarketId,
  type OutcomeResult,
  type Score,
  type TradingState,
} from '@stakelog/contracts';
import { offeredOdds, probPpb } from './price';
import type { Script } from './script';

export type ScriptedOutcome = {
  readonly id: string;
  readonly name: string;
  readonly line4?: number;
};

export type MarketPlan = Pick<MarketDefined, 'marketType' | 'name'> &
  Partial<
    Pick<MarketDefined, 'specifiers' | 'settlement' | 'reductionMethod' | 'placeTerms' | 'groups'>
  > & { readonly outcomes: readonly ScriptedOutcome[] };

/** Of an outcome, by id: how likely it is, and the odds where they are not simply its inverse. */
export type Chances = ReadonlyMap<string, { readonly probability: number; readonly fair?: number }>;

/** One market of a scripted fixture: counts its versions and says only what changed. */
export class ScriptedMarket {
  readonly id: MarketId;
  readonly #odds = new Map<string, DecimalOdds | null>();
  readonly #removed = new Set<string>();
  #version = 1;
  #resultVersion = 0;
  #state: TradingState = 'OPEN';
  #inPlay = false;
  #betDelayMs = 0;

  constructor(
    private readonly script: Script,
    private readonly plan: MarketPlan,
  ) {
    const specifiers = Object.entries(plan.specifiers ?? {}).map(
      ([key, value]) => `${key}=${value}`,
    );
    const name = [plan.marketType, ...specifiers.toSorted((a, b) => (a < b ? -1 : 1))].join(':');
    this.id = marketId(`${script.fixtureId}:${name}`);
  }

  get isClosed(): boolean {
    return this.#state === 'CLOSED';
  }

  odds(outcome: string): DecimalOdds | null {
    return this.#odds.get(outcome) ?? null;
  }

  open(chances: Chances): void {
    const { marketType, name, specifiers = {}, groups = ['main'], outcomes } = this.plan;
    this.script.say({
      type: 'MarketDefined',
      marketId: this.id,
      fixtureId: this.script.fixtureId,
      marketType,
      specifiers,
      name,
      groups,
      numberOfWinners: 1,
      placeTerms: this.plan.placeTerms ?? null,
      settlement: this.plan.settlement ?? 'DECLARED',
      scoreBasis: 'FULL',
      reductionMethod: this.plan.reductionMethod ?? 'NONE',
      antePost: false,
      singlesOnly: false,
      ruleSetId: 'default',
      outcomes: outcomes.map((outcome, sortPriority) => ({
        outcomeId: outcomeId(outcome.id),
        name: outcome.name,
        competitorId: null,
        line4: outcome.line4 ?? null,
        sortPriority,
      })),
    });
    const prices = outcomes.map(({ id }) => this.#price(id, chances));
    this.script.say({
      type: 'MarketSnapshot',
      ...this.#trading(),
      cashOut: 'AVAILABLE',
      outcomes: prices.map((price) => ({ ...price, state: 'ACTIVE' })),
    });
  }

  reprice(chances: Chances): void {
    if (this.isClosed) return;
    const moved = this.plan.outcomes
      .filter(({ id }) => !this.#removed.has(id))
      .filter(({ id }) => oddsOf(id, chances) !== this.odds(id))
      .map(({ id }) => this.#price(id, chances));
    if (moved.length === 0) return;
    const { id, version } = { id: this.id, version: this.#version };
    this.script.say({ type: 'OddsChanged', marketId: id, marketVersion: version, outcomes: moved });
  }

  inPlay(betDelayMs: number): void {
    this.#inPlay = true;
    this.#betDelayMs = betDelayMs;
    this.#become('OPEN', 'in play');
  }

  suspend(reason: string): void {
    if (!this.isClosed) this.#become('SUSPENDED', reason);
  }

  resume(): void {
    if (!this.isClosed) this.#become('OPEN', null);
  }

  withdraw(outcome: string, deductionPpm: number): void {
    this.#removed.add(outcome);
    this.#version += 1;
    this.script.say({
      type: 'RunnerWithdrawn',
      marketId: this.id,
      outcomeId: outcomeId(outcome),
      marketVersion: this.#version,
      removedAtMs: this.script.now(),
      deductionPpm,
    });
  }

  /** Closes the market where it is still open, and says how it ended. */
  result(
    results: readonly OutcomeResult[],
    certainty: 1 | 2,
    score: Score | null,
    reason = '',
  ): void {
    if (!this.isClosed) this.#become('CLOSED', null);
    this.#resultVersion += 1;
    this.script.say({
      type: 'MarketResulted',
      marketId: this.id,
      resultVersion: this.#resultVersion,
      certainty,
      outcomes: results,
      score,
      reason: reason === '' ? null : reason,
      actor: null,
    });
  }

  /** What each outcome is worth, by a rule over its id. */
  declared(worth: (outcome: string) => Worth): readonly OutcomeResult[] {
    return this.plan.outcomes.map(({ id }) => ({
      outcomeId: outcomeId(id),
      undecided: false,
      place: null,
      position: null,
      ...worth(id),
    }));
  }

  #become(state: TradingState, reason: string | null): void {
    this.#state = state;
    this.#version += 1;
    this.script.say({ type: 'MarketStatusChanged', ...this.#trading(), reason });
  }

  #trading() {
    return {
      marketId: this.id,
      marketVersion: this.#version,
      tradingState: this.#state,
      inPlay: this.#inPlay,
      betDelayMs: this.#betDelayMs,
    };
  }

  #price(id: string, chances: Chances) {
    const odds = oddsOf(id, chances);
    this.#odds.set(id, odds);
    const probability = chances.get(id)?.probability ?? 0;
    return { outcomeId: outcomeId(id), odds, fraction: null, probPpb: probPpb(probability) };
  }
}

function oddsOf(id: string, chances: Chances): DecimalOdds | null {
  const chance = chances.get(id);
  if (chance === undefined) return null;
  return offeredOdds(chance.fair === undefined ? chance.probability : 1 / chance.fair);
}

export type Worth = Pick<OutcomeResult, 'win' | 'void'> &
  Partial<Pick<OutcomeResult, 'place' | 'position'>>;

const none = { num: 0, den: 1 };
const whole = { num: 1, den: 1 };
export const won: Worth = { win: whole, void: none };
export const lost: Worth = { win: none, void: none };
export const refunded: Worth = { win: none, void: whole };
