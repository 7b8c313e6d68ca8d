import {
  AgingMap,
  limits,
  type FixtureId,
  type LimitPolicyChanged,
  type MarketDefined,
  type MarketId,
  type OddsEvent,
  type OutcomeId,
  type Position,
} from '@stakelog/contracts';
import { parseReplayId, type ReplayStep } from '../replay/replay-id';

export type KnownMarket = {
  readonly fixtureId: FixtureId;
  readonly outcomes: ReadonlySet<OutcomeId>;
  readonly resultVersion: number;
};

/** Where a fact of a producer that names its own facts stands, for repeats of it. */
export type KnownSource = {
  readonly position: Position;
  readonly content: number;
  readonly receivedAtMs: number;
};

const MATCH_DAYS_KEPT = 16;

/** What the log says that this process has to know: a fold over every effective fact. */
export class FeedState {
  readonly markets = new AgingMap<MarketId, KnownMarket>();
  /** The greatest session that anybody opened, by producer. */
  readonly sessions = new Map<string, number>();
  policy: LimitPolicyChanged | undefined;
  /** By producer and source id, oldest first; replays are known by their progress instead. */
  readonly #sources = new AgingMap<string, KnownSource>();
  /** How far each replay has come in each partition. */
  readonly #replays = new Map<string, Map<number, ReplayStep>>();

  take(fact: OddsEvent, position: Position, content: () => number): void {
    this.#remember(fact, position, content);
    if (fact.type === 'MarketDefined') this.#define(fact);
    if (fact.type === 'MarketResulted') this.#result(fact.marketId, fact.resultVersion);
    if (
      fact.type === 'LimitPolicyChanged' &&
      fact.policyVersion > (this.policy?.policyVersion ?? 0)
    )
      this.policy = fact;
  }

  open(producerId: string, session: number): void {
    this.sessions.set(producerId, Math.max(session, this.sessions.get(producerId) ?? 0));
  }

  source(producerId: string, sourceId: string, nowMs: number): KnownSource | undefined {
    const known = this.#sources.get(`${producerId}\n${sourceId}`);
    return known !== undefined && known.receivedAtMs > nowMs - limits.sourceIdLifeMs
      ? known
      : undefined;
  }

  /** Ids of the replays under this name, as they stand in the log; the newest last. */
  replaysOf(name: string): readonly string[] {
    return [...this.#replays.keys()].filter((id) => id.startsWith(`${name}@`));
  }

  /** The names of all replays that the log holds something of. */
  replayNames(): readonly string[] {
    return [...new Set([...this.#replays.keys()].map((id) => id.slice(0, id.indexOf('@'))))];
  }

  /** Facts of one partition are appended in order, so everything up to this step has landed. */
  landed(replayId: string, partition: number): ReplayStep | undefined {
    return this.#replays.get(replayId)?.get(partition);
  }

  /** The furthest entry of which anything has landed; what was reported of earlier ones is known. */
  furthest(replayId: string): number {
    const steps = [...(this.#replays.get(replayId)?.values() ?? [])];
    return Math.max(0, ...steps.map(({ entry }) => entry));
  }

  #define({ marketId: id, fixtureId, outcomes }: MarketDefined): void {
    const resultVersion = this.markets.get(id)?.resultVersion ?? 0;
    const ids = new Set(outcomes.map(({ outcomeId }) => outcomeId));
    this.markets.set(id, { fixtureId, outcomes: ids, resultVersion });
    const oldest = this.markets.oldest();
    if (this.markets.size > limits.marketsMax && oldest !== undefined)
      this.markets.delete(oldest[0]);
  }

  #result(id: MarketId, version: number): void {
    const market = this.markets.get(id);
    if (market === undefined) return;
    const resultVersion = Math.max(version, market.resultVersion);
    this.markets.set(id, { ...market, resultVersion });
  }

  /** A file may be named again at any time; of match days only the newest can be unfinished. */
  #forgetMatchDays(): void {
    const days = [...this.#replays.keys()].filter((id) => id.startsWith('m.'));
    for (const id of days.slice(0, -MATCH_DAYS_KEPT)) this.#replays.delete(id);
  }

  #remember(fact: OddsEvent, position: Position, content: () => number): void {
    const { producerId, sourceId, receivedAtMs } = fact;
    const step = parseReplayId(sourceId);
    if (step !== undefined) {
      const steps = this.#replays.get(step.replayId) ?? new Map<number, ReplayStep>();
      this.#replays.set(step.replayId, steps.set(position.partition, step));
      this.#forgetMatchDays();
      return;
    }
    if (fact.type === 'ProducerHeartbeat') return;
    this.#sources.set(`${producerId}\n${sourceId}`, { position, content: content(), receivedAtMs });
    for (const [key, source] of this.#sources) {
      if (source.receivedAtMs > receivedAtMs - limits.sourceIdLifeMs) break;
      this.#sources.delete(key);
    }
  }
}
