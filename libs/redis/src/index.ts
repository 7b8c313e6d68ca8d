export { compareGenerations, type Comparison } from './compare-generations';
export { closeRedis, openRedis, type Redis, type RedisOptions } from './connection';
export { generationKeys, sweepGenerations, unlinkGeneration } from './generations';
export { putIntoInbox, readInbox } from './inbox';
export { isInTable, keyTable, type KeyRow } from './key-table';
export { readLiveModels, type LiveModels } from './live-models';
export { readModelContents } from './model-contents';
export { betShards, generationPrefix, oddsShards, shardTag, type Shard } from './model-keys';
export {
  ModelReader,
  type HistoryRange,
  type ModelPosition,
  type Past,
  type Ranked,
  type RankRange,
  type Read,
  type ReadOptions,
} from './model-reader';
export {
  ModelStore,
  noChanges,
  type Applied,
  type Generation,
  type Slice,
  type Standing,
} from './model-store';
export { subscribeNotes, type Note } from './notes';
export { NoticeQueue, type QueueItem } from './notice-queue';
export { redisMemory, type RedisMemory } from './redis-memory';
export { RedisError, type RedisFault, type RedisRecovery } from './redis-error';
export { removeWithdrawn, withdrawGeneration } from './withdrawal';
