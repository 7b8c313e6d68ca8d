export {
  ClickHouse,
  openClickHouse,
  type ClickHouseOptions,
  type QueryParameters,
} from './clickhouse';
export {
  ClickHouseProblem,
  type ClickHouseFault,
  type ClickHouseRecovery,
} from './clickhouse-error';
export { insertBatch, jsonLines, type Row } from './insert-batch';
export { migrate, readMigrations, statements, type Migration } from './migrations';
export { openReadOnly, queryLimits, type ReadOnly, type ReadOnlyQuery } from './read-only';
