export { betShapes, type BetShape } from './bet-shapes';
export { freePort } from './free-port';
export { law } from './law';
export { commands, envelope, placeBets, selection, single } from './build-commands';
export { betCommands, multiple, system } from './build-bet-commands';
export { ended, facts, offered, wideLimits } from './build-facts';
export { usualStart, type Start } from './usual-start';
export { histories } from './history-arbitrary';
export { historyOf, moveNames, randomWords, type HistoryWord } from './history';
export { historyMoves, type HistoryMove } from './history-moves';
export { HistoryWriter, type HistoryFact, type HistoryStep } from './history-writer';
export { specify } from './given';
export { logContract, requestsContract, type LogUnderTest } from './log-contract';
export {
  memoryLog,
  type AppendFault,
  type MemoryAppended,
  type MemoryLog,
  type MemoryLogOptions,
} from './memory-log';
export type { MemoryRecord } from './memory-record';
export type { MemoryReader } from './memory-reader';
export { memoryConnection, type Transport } from './memory-redis/memory-connection';
export { MemoryRedis } from './memory-redis/memory-redis';
export { prng, type Prng } from './prng';
export * as sampleAccountEvents from './sample-account-events';
export * as sampleEvents from './sample-events';
