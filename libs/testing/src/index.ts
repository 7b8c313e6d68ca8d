export { specify } from './given';
export { logContract, type LogUnderTest } from './log-contract';
export {
  memoryLog,
  type AppendFault,
  type MemoryAppended,
  type MemoryLog,
  type MemoryLogOptions,
} from './memory-log';
export type { MemoryRecord } from './memory-record';
export type { MemoryReader } from './memory-reader';
export { prng, type Prng } from './prng';
