import { limits, positionToken, type ModelChanges } from '@stakelog/contracts';
import type { Redis } from 'ioredis';
import { applyScript, pointScript } from './apply-script';
import {
  generationPrefix,
  liveKey,
  nextKey,
  notesChannel,
  noticesKey,
  positionKey,
  queuedKey,
  type Shard,
} from './model-keys';
import { guarded, RedisError } from './redis-error';

/** A generation as it stands: the position is the JSON text that was stored with the data. */
export type Generation = { readonly name: string; readonly position: string | undefined };

/** What a shard holds: the generation that is read, the one that is being built. */
export type Standing = {
  readonly live: Generation | undefined;
  readonly next: Generation | undefined;
};

export type Slice = {
  readonly shard: Shard;
  readonly generation: string;
  /** The position that the changes were computed from, as stored; empty for a new generation. */
  readonly from: string;
  readonly to: string;
  /** The last offset that `to` covers. */
  readonly lastOffset: number;
  readonly changes: ModelChanges;
};

/** `moved`: the stored position is another one, nothing was written; read the standing again. */
export type Applied = { readonly status: 'applied' | 'moved'; readonly position: string };

export const noChanges: ModelChanges = {
  values: new Map(),
  ranks: [],
  entries: [],
  notices: [],
  channels: new Set(),
};

type Scripts = {
  applySlice(keys: number, ...args: (string | number)[]): Promise<[string, string]>;
  pointAt(keys: number, ...args: string[]): Promise<number>;
};

/** The writing side of the read models. Data and position go together, in one script call. */
export class ModelStore {
  private readonly scripts: Scripts;

  constructor(private readonly redis: Redis) {
    redis.defineCommand('applySlice', { lua: applyScript });
    redis.defineCommand('pointAt', { lua: pointScript });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ioredis adds the two commands above
    this.scripts = redis as unknown as Scripts;
  }

  async standing(shard: Shard): Promise<Standing> {
    const [live, next] = await guarded(this.redis.mget(liveKey(shard), nextKey(shard)));
    return { live: await this.generation(shard, live), next: await this.generation(shard, next) };
  }

  /** The stored values, with the position they belong to: one command, so no write lies between. */
  async read(
    shard: Shard,
    generation: string,
    keys: readonly string[],
  ): Promise<{ readonly position: string; readonly values: ReadonlyMap<string, object> }> {
    const prefix = generationPrefix(shard, generation);
    const names = [positionKey(shard, generation), ...keys.map((key) => prefix + key)];
    const [position, ...texts] = await guarded(this.redis.mget(names));
    const values = new Map<string, object>();
    keys.forEach((key, index) => {
      const text = texts[index];
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only applySlice writes under this prefix
      if (text !== null && text !== undefined) values.set(key, JSON.parse(text) as object);
    });
    return { position: position ?? '', values };
  }

  /**
   * Writes the changes and the new position, if the stored position still is `from`. A call that is sent
   * again after a broken connection finds its own `to` and counts as applied. Throws `damaged` when a key
   * holds something foreign: the generation has lost its position and has to be built anew.
   */
  async apply(slice: Slice): Promise<Applied> {
    const { keys, args } = callOf(slice);
    const [status, detail] = await guarded(this.scripts.applySlice(keys.length, ...keys, ...args));
    if (status === 'broken') throw new RedisError('damaged', detail);
    if (status === 'applied' || detail === slice.to)
      return { status: 'applied', position: slice.to };
    return { status: 'moved', position: detail };
  }

  /** Begins a generation at the given position, without data. False: somebody else began it. */
  async begin(shard: Shard, generation: string, position: string): Promise<boolean> {
    await guarded(this.redis.set(nextKey(shard), generation));
    const start = { shard, generation, from: '', to: position, lastOffset: -1, changes: noChanges };
    return (await this.apply(start)).status === 'applied';
  }

  /** From here on readers see this generation. False: it does not stand at that position. */
  async point(shard: Shard, generation: string, position: string): Promise<boolean> {
    const keys = [liveKey(shard), nextKey(shard), positionKey(shard, generation)];
    return (await guarded(this.scripts.pointAt(3, ...keys, generation, position))) === 1;
  }

  /** Nothing at or below this offset is ever queued for the notifier. Kept where one is set. */
  async queueFrom(shard: Shard, lastOffset: number): Promise<void> {
    await guarded(this.redis.set(queuedKey(shard), lastOffset, 'NX'));
  }

  async queuedTo(shard: Shard): Promise<number | undefined> {
    const stored = await guarded(this.redis.get(queuedKey(shard)));
    return stored === null ? undefined : Number(stored);
  }

  /** Readers answer that the shard is being rebuilt until a generation is pointed at. */
  async hide(shard: Shard): Promise<void> {
    await guarded(this.redis.del(liveKey(shard)));
  }

  private async generation(shard: Shard, name: string | null | undefined) {
    if (name === null || name === undefined) return undefined;
    const position = await guarded(this.redis.get(positionKey(shard, name)));
    return { name, position: position ?? undefined };
  }
}

function callOf({ shard, generation, from, to, lastOffset, changes }: Slice) {
  const prefix = generationPrefix(shard, generation);
  const keys = [
    positionKey(shard, generation),
    liveKey(shard),
    queuedKey(shard),
    noticesKey(shard),
  ];
  const places = new Map<string, number>();
  const place = (key: string) => {
    const known = places.get(key);
    if (known !== undefined) return known;
    keys.push(prefix + key);
    places.set(key, keys.length);
    return keys.length;
  };
  const args: (string | number)[] = [from, to, generation, notesChannel(shard)];
  args.push(noteOf(shard, lastOffset, changes.channels), lastOffset, limits.noticesQueuedMax);
  for (const [key, value] of changes.values) args.push('SET', place(key), JSON.stringify(value));
  for (const { key, member, score } of changes.ranks)
    if (score === null) args.push('UNRANK', place(key), member);
    else args.push('RANK', place(key), score, member);
  for (const [key, { entriesMax, entries }] of histories(changes.entries))
    args.push('ADD', place(key), entriesMax, entries.length / 2, ...entries);
  for (const { offset, notice } of changes.notices)
    args.push('TELL', offset, JSON.stringify(notice));
  return { keys, args };
}

type History = { readonly entriesMax: number; readonly entries: (string | number)[] };

/** By key, each entry behind its offset. */
function histories(all: ModelChanges['entries']): ReadonlyMap<string, History> {
  const byKey = new Map<string, History>();
  for (const { key, offset, entry, entriesMax } of all) {
    const known = byKey.get(key);
    if (known !== undefined) known.entries.push(offset, JSON.stringify(entry));
    else byKey.set(key, { entriesMax, entries: [offset, JSON.stringify(entry)] });
  }
  return byKey;
}

/** Keys and version only: whoever hears it reads the value. */
function noteOf(shard: Shard, lastOffset: number, channels: ReadonlySet<string>): string {
  if (channels.size === 0) return '';
  const version = positionToken({ ...shard, offset: lastOffset });
  return JSON.stringify({ version, channels: [...channels] });
}
