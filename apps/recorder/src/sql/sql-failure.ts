import { ClickHouseProblem, queryLimits } from '@stakelog/clickhouse';
import { RefusedStatement } from './read-only-statement';
import { SqlForbidden } from './sql-access';

/** A failure in the words of ClickHouse's HTTP interface, which its clients read. */
export type SqlFailure = { readonly status: number; readonly code: number; readonly text: string };

/** Which limit stands behind a code of ClickHouse. */
const limitOf: Readonly<Record<number, string>> = {
  159: 'max_execution_time',
  160: 'max_execution_time',
  241: 'max_memory_usage',
  396: 'max_result_rows, max_result_bytes or max_temporary_data_on_disk_size_for_query',
};

/** Undefined where it is a bug of ours, which the process reports. */
export function sqlFailure(error: unknown): SqlFailure | undefined {
  if (error instanceof SqlForbidden)
    return failure(401, 516, error.message, 'AUTHENTICATION_FAILED');
  if (error instanceof RefusedStatement) return failure(403, 164, error.message, 'READONLY');
  if (!(error instanceof ClickHouseProblem)) return undefined;
  const { code, serverCode = 0 } = error;
  if (code === 'limited') {
    if (serverCode === 0) return failure(429, 202, error.message, 'TOO_MANY_SIMULTANEOUS_QUERIES');
    const limit = limitOf[serverCode] ?? 'a limit';
    const most = queryLimits[limit];
    const named = most === undefined ? limit : `${limit} (at most ${most})`;
    return {
      status: 400,
      code: serverCode,
      text: `${wordsOf(error)} Limit of this endpoint: ${named}.`,
    };
  }
  if (code === 'unreachable')
    return failure(503, 210, 'ClickHouse does not answer', 'NETWORK_ERROR');
  const status = code === 'overloaded' ? 503 : serverCode === 60 || serverCode === 81 ? 404 : 400;
  return { status, code: serverCode, text: wordsOf(error) };
}

const failure = (status: number, code: number, message: string, type: string): SqlFailure => ({
  status,
  code,
  text: `Code: ${code}. DB::Exception: ${message}. (${type})`,
});

/** The engine's own sentence, once: it wraps itself. */
function wordsOf(error: ClickHouseProblem): string {
  const own = error.cause instanceof Error ? error.cause : error;
  const at = own.message.lastIndexOf('DB::Exception: ');
  const text = at < 0 ? own.message : own.message.slice(at + 'DB::Exception: '.length);
  const type = 'type' in own && typeof own.type === 'string' ? ` (${own.type})` : '';
  const named = /\([A-Z][A-Z0-9_]+\)\s*$/.test(text) ? '' : type;
  return `Code: ${error.serverCode ?? 0}. DB::Exception: ${text.trim()}${named}`;
}
