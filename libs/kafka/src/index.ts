export { openAppender, type Appended, type Appender } from './appender';
export { decodeLearning, subjectOf, type Codec, type SchemaId } from './codec';
export type { KafkaConnection } from './connection';
export { crc32c } from './crc32c';
export { LogError, type LogFault, type Recovery } from './log-error';
export type { LogRecord } from './log-record';
export { fetchEndOffsets, fetchRanges, readRecordAt, type PartitionRange } from './offsets';
export { openReader, type BrokerTime, type LogReader, type ReaderOptions } from './reader';
export {
  encodeRecordBatch,
  recordBatchBytes,
  recordBytes,
  type AppendRecord,
} from './record-batch';
export { memoryCodec } from './memory-codec';
export type { Message, MessageOf } from './message';
export { connectCodec } from './registry';
