import { scripts } from './scripts';
import { SortedSet } from './sorted-set';
import { Stream } from './stream';

type Stored = string | string[] | SortedSet | Stream;
type Listener = (channel: string, message: string) => void;

const wrongType = () =>
  new Error('WRONGTYPE Operation against a key holding the wrong kind of value');

/** Commands that are refused when memory is out. */
const growing = new Set(['SET', 'ZADD', 'XADD', 'LPUSH', 'XGROUP']);

/**
 * A Redis in memory: the commands that this project sends, each of them atomic, with the replies that
 * ioredis hands out. What it does not know it refuses.
 */
export class MemoryRedis {
  /** Out of memory: what would grow is refused. */
  full = false;
  #data = new Map<string, Stored>();
  readonly #listeners = new Set<Listener>();
  readonly #nowMs: () => number;

  /** The server's clock makes the ids of queues and the idle times of what was taken. */
  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  /** One command, or a script by its name: whole, with nothing in between. */
  run(name: string, args: readonly string[]): unknown {
    const script = scripts[name];
    if (script === undefined) return this.#command(name.toUpperCase(), args);
    const [count = '0', ...rest] = args;
    const call = (command: string, ...given: readonly string[]) => this.#command(command, given);
    return script(call, rest.slice(0, Number(count)), rest.slice(Number(count)));
  }

  /** Hears everything that is published; what it returns ends that. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What a dump holds: to be restored later, as an older state. */
  dump(): ReadonlyMap<string, Stored> {
    return copyOf(this.#data);
  }

  restore(dump: ReadonlyMap<string, unknown>): void {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made by dump above
    this.#data = copyOf(dump as ReadonlyMap<string, Stored>);
  }

  #command(name: string, args: readonly string[]): unknown {
    if (this.full && growing.has(name))
      throw new Error("OOM command not allowed when used memory > 'maxmemory'.");
    const [key = '', ...rest] = args;
    if (name.startsWith('X')) return this.#onStream(name, args);
    if (name.startsWith('Z')) return this.#onSortedSet(name, key, rest);
    return this.#onKeys(name, key, rest);
  }

