import { limits } from '@stakelog/contracts';
import type { Codec, Log } from '@stakelog/kafka';
import type { LiveModels, Shard } from '@stakelog/redis';
import { differenceOf, positionIn } from '../compare/compare-models';
import type { RedisCopy } from '../copies/redis-copy';
import type { Comparison } from '../difference';
import type { LogFold } from '../fold/log-fold';
import { BetEventsPartFold } from './bet-events-part';
import { OddsEventsPartFold } from './odds-events-part';
import type { PartFold } from './part-fold';
import { accountsPart, exposuresPart } from './parts';
import { Turns } from './turns';

export type SweepParts = {
  readonly log: Pick<Log, 'openReader' | 'endOffsets'>;
  readonly codec: Codec;
  readonly fold: LogFold;
  readonly redis: RedisCopy;
  /** Partitions of odds.events. */
  readonly oddsPartitions: number;
};

/**
 * I15, byte for byte: each time another part of the read models of one partition is folded from the beginning of
 * the log and compared with what Redis holds. In time that is everything, in the memory of one part.
 */
export class Sweep {
  readonly #accounts: Turns;
  readonly #exposures: Turns;
  readonly #fixtures: Turns;
  #oddsEnds: ReadonlyMap<number, number> = new Map();
  #count = 0;
  /** What differed is looked at again. */
  #again: (() => PartFold) | undefined;

  constructor(private readonly parts: SweepParts) {
    const { fold, oddsPartitions } = parts;
    this.#accounts = new Turns(fold.books.length, (partition) => {
      const { wallets, events } = fold.of(partition);
      return accountParts(wallets.size, events);
    });
    this.#exposures = new Turns(fold.books.length, (partition) =>
      partsOf(fold.of(partition).events, limits.reconciledBetEventsMax),
    );
    this.#fixtures = new Turns(oddsPartitions, (partition) =>
      partsOf(this.#oddsEnds.get(partition) ?? 0, limits.reconciledFactsMax),
    );
  }

  /** Undefined: there was nothing to compare, or the models were replaced meanwhile. */
  async next(): Promise<Comparison | undefined> {
    const open = this.#again ?? this.#opening();
    this.#again = undefined;
    const part = open();
    try {
      const compared = await this.#compare(part);
      if (compared !== undefined && compared.differences.length > 0) this.#again = open;
      return compared;
    } finally {
      await part.close();
    }
  }

  /** Every other time accounts: they are the most, and the cheapest to fold. */
  #opening(): () => PartFold {
    const { log, codec, fold } = this.parts;
    this.#count += 1;
    if (this.#count % 4 === 0) {
      const { partition, bucket } = this.#fixtures.next();
      return () => new OddsEventsPartFold(log, codec, { topic: 'odds.events', partition }, bucket);
    }
    const exposures = this.#count % 4 === 2;
    const { partition, bucket } = exposures ? this.#exposures.next() : this.#accounts.next();
    const currencyOf = (account: string) => fold.of(partition).wallets.get(account)?.currency ?? '';
    const shard: Shard = { topic: 'bet.events', partition };
    const part = () => (exposures ? exposuresPart(bucket, currencyOf) : accountsPart(bucket));
    return () => new BetEventsPartFold(log, codec, shard, part());
  }

  async #compare(part: PartFold): Promise<Comparison | undefined> {
    const { shard } = part;
    const live = await this.#advance(part);
    // Once more, because the first fold may have taken its time.
    const before = live && (await this.#advance(part, live.generation));
    if (before === undefined) return undefined;
    const keys = [...part.models.keys()].filter((key) => part.isWhole(key));
    const held = await this.#contents(before, shard, keys);
    part.models.beginReading();
    const after = await this.#advance(part, before.generation);
    if (after === undefined) return undefined;
    const differences = keys.flatMap((key, index) => {
      const copy = held[index];
      const ours = part.models.content(key);
      if (copy === ours || part.models.passed.get(key)?.has(copy ?? '') === true) return [];
      const offset = part.models.changedAt.get(key);
      return [differenceOf(before, shard, key, copy ?? null, ours ?? null, offset)];
    });
    const { nextOffset } = positionIn(after.position);
    const checked = keys.length;
    const shown = differences.slice(0, limits.reconciliationDifferencesMax);
    return { copy: 'REDIS', ...shard, nextOffset, checked, differences: shown };
  }

  /** Folds up to where the models stand. Undefined: not this generation any more, or not in this log. */
  async #advance(part: PartFold, generation?: string): Promise<LiveModels | undefined> {
    const { log, redis } = this.parts;
    const { topic, partition } = part.shard;
    const live = await redis.read(part.shard, []);
    if (live === undefined || live.generation !== (generation ?? live.generation)) return undefined;
    const ends = await log.endOffsets(topic);
    if (topic === 'odds.events') this.#oddsEnds = ends;
    const { nextOffset } = positionIn(live.position);
    if (nextOffset > (ends.get(partition) ?? 0)) return undefined;
    await part.advanceTo(nextOffset);
    return live;
  }

  async #contents(
    { generation }: LiveModels,
    shard: Shard,
    keys: readonly string[],
  ): Promise<readonly (string | undefined)[]> {
    const contents: (string | undefined)[] = [];
    const length = limits.reconciledKeysAtOnceMax;
    for (let from = 0; from < keys.length; from += length) {
      const some = keys.slice(from, from + length);
      contents.push(...(await this.parts.redis.contents(shard, generation, some)));
    }
    return contents;
  }
}

/** Many accounts, or few with many bets: what a part folds stays small. No account is in two parts. */
export function accountParts(accounts: number, events: number): number {
  const { reconciledAccountsMax, reconciledAccountEventsMax } = limits;
  const byEvents = Math.min(accounts, partsOf(events, reconciledAccountEventsMax));
  return Math.max(partsOf(accounts, reconciledAccountsMax), byEvents);
}

const partsOf = (count: number, each: number) => Math.ceil(count / each);
