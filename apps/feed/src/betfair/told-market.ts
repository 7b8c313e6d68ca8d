import {
  defined,
  type DecimalOdds,
  type OutcomeId,
  type OutcomeState,
  type UtcMs,
} from '@stakelog/contracts';
import type { Statement } from '../fact';
import { marketDefined, marketOf } from './definition';
import { MarketBook } from './market-book';
import type { MarketChange, MarketDefinition, RunnerDefinition } from './message';
import { outcomeResults } from './result';
import { runnerKey } from './runner-key';
import { runnerChanges } from './runner-changes';

/** One market of the stream and what has been said of it so far. */
export class ToldMarket {
  readonly #id: string;
  readonly #book: MarketBook;
  readonly #toldOdds = new Map<OutcomeId, DecimalOdds | null>();
  #toldDefinition: string | undefined;
  #toldResult: string | undefined;
  #resultVersion = 0;
  #stopped = false;

  constructor(id: string) {
    this.#id = id;
    this.#book = new MarketBook(id);
  }

  get definition(): MarketDefinition | undefined {
    return this.#book.definition;
  }

  /** The statements of one change, in the order in which they hold. It has a definition by now. */
  take(change: MarketChange, atMs: UtcMs): Statement[] {
    const before = this.#book.definition;
    this.#book.apply(change);
    const now = defined(this.#book.definition, 'a market change has a definition');
    const isDefined = (change.marketDefinition ?? null) !== null;
    const statements = isDefined ? this.#redefined(now, atMs) : [];
    const isWhole = change.img === true || statements.length > 0 || (this.#stopped && isDefined);
    if (before !== undefined) statements.push(...this.#changed(before, now, atMs, isWhole));
    if (isWhole) statements.push(this.#snapshot(now, atMs));
    else statements.push(...this.#prices(now, atMs));
    statements.push(...this.#results(now, atMs));
    return statements;
  }

  /** Something was missed: an open market stops until its whole state is known again. */
  stop(atMs: UtcMs): Statement[] {
    const now = this.#book.definition;
    if (now === undefined || now.status !== 'OPEN' || this.#stopped) return [];
    this.#stopped = true;
    return [this.#status({ ...now, status: 'SUSPENDED' }, atMs, 'a line of the feed was lost')];
  }

  #redefined(now: MarketDefinition, atMs: UtcMs): Statement[] {
    const statement = marketDefined(this.#id, now);
    const text = JSON.stringify(statement);
    if (text === this.#toldDefinition) return [];
    this.#toldDefinition = text;
    return [{ ...statement, sourceAtMs: atMs }];
  }

  #changed(
    before: MarketDefinition,
    now: MarketDefinition,
    atMs: UtcMs,
    isWhole: boolean,
  ): Statement[] {
    const statements: Statement[] = [];
    if (now.status !== 'CLOSED' && this.#toldResult !== undefined) {
      this.#toldResult = undefined;
      statements.push(this.#rolledBack(atMs));
    }
    const changes = runnerChanges(marketOf(this.#id), before, now, atMs);
    statements.push(...changes);
    for (const { outcomeId } of changes) this.#toldOdds.delete(outcomeId);
    const isSame =
      before.status === now.status &&
      before.inPlay === now.inPlay &&
      before.betDelay === now.betDelay &&
      before.version === now.version;
    if (!isSame && !isWhole) statements.push(this.#status(now, atMs, null));
    return statements;
  }

  #rolledBack(atMs: UtcMs): Statement {
    return {
      type: 'ResultRolledBack',
      sourceAtMs: atMs,
      marketId: marketOf(this.#id),
      resultVersion: this.#resultVersion,
      reason: 'the market is no longer closed',
      actor: null,
    };
  }

  #status(now: MarketDefinition, atMs: UtcMs, reason: string | null): Statement {
    return {
      type: 'MarketStatusChanged',
      sourceAtMs: atMs,
      marketId: marketOf(this.#id),
      marketVersion: now.version,
      tradingState: now.status,
      inPlay: now.inPlay,
      betDelayMs: betDelayMs(now),
      reason,
    };
  }

  #snapshot(now: MarketDefinition, atMs: UtcMs): Statement {
    this.#stopped = false;
    this.#toldOdds.clear();
    return {
      type: 'MarketSnapshot',
      sourceAtMs: atMs,
      marketId: marketOf(this.#id),
      marketVersion: now.version,
      tradingState: now.status,
      inPlay: now.inPlay,
      betDelayMs: betDelayMs(now),
      cashOut: 'NOT_OFFERED',
      outcomes: now.runners.map((runner) => {
        const outcomeId = runnerKey(runner, now.bettingType);
        const state = outcomeState(runner);
        const odds = this.#odds(runner);
        this.#toldOdds.set(outcomeId, odds);
        return { outcomeId, state, odds, fraction: null, probPpb: null };
      }),
    };
  }

  #odds(runner: RunnerDefinition): DecimalOdds | null {
    return outcomeState(runner) === 'ACTIVE' ? this.#book.runner(runner).odds() : null;
  }

  /** The prices that differ from what was last said; none once the market is closed. */
  #prices(now: MarketDefinition, atMs: UtcMs): Statement[] {
    if (now.status === 'CLOSED') return [];
    const moved = now.runners.flatMap((runner) => {
      const outcomeId = runnerKey(runner, now.bettingType);
      const odds = this.#odds(runner);
      if ((this.#toldOdds.get(outcomeId) ?? null) === odds) return [];
      this.#toldOdds.set(outcomeId, odds);
      return [{ outcomeId, odds, fraction: null, probPpb: null }];
    });
    if (moved.length === 0) return [];
    const marketVersion = now.version;
    const marketId = marketOf(this.#id);
    return [{ type: 'OddsChanged', sourceAtMs: atMs, marketId, marketVersion, outcomes: moved }];
  }

  #results(now: MarketDefinition, atMs: UtcMs): Statement[] {
    const outcomes = now.status === 'CLOSED' ? outcomeResults(this.#id, now) : undefined;
    if (outcomes === undefined) return [];
    const text = JSON.stringify(outcomes);
    if (text === this.#toldResult) return [];
    this.#toldResult = text;
    this.#resultVersion += 1;
    return [
      {
        type: 'MarketResulted',
        sourceAtMs: atMs,
        marketId: marketOf(this.#id),
        resultVersion: this.#resultVersion,
        certainty: 2,
        outcomes,
        score: null,
        reason: null,
        actor: null,
      },
    ];
  }
}

/** The stream speaks in seconds. */
const betDelayMs = ({ betDelay }: MarketDefinition) => Math.round(betDelay * 1_000);

function outcomeState({ status }: RunnerDefinition): OutcomeState {
  if (status === 'ACTIVE') return 'ACTIVE';
  return status === 'WINNER' || status === 'LOSER' || status === 'PLACED' ? 'INACTIVE' : 'REMOVED';
}
