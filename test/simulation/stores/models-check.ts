import type { MemoryRedis } from '@stakelog/testing';
import type { Shard } from '@stakelog/redis';
import type { World } from '../world/world';
import { nameOf, type FoldReference } from './fold-reference';

/** `rm:{p3}:<generation>:pos`, written down here once more: the names are part of the contract. */
const positionName = /^rm:\{([po])(\d+)\}:([0-9a-z]+):pos$/;

type Place = { readonly shard: Shard; readonly generation: string; readonly prefix: string };

/** I15: each read model equals the fold of the counted log up to its stored position, which the log has. */
export class ModelsCheck {
  constructor(
    private readonly world: World,
    private readonly server: () => MemoryRedis,
    private readonly references: FoldReference,
  ) {}

  /** After a command or script: whatever it touched agrees with the position that stands beside it. */
  ran(name: string, args: readonly string[]): void {
    if (name !== 'applySlice' || this.world.violation !== undefined) return;
    const keys = args.slice(1, 1 + Number(args[0]));
    const place = placeOf(keys[0] ?? '');
    if (place === undefined || this.references.isCut(place.shard)) return;
    const { prefix } = place;
    const touched = keys.slice(4).flatMap((key) => {
      if (key.startsWith(prefix)) return [key.slice(prefix.length)];
      this.world.violated('I15', `${nameOf(place.shard)}: ${key} is written outside its shard`);
      return [];
    });
    this.#compare(place, touched);
  }

  /** At the end: what readers see is the whole fold, and nothing else. Undefined: it is not there yet. */
  whole(shard: Shard): 'equal' | 'behind' | 'different' {
    const tag = `{${shard.topic === 'bet.events' ? 'p' : 'o'}${shard.partition}}`;
    const live = this.server().run('get', [`rm:${tag}:live`]);
    if (typeof live !== 'string') return 'behind';
    const place = placeOf(`rm:${tag}:${live}:pos`);
    if (place === undefined) return 'behind';
    const reference = this.references.shard(shard);
    if (this.#position(place)?.['nextOffset'] !== reference.nextOffset) return 'behind';
    const stored = this.#keys(place).filter((key) => key !== 'pos');
    const all = new Set([...stored, ...reference.keysAt(reference.nextOffset)]);
    return this.#compare(place, [...all]) ? 'equal' : 'different';
  }

  #compare(place: Place, keys: readonly string[]): boolean {
    const position = this.#position(place);
    if (position === undefined) return true;
    const reference = this.references.shard(place.shard);
    const nextOffset = Number(position['nextOffset']);
    const at = `${nameOf(place.shard)} of ${place.generation} at ${nextOffset}`;
    const known = reference.positions.get(nextOffset);
    if (known === undefined) return this.#broken(`${at}: no such position in the log`);
    for (const [field, value] of Object.entries(known))
      if (position[field] !== value)
        return this.#broken(`${at}: ${field} is ${String(position[field])}, not ${String(value)}`);
    for (const key of keys) {
      const [stored, folded] = [
        this.#content(place.prefix + key),
        reference.contentAt(key, nextOffset),
      ];
      if (stored !== folded) return this.#broken(`${at}: ${key} is ${stored}, not ${folded}`);
    }
    return true;
  }

  #broken(detail: string): false {
    this.world.violated('I15', detail.slice(0, 600));
    return false;
  }

  #position({ prefix }: Place): Readonly<Record<string, unknown>> | undefined {
    const text = this.server().run('get', [`${prefix}pos`]);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- positions are objects
    return typeof text === 'string' ? (JSON.parse(text) as Record<string, unknown>) : undefined;
  }

  #keys({ prefix }: Place): readonly string[] {
    const found = this.server().run('keys', [`${prefix}*`]);
    return Array.isArray(found) ? found.map((key) => String(key).slice(prefix.length)) : [];
  }

  #content(key: string): string {
    const server = this.server();
    switch (server.run('type', [key])) {
      case 'none':
        return 'none';
      case 'string':
        return String(server.run('get', [key]));
      case 'zset':
        return pairs(server.run('zrange', [key, '0', '-1', 'WITHSCORES']))
          .toSorted()
          .join('\n');
      default:
        return rows(server.run('xrange', [key, '-', '+'])).join('\n');
    }
  }
}

function placeOf(positionKey: string): Place | undefined {
  const [, kind, partition, generation] = positionName.exec(positionKey) ?? [];
  if (generation === undefined) return undefined;
  const topic = kind === 'p' ? 'bet.events' : 'odds.events';
  const shard: Shard = { topic, partition: Number(partition) };
  return { shard, generation, prefix: positionKey.slice(0, -'pos'.length) };
}

const pairs = (reply: unknown): readonly string[] =>
  (Array.isArray(reply) ? reply.map(String) : []).flatMap((member, index, all) =>
    index % 2 === 0 ? [`${member} ${all[index + 1]}`] : [],
  );

/** `[id, ['entry', json]]`, as `offset json`. */
function rows(reply: unknown): readonly string[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the reply of XRANGE
  const found = reply as readonly (readonly [string, readonly string[]])[];
  return found.map(([id, fields]) => `${id.split('-')[0]} ${fields[1]}`);
}
