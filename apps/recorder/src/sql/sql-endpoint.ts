import type { ReadOnly } from '@stakelog/clickhouse';
import { limits } from '@stakelog/contracts';
import type { Logger, Tokens } from '@stakelog/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { readOnlyStatement, type Elsewhere } from './read-only-statement';
import { admitQuery } from './sql-access';
import { sqlFailure } from './sql-failure';
import { sqlRequest } from './sql-request';

export type SqlEndpoint = {
  readonly query: ReadOnly;
  readonly elsewhere: Elsewhere;
  readonly tokens: Tokens;
  /** Of our own processes; empty: none of them may ask. */
  readonly internalToken: string;
  readonly logger: Logger;
};

type Query = Readonly<Record<string, unknown>>;

/**
 * The reading part of ClickHouse's HTTP interface: `GET /ping`, and queries by GET or POST at `/`.
 * Its own Fastify scope, because a body is a query here, whatever content type a client gives it.
 */
export function serveSql(server: FastifyInstance, endpoint: SqlEndpoint): void {
  server.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'string', bodyLimit: limits.sqlQueryBytesMax },
      (_request, body, parsed) => parsed(null, body),
    );
    scope.get('/ping', (_request, reply) => reply.type('text/plain').send('Ok.\n'));
    scope.route<{ Querystring: Query }>({
      method: ['GET', 'POST'],
      url: '/',
      handler: (request, reply) => answer(endpoint, request, reply),
    });
    done();
  });
}

async function answer(
  endpoint: SqlEndpoint,
  request: FastifyRequest<{ Querystring: Query }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.header('X-ClickHouse-Server-Display-Name', 'stakelog').header('Cache-Control', 'no-store');
  try {
    await admitQuery(endpoint.tokens, request, endpoint.internalToken);
    const body = typeof request.body === 'string' ? request.body : '';
    const asked = sqlRequest(request.query, body, request.headers);
    const { sql, format: named } = readOnlyStatement(asked.text, endpoint.elsewhere);
    const { parameters, settings } = asked;
    const format = named ?? asked.defaultFormat;
    const formatInSql = named !== undefined;
    const chunks = await endpoint.query({ sql, format, formatInSql, parameters, settings });
    reply
      .type(contentTypes[format] ?? 'text/plain; charset=UTF-8')
      .header('X-ClickHouse-Query-Id', asked.queryId ?? randomUUID())
      .header('X-ClickHouse-Format', format)
      .header('X-ClickHouse-Timezone', 'UTC');
    const stream = Readable.from(withLateFailure(chunks, endpoint.logger));
    if (!asked.compressed) return await reply.send(stream);
    return await reply.header('Content-Encoding', 'gzip').send(stream.pipe(createGzip()));
  } catch (error) {
    return fail(reply, error);
  }
}

function fail(reply: FastifyReply, error: unknown): FastifyReply {
  const failure = sqlFailure(error);
  if (failure === undefined) throw error;
  if (failure.status === 401) reply.header('WWW-Authenticate', 'Basic realm="stakelog"');
  return reply
    .status(failure.status)
    .type('text/plain; charset=UTF-8')
    .header('X-ClickHouse-Exception-Code', String(failure.code))
    .send(`${failure.text}\n`);
}

/** A query that fails after its first rows ends its answer with the reason, as ClickHouse does. */
async function* withLateFailure(
  chunks: AsyncIterable<Uint8Array>,
  logger: Logger,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    const failure = sqlFailure(error);
    logger.info({ code: 'sql.failed-late', err: error }, 'a query failed after its first rows');
    yield Buffer.from(
      `\n${failure?.text ?? 'Code: 1001. DB::Exception: failed. (STD_EXCEPTION)'}\n`,
    );
    throw error;
  }
}

const json = 'application/json; charset=UTF-8';
const ndjson = 'application/x-ndjson; charset=UTF-8';
const tsv = 'text/tab-separated-values; charset=UTF-8';
const csv = 'text/csv; charset=UTF-8; header=absent';

const contentTypes: Readonly<Record<string, string>> = {
  JSON: json,
  JSONCompact: json,
  JSONStrings: json,
  JSONColumns: json,
  JSONEachRow: ndjson,
  JSONCompactEachRow: ndjson,
  TabSeparated: tsv,
  TSV: tsv,
  TabSeparatedWithNames: tsv,
  TSVWithNames: tsv,
  CSV: csv,
  CSVWithNames: 'text/csv; charset=UTF-8; header=present',
  RowBinary: 'application/octet-stream',
  RowBinaryWithNamesAndTypes: 'application/octet-stream',
  Native: 'application/octet-stream',
  Parquet: 'application/octet-stream',
  Arrow: 'application/octet-stream',
  XML: 'application/xml; charset=UTF-8',
  Markdown: 'text/markdown; charset=UTF-8',
};
