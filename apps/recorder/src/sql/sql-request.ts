import { queryLimits } from '@stakelog/clickhouse';
import { RefusedStatement } from './read-only-statement';

/** What a client of ClickHouse's HTTP interface asked for. */
export type SqlRequest = {
  readonly text: string;
  /** Where the statement names no format. */
  readonly defaultFormat: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
  readonly queryId: string | undefined;
  readonly compressed: boolean;
};

type Query = Readonly<Record<string, unknown>>;

/** Parameters of the URL that are about the exchange; those that mean nothing here have no effect. */
const exchange = new Set([
  'add_http_cors_header',
  'buffer_size',
  'cancel_http_readonly_queries_on_client_close',
  'client_protocol_version',
  'compress',
  'database',
  'default_format',
  'enable_http_compression',
  'http_headers_progress_interval_ms',
  'http_response_buffer_size',
  'http_write_exception_in_output_format',
  'http_zlib_compression_level',
  'log_comment',
  'log_queries',
  'password',
  'query',
  'query_id',
  'quota_key',
  'readonly',
  'role',
  'send_progress_in_http_headers',
  'session_check',
  'session_id',
  'session_timeout',
  'stacktrace',
  'user',
  'wait_end_of_query',
]);

/** Settings of the answer's shape, beside `output_format_…` and the limits. */
const choosable = new Set([
  'date_time_output_format',
  'extremes',
  'format_csv_delimiter',
  'format_csv_null_representation',
  'format_tsv_null_representation',
  'join_use_nulls',
  'max_block_size',
  'session_timezone',
]);

/** Throws RefusedStatement for a setting that is not for analysts to choose. */
export function sqlRequest(
  query: Query,
  body: string,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): SqlRequest {
  const parameters: Record<string, string> = {};
  const settings: Record<string, string> = {};
  for (const [name, given] of Object.entries(query)) {
    const value = textOf(given);
    if (name.startsWith('param_')) parameters[name.slice('param_'.length)] = unescaped(value);
    else if (isChoosable(name)) settings[name] = value;
    else if (!exchange.has(name))
      throw new RefusedStatement(`the setting ${name} is not for a query to choose`);
  }
  const database = textOf(query['database'] ?? headers['x-clickhouse-database'] ?? 'default');
  if (database !== '' && database !== 'default')
    throw new RefusedStatement(`the only database is default, not ${database}`);
  const asked = textOf(query['query'] ?? '');
  const format = textOf(query['default_format'] ?? headers['x-clickhouse-format'] ?? '');
  if (!/^\w*$/.test(format)) throw new RefusedStatement('a format is a name');
  return {
    text: asked === '' || body === '' ? asked + body : `${asked}\n${body}`,
    defaultFormat: format === '' ? 'TabSeparated' : format,
    parameters,
    settings,
    queryId: query['query_id'] === undefined ? undefined : textOf(query['query_id']).slice(0, 128),
    compressed:
      textOf(query['enable_http_compression'] ?? '') === '1' &&
      /\bgzip\b/.test(textOf(headers['accept-encoding'] ?? '')),
  };
}

const isChoosable = (name: string): boolean =>
  name in queryLimits ||
  choosable.has(name) ||
  (/^output_format_\w+$/.test(name) && name !== 'output_format_schema');

/** The last value, where a parameter is repeated. */
function textOf(given: unknown): string {
  const value: unknown = Array.isArray(given) ? given.at(-1) : given;
  return typeof value === 'string' ? value : '';
}

/** Parameters travel escaped, as in a tab-separated file. */
const unescaped = (value: string): string =>
  value.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter);

const escapes: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  b: '\b',
  f: '\f',
  '0': '\0',
};
