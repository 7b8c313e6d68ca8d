import { topics } from '@stakelog/contracts';

/** The part of the read models that one partition of a topic makes: one hash slot, one position. */
export type Shard = {
  readonly topic: 'bet.events' | 'odds.events';
  readonly partition: number;
};

export const betShards = shardsOf('bet.events');
export const oddsShards = shardsOf('odds.events');

function shardsOf(topic: Shard['topic']): readonly Shard[] {
  return Array.from({ length: topics[topic].partitions }, (_, partition) => ({ topic, partition }));
}

/** `{p3}` of bet.events, `{o5}` of odds.events: the hash tag of every key of the shard. */
export const shardTag = ({ topic, partition }: Shard): string =>
  `{${topic === 'bet.events' ? 'p' : 'o'}${partition}}`;

/** Everything of a generation begins with this. */
export const generationPrefix = (shard: Shard, generation: string): string =>
  `rm:${shardTag(shard)}:${generation}:`;

export const positionKey = (shard: Shard, generation: string): string =>
  `${generationPrefix(shard, generation)}pos`;

/** Names the generation that is read, and the one that is being built. */
export const liveKey = (shard: Shard): string => `rm:${shardTag(shard)}:live`;
export const nextKey = (shard: Shard): string => `rm:${shardTag(shard)}:next`;

/** Names the generation that was taken out of service because it differed from the log. */
export const withdrawnKey = (shard: Shard): string => `rm:${shardTag(shard)}:withdrawn`;

/** The position that a withdrawn generation had: without `pos` nobody goes on with it. */
export const withdrawnPositionKey = (shard: Shard, generation: string): string =>
  `${generationPrefix(shard, generation)}was`;

/** The notifier's queue, the offset up to which it was filled, and what could not be delivered. */
export const noticesKey = (shard: Shard): string => `q:${shardTag(shard)}:notify`;
export const queuedKey = (shard: Shard): string => `q:${shardTag(shard)}:queued`;
export const failedKey = (shard: Shard): string => `q:${shardTag(shard)}:failed`;

/** Pub/sub: which channels of the stream changed, and up to which position. */
export const notesChannel = (shard: Shard): string => `notes:${shardTag(shard)}`;

export const inboxKey = (account: string): string => `inbox:{${account}}`;
