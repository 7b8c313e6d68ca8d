export { fetchClusterId } from './cluster-id';
export { openAppender, unwanted, type Appended, type Appender } from './appender';
export {
  openBatchingAppender,
  type BatchingAppender,
  type BatchingOptions,
  type RecordAppended,
} from './batching-appender';
export {
  openBetEventsReader,
  readFrom,
  type BetEventsHandlers,
  type BetEventsReader,
} from './bet-events-reader';
export { decodeLearning, subjectOf, type Codec, type SchemaId } from './codec';
export type { KafkaConnection } from './connection';
export { contentHash } from './content-hash';
export { crc32c } from './crc32c';
export {
  newFactsFence,
  type FactsFence,
  type FactsPosition,
  type FactVerdict,
} from './facts-fence';
export {
  eventIdOf,
  newFence,
  type CountedBatch,
  type CountedEvent,
  type DecisionEvent,
  type DropReason,
  type Fence,
  type FencePosition,
  type FenceStep,
} from './fence';
export { outOfRange, type FetchConnection, type ReaderSurroundings } from './fetch-connection';
export type { FetchedPartition, FetchRequest } from './fetch-exchange';
export { kafkaLog, type Log } from './log';
export { LogError, type LogFault, type Recovery } from './log-error';
export type { LogRecord } from './log-record';
export { memoryCodec } from './memory-codec';
export type { Message, MessageOf } from './message';
export {
  openOddsEventsReader,
  readFactsFrom,
  type OddsEventsHandlers,
  type OddsEventsReader,
  type OddsStep,
} from './odds-events-reader';
export { fetchEndOffsets, fetchRanges, readRecordAt, type PartitionRange } from './offsets';
export { valueCrc } from './partition-cursor';
export type { PartitionLoops } from './partition-loops';
export {
  checkFencePosition,
  checkInputPosition,
  directoryPositions,
  readFactsPosition,
  readFencePosition,
  writePosition,
  type InputPosition,
  type PositionStore,
} from './positions';
export {
  openReader,
  openReaderOver,
  type BrokerTime,
  type LogReader,
  type ReaderOptions,
  type ReadOptions,
} from './reader';
export {
  encodeRecordBatch,
  recordBatchBytes,
  recordBytes,
  type AppendRecord,
} from './record-batch';
export { allSchemaTexts, connectCodec, schemaTextOf } from './registry';
export { withWritersTime } from './writers-time';
