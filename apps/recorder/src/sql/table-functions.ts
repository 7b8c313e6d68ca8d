import type { ClickHouse } from '@stakelog/clickhouse';
import { harmlessTableFunctions, type Elsewhere } from './read-only-statement';

/** Every table function of this engine that a query may not use, as the engine itself lists them. */
export async function readTableFunctions(clickhouse: ClickHouse): Promise<Elsewhere> {
  const found = await clickhouse.rows<{ name: string }>(
    'SELECT lower(name) AS name FROM system.table_functions',
  );
  const names = found.map(({ name }) => name).filter((name) => !harmlessTableFunctions.has(name));
  return new Set(names);
}
