import { shardTag, type Shard } from '@stakelog/redis';
import type { MemoryRedis } from '@stakelog/testing';
import type { World } from '../world/world';
import type { DeliveredStore } from './delivered-store';
import type { FoldReference } from './fold-reference';

type QueueRow = readonly [id: string, fields: readonly string[]];

/** I20: every event that asks for it is told of at least once, and a rebuild queues nothing old. */
export class NoticesCheck {
  readonly delivered = new Set<string>();
  /** The newest id of each queue that was looked at. */
  readonly #seen = new Map<string, string>();
  /** Events that were queued since Redis last lost anything. */
  readonly #queued = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly server: () => MemoryRedis,
    private readonly references: FoldReference,
    private readonly kept: DeliveredStore,
  ) {}

  /** After a slice was applied: what it queued is new. */
  ran(name: string, args: readonly string[]): void {
    const key = args[4];
    if (name !== 'applySlice' || key === undefined || this.world.violation !== undefined) return;
    const partition = Number(/\{p(\d+)\}/.exec(key)?.[1] ?? -1);
    const from = this.#seen.get(key);
    for (const [id, fields] of this.#rows(key, from === undefined ? '-' : `(${from}`)) {
      this.#seen.set(key, id);
      this.#queue(partition, Number(fields[1]), fields[3] ?? '');
    }
  }

  /** Redis lost its content or went back: what it held may be queued again, down to what is asked for anew. */
  redisLost(): void {
    this.#queued.clear();
    this.#seen.clear();
    this.kept.floors.clear();
  }

  /** What asked to be told and was not, nor was given up; nothing that a lost file of positions left out. */
  missing(shard: Shard): readonly string[] {
    const given = new Set(
      this.#rows(`q:${shardTag(shard)}:failed`, '-').map(([, fields]) => fields[3]),
    );
    return this.references.shard(shard).notices.flatMap(({ offset, notice }) => {
      const text = JSON.stringify(notice);
      const skipped = offset <= (this.kept.skipped.get(shard.partition) ?? -1);
      return skipped || this.delivered.has(eventOf(text)) || given.has(text) ? [] : [text];
    });
  }

  #queue(partition: number, offset: number, text: string): void {
    const floor = this.kept.floors.get(partition) ?? -1;
    if (offset <= floor)
      this.world.violated('I20', `b${partition}:${offset} is queued, and ${floor} was delivered`);
    const eventId = eventOf(text);
    if (this.#queued.has(eventId)) this.world.violated('I20', `${eventId} is queued twice`);
    this.#queued.add(eventId);
  }

  #rows(key: string, from: string): readonly QueueRow[] {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the reply of XRANGE
    return this.server().run('xrange', [key, from, '+']) as readonly QueueRow[];
  }
}

function eventOf(text: string): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- notices have it
  return (JSON.parse(text) as { readonly eventId: string }).eventId;
}
