export { openAppender, type Appended, type Appender } from './appender';
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