  #onKeys(name: string, key: string, rest: readonly string[]): unknown {
    switch (name) {
      case 'GET':
        return this.#text(key);
      case 'MGET':
        return [key, ...rest].map((each) => {
          const value = this.#data.get(each);
          return typeof value === 'string' ? value : null;
        });
      case 'SET':
        if (rest[1]?.toUpperCase() === 'NX' && this.#data.has(key)) return null;
        this.#data.set(key, rest[0] ?? '');
        return 'OK';
      case 'DEL':
      case 'UNLINK':
        return [key, ...rest].filter((each) => this.#data.delete(each)).length;
      case 'TYPE':
        return typeOf(this.#data.get(key));
      case 'LPUSH':
        this.#data.set(key, [...rest]);
        return rest.length;
      case 'KEYS':
        return [...this.#data.keys()].filter((each) => globbed(key).test(each));
      case 'SCAN':
        return ['0', [...this.#data.keys()].filter((each) => globbed(rest[1] ?? '*').test(each))];
      case 'FLUSHDB':
        this.#data.clear();
        return 'OK';
      case 'PEXPIRE':
        return this.#data.has(key) ? 1 : 0;
      case 'PUBLISH':
        for (const listener of this.#listeners) listener(key, rest[0] ?? '');
        return this.#listeners.size;
      default:
        throw new Error(`ERR unknown command '${name}'`);
    }
  }

  #onSortedSet(name: string, key: string, rest: readonly string[]): unknown {
    const [first = '', second = ''] = rest;
    const stored = this.#data.get(key);
    if (stored !== undefined && !(stored instanceof SortedSet)) throw wrongType();
    const set = stored ?? new SortedSet();
    const paged = (found: readonly (readonly [string, number])[]) => {
      const limit = rest.indexOf('LIMIT');
      const [skip, count] = limit < 0 ? [0, Infinity] : rest.slice(limit + 1).map(Number);
      const page = found.slice(skip ?? 0, (skip ?? 0) + (count ?? Infinity));
      return rest.includes('WITHSCORES')
        ? page.flatMap(([member, score]) => [member, String(score)])
        : page.map(([member]) => member);
    };
    switch (name) {
      case 'ZADD': {
        const added = set.add(Number(first), second);
        this.#data.set(key, set);
        return added;
      }
      case 'ZREM':
        return this.#kept(key, set, set.remove(first));
      case 'ZREMRANGEBYRANK': {
        const gone = set.atRanks(Number(first), Number(second));
        for (const [member] of gone) set.remove(member);
        return this.#kept(key, set, gone.length);
      }
      case 'ZRANGE':
        return paged(set.atRanks(Number(first), Number(second)));
      case 'ZREVRANGE':
        return paged(
          set
            .ranked()
            .toReversed()
            .slice(Number(first), Number(second) + 1),
        );
      case 'ZRANGEBYSCORE':
        return paged(set.withScores(first, second));
      case 'ZREVRANGEBYSCORE':
        return paged(set.withScores(second, first).toReversed());
      default:
        throw new Error(`ERR unknown command '${name}'`);
    }
  }

  #onStream(name: string, args: readonly string[]): unknown {
    const nowMs = this.#nowMs();
    const [key = '', first = '', second = '', third = ''] = args;
    switch (name) {
      case 'XADD': {
        const cut = args[1] === 'MAXLEN' ? args.slice(1, 4) : [];
        const [, kind, most = Infinity] = cut;
        const [id = '*', ...fields] = args.slice(1 + cut.length);
        const stream = this.#stream(key) ?? new Stream();
        const added = stream.add(id, fields, nowMs);
        this.#data.set(key, stream);
        // Nearly: a server trims whole blocks of entries.
        if (kind === '=' || stream.length > Number(most) + 100) stream.trim(Number(most));
        return added;
      }
      case 'XLEN':
        return this.#stream(key)?.length ?? 0;
      case 'XRANGE':
        return counted(this.#stream(key)?.range(first, second) ?? [], args);
      case 'XREVRANGE':
        return counted((this.#stream(key)?.range(second, first) ?? []).toReversed(), args);
      case 'XDEL':
        return this.#stream(key)?.delete(first) ?? 0;
      case 'XACK':
        return this.#stream(key)?.acknowledge(first, second) ?? 0;
      case 'XGROUP': {
        const stream = this.#stream(first) ?? new Stream();
        this.#data.set(first, stream);
        stream.openGroup(second, third);
        return 'OK';
      }
      case 'XREADGROUP': {
        const [, group = '', worker = '', , count = '1', , name_ = ''] = args;
        const rows = this.#grouped(name_, group).take(group, worker, Number(count), nowMs);
        return rows.length === 0 ? null : [[name_, rows]];
      }
      case 'XPENDING': {
        const [, group = '', , idleMs, , , count] = args;
        return this.#grouped(key, group).pending(group, Number(idleMs), Number(count), nowMs);
      }
      case 'XCLAIM': {
        const [, group = '', worker = '', idleMs, ...ids] = args;
        return this.#grouped(key, group).claim(group, worker, Number(idleMs), ids, nowMs);
      }
      default:
        throw new Error(`ERR unknown command '${name}'`);
    }
  }

  /** Redis keeps no empty sorted sets. */
  #kept(key: string, set: SortedSet, reply: number): number {
    if (set.size === 0) this.#data.delete(key);
    return reply;
  }

  #text(key: string): string | null {
    const value = this.#data.get(key);
    if (value !== undefined && typeof value !== 'string') throw wrongType();
    return value ?? null;
  }

  #stream(key: string): Stream | undefined {
    const value = this.#data.get(key);
    if (value !== undefined && !(value instanceof Stream)) throw wrongType();
    return value;
  }

  #grouped(key: string, group: string): Stream {
    const stream = this.#stream(key);
    if (stream === undefined)
      throw new Error(`NOGROUP No such key '${key}' or consumer group '${group}'`);
    return stream;
  }
}

function copyOf(data: ReadonlyMap<string, Stored>): Map<string, Stored> {
  return new Map(
    [...data].map(([key, value]) => [
      key,
      value instanceof SortedSet || value instanceof Stream ? value.copy() : value,
    ]),
  );
}

function typeOf(value: Stored | undefined): string {
  if (value === undefined) return 'none';
  if (typeof value === 'string') return 'string';
  if (value instanceof SortedSet) return 'zset';
  return value instanceof Stream ? 'stream' : 'list';
}

function counted(rows: readonly unknown[], args: readonly string[]): readonly unknown[] {
  const at = args.indexOf('COUNT');
  return at < 0 ? rows : rows.slice(0, Number(args[at + 1]));
}

/** Redis' glob, as far as our patterns go: `*`, and what is escaped. */
function globbed(pattern: string): RegExp {
  const parts = pattern.match(/\\.|[^\\]/g) ?? [];
  const source = parts.map((part) =>
    part === '*' ? '.*' : part.replace(/^\\/, '').replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
  );
  return new RegExp(`^${source.join('')}$`, 's');
}
