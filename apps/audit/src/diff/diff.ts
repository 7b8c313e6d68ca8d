import { closeRedis, openRedis } from '@stakelog/redis';
import { AuditError } from '../audit-error';
import type { AuditConfig } from '../audit.config';
import { grouped, seconds, type Output } from '../report/output';
import type { Recording } from '../walk/partition-walk';
import { diffClickhouse } from './diff-clickhouse';
import { diffRedis } from './diff-redis';
import type { Diff } from './difference';

/** Compares a copy of the log with the log. True where it says the same, however far it is. */
export async function diff(
  source: Pick<Recording, 'log' | 'codec'>,
  copy: 'redis' | 'clickhouse',
  config: AuditConfig,
  out: Output,
): Promise<boolean> {
  const startedAtMs = performance.now();
  const found =
    copy === 'redis' ? await ofRedis(source, config, out) : await ofSql(source, config, out);
  const equal = found.differences.length === 0;
  if (out.json) {
    const [first = null] = found.differences;
    await out.value({ copy, equal, ...found, first });
    return equal;
  }
  const { compared, behind, differences } = found;
  out.text(
    `${equal ? '✓' : '✗'} ${copy}  ${grouped(compared)} compared  behind the log by ${grouped(behind)} records   ${seconds(startedAtMs)}`,
  );
  for (const { where, copy: there, log, at } of differences.slice(0, 10))
    out.text(
      `✗ ${where}  first difference at ${at ?? 'no record'}`,
      `  ${copy}  ${String(there)}`,
      `  log  ${String(log)}`,
    );
  return equal;
}

async function ofRedis(
  source: Pick<Recording, 'log' | 'codec'>,
  { REDIS_URL: url }: AuditConfig,
  out: Output,
): Promise<Diff> {
  if (url === undefined) throw new AuditError('usage', 'REDIS_URL names no Redis');
  const redis = openRedis({ url, name: 'audit', away: 'wait' });
  try {
    return await diffRedis(source, redis, (line) => out.progress(line));
  } finally {
    await closeRedis(redis);
  }
}

async function ofSql(
  source: Pick<Recording, 'log' | 'codec'>,
  { SQL_URL: url, SQL_TOKEN: token }: AuditConfig,
  out: Output,
): Promise<Diff> {
  if (url === undefined) throw new AuditError('usage', 'SQL_URL names no ClickHouse');
  return diffClickhouse(source, { url, token }, (line) => out.progress(line));
}
