import { positionToken, type ModelKey, type Position } from '@stakelog/contracts';
import type { ChainableCommander, Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { generationPrefix, liveKey, oddsShards, positionKey, type Shard } from './model-keys';
import { guarded, redisError } from './redis-error';

/** Where a shard's read models stand. */
export type ModelPosition = {
  /** The next offset that is not in them. */
  readonly nextOffset: number;
  /** Of the last decided batch; bet.events only. */
  readonly decidedAtMs?: number;
};

/** `rebuilding`: nothing complete to read; `behind`: the position asked for has not been reached in time. */
export type Read<Value> =
  | {
      readonly status: 'read';
      readonly value: Value;
      /** Position token of the last record in the models; undefined while there is none. */
      readonly asOf: string | undefined;
      readonly position: ModelPosition;
    }
  | { readonly status: 'behind' | 'rebuilding' };

export type ReadOptions = {
  /** The models must have applied this; a position of another shard asks for nothing. */
  readonly after?: Position | undefined;
  readonly waitMs?: number;
};

/** A page of an index, in order of its scores. */
export type RankRange = {
  readonly index: string;
  readonly order: 'rising' | 'falling';
  /** Bounds of the score; `(` in front of a number leaves it out. */
  readonly from: string;
  readonly to: string;
  readonly limit: number;
};

export type Ranked = { readonly member: string; readonly score: number };

/** A page of a history, newest first. */
export type HistoryRange = {
  readonly history: string;
  /** Only entries of lower offsets. */
  readonly before?: number;
  /** Only entries of higher offsets. */
  readonly after?: number;
  readonly limit: number;
};

export type Past<Entry> = { readonly offset: number; readonly entry: Entry };

const POLL_MS_MAX = 20;
const SWAPS_MAX = 3;
const KNOWN_SHARDS_MAX = 100_000;

/** The reading side. Each answer is of one position, and of one generation, whatever is rebuilt meanwhile. */
export class ModelReader {
  private readonly generations = new Map<string, string>();
  private readonly shardOf = new Map<string, Shard>();

  constructor(private readonly redis: Redis) {}

  values<View extends object>(
    shard: Shard,
    keys: readonly ModelKey<View>[],
    options: ReadOptions = {},
  ): Promise<Read<readonly (View | undefined)[]>> {
    return this.waited(shard, options, () =>
      this.of(shard, async (generation) => {
        const prefix = generationPrefix(shard, generation);
        const names = [
          liveKey(shard),
          positionKey(shard, generation),
          ...keys.map((key) => prefix + key),
        ];
        const [live, position, ...texts] = await guarded(this.redis.mget(names));
        return { live, position, value: texts.map((text) => parsed<View>(text)) };
      }),
    );
  }

  async value<View extends object>(
    shard: Shard,
    key: ModelKey<View>,
    options: ReadOptions = {},
  ): Promise<Read<View | undefined>> {
    const read = await this.values(shard, [key], options);
    return read.status === 'read' ? { ...read, value: read.value[0] } : read;
  }

  /** A value of odds.events whose partition the caller does not know, such as a market by its id. */
  async find<View extends object>(
    key: ModelKey<View>,
    options: ReadOptions = {},
  ): Promise<Read<View | undefined> & { readonly shard?: Shard }> {
    const { after } = options;
    const told = after?.topic === 'odds.events' ? oddsShards[after.partition] : undefined;
    const shard = this.shardOf.get(key) ?? told;
    const read = shard && (await this.value(shard, key, options));
    if (shard !== undefined && read?.status === 'read' && read.value !== undefined)
      return this.remember(key, { ...read, shard });
    return this.findAnywhere(key, options);
  }

  private async findAnywhere<View extends object>(
    key: ModelKey<View>,
    options: ReadOptions,
  ): Promise<Read<View | undefined> & { readonly shard?: Shard }> {
    const reads = await Promise.all(
      oddsShards.map(async (shard) => ({ shard, ...(await this.value(shard, key, options)) })),
    );
    const found = reads.find((read) => read.status === 'read' && read.value !== undefined);
    if (found !== undefined) return this.remember(key, found);
    const missing = reads.find(({ status }) => status !== 'read');
    return missing ?? reads[0] ?? { status: 'rebuilding' };
  }

  async ranked(
    shard: Shard,
    { index, order, from, to, limit }: RankRange,
    options: ReadOptions = {},
  ): Promise<Read<readonly Ranked[]>> {
    const read = await this.queried(shard, options, (query, prefix) =>
      order === 'rising'
        ? query.zrangebyscore(prefix + index, from, to, 'WITHSCORES', 'LIMIT', 0, limit)
        : query.zrevrangebyscore(prefix + index, to, from, 'WITHSCORES', 'LIMIT', 0, limit),
    );
    return read.status === 'read' ? { ...read, value: rankedPairs(read.value) } : read;
  }

  async history<Entry extends object>(
    shard: Shard,
    { history, before, after, limit }: HistoryRange,
    options: ReadOptions = {},
  ): Promise<Read<readonly Past<Entry>[]>> {
    const newest = before === undefined ? '+' : `(${before}-1`;
    const oldest = after === undefined ? '-' : `(${after}-1`;
    const read = await this.queried(shard, options, (query, prefix) =>
      query.xrevrange(prefix + history, newest, oldest, 'COUNT', limit),
    );
    return read.status === 'read' ? { ...read, value: pastEntries<Entry>(read.value) } : read;
  }

  /** Where the shard stands, without any value. */
  async position(shard: Shard): Promise<Read<undefined>> {
    const read = await this.values(shard, []);
    return read.status === 'read' ? { ...read, value: undefined } : read;
  }

  private remember<Found extends { readonly shard: Shard }>(key: string, found: Found): Found {
    if (this.shardOf.size >= KNOWN_SHARDS_MAX) this.shardOf.clear();
    this.shardOf.set(key, found.shard);
    return found;
  }

  private queried(
    shard: Shard,
    options: ReadOptions,
    query: (commands: ChainableCommander, prefix: string) => ChainableCommander,
  ): Promise<Read<unknown>> {
    return this.waited(shard, options, () =>
      this.of(shard, async (generation) => {
        const start = this.redis.multi().mget(liveKey(shard), positionKey(shard, generation));
        const replies = await guarded(query(start, generationPrefix(shard, generation)).exec());
        const [pointers, found] = (replies ?? []).map(([error, reply]) => {
          if (error !== null) throw redisError(error);
          return reply;
        });
        const [live, position] = Array.isArray(pointers) ? pointers.map(textOrNull) : [];
        return { live, position, value: found };
      }),
    );
  }

  /** Reads the generation known to be live, and again where another one is by now. */
  private async of<Value>(
    shard: Shard,
    read: (generation: string) => Promise<{
      live: string | null | undefined;
      position: string | null | undefined;
      value: Value;
    }>,
  ): Promise<Read<Value>> {
    const name = liveKey(shard);
    for (let swaps = 0; swaps < SWAPS_MAX; swaps++) {
      const generation = this.generations.get(name) ?? '';
      const { live, position, value } = await read(generation);
      if (live === null || live === undefined) break;
      this.generations.set(name, live);
      if (live !== generation) continue;
      const at = parsed<ModelPosition>(position);
      if (at === undefined) break;
      const token = positionToken({ ...shard, offset: at.nextOffset - 1 });
      return { status: 'read', value, asOf: at.nextOffset > 0 ? token : undefined, position: at };
    }
    return { status: 'rebuilding' };
  }

  private waited<Value>(
    shard: Shard,
    { after, waitMs = 0 }: ReadOptions,
    read: () => Promise<Read<Value>>,
  ): Promise<Read<Value>> {
    const asks = after?.topic === shard.topic && after.partition === shard.partition;
    return asks ? until(after.offset, waitMs, read) : read();
  }
}

/** Reads again until the offset is in the models, or the time is up. */
async function until<Value>(
  offset: number,
  waitMs: number,
  read: () => Promise<Read<Value>>,
): Promise<Read<Value>> {
  const untilMs = performance.now() + waitMs;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, POLL_MS_MAX)) {
    const result = await read();
    if (result.status === 'read' && result.position.nextOffset > offset) return result;
    const leftMs = untilMs - performance.now();
    if (leftMs <= 0) return result.status === 'read' ? { status: 'behind' } : result;
    await sleep(Math.min(pauseMs, leftMs));
  }
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the key says what stands there
function parsed<View>(text: string | null | undefined): View | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the store writes under our keys
  return text === null || text === undefined ? undefined : (JSON.parse(text) as View);
}

const textOrNull = (reply: unknown) => (typeof reply === 'string' ? reply : null);

/** `[member, score, member, score …]` */
function rankedPairs(reply: unknown): readonly Ranked[] {
  const flat = Array.isArray(reply) ? reply.flat().map(String) : [];
  return flat.flatMap((member, index) =>
    index % 2 === 0 ? [{ member, score: Number(flat[index + 1]) }] : [],
  );
}

/** `[[id, ['entry', json]] …]` */
function pastEntries<Entry>(reply: unknown): readonly Past<Entry>[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the reply of XRANGE
  const rows = (reply ?? []) as [string, string[]][];
  return rows.flatMap(([id, [, text]]) => {
    const entry = parsed<Entry>(text);
    return entry === undefined ? [] : [{ offset: Number(id.split('-')[0]), entry }];
  });
}
