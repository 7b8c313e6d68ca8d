import type { Redis } from 'ioredis';
import { betShards, notesChannel, oddsShards, type Shard } from './model-keys';
import { guarded } from './redis-error';

/** What changed and up to which position. The value is in the read model; a lost note costs only time. */
export type Note = {
  readonly version: string;
  readonly channels: readonly string[];
  /** The shard's models were taken out of service: whatever was read from them may be wrong. */
  readonly withdrawn?: Shard;
};

/** Hears the notes of all shards. The connection is used for nothing else, and subscribes again by itself. */
export async function subscribeNotes(redis: Redis, hear: (note: Note) => void): Promise<void> {
  redis.on('message', (_channel, text) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only our scripts publish there
    hear(JSON.parse(text) as Note);
  });
  await guarded(redis.subscribe(...[...betShards, ...oddsShards].map(notesChannel)));
}
