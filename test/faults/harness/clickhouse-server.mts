/**
 * The embedded engine behind ClickHouse's HTTP interface: a server of one's own, where none is installed.
 * `node clickhouse-server.mts DIRECTORY PORT`. `POST /fail-after?inserts=n`: the next n inserts are done, and whoever
 * asked for them is told nothing.
 */
import { createClient, type ClickHouseClientConfigOptions } from '@clickhouse/client';
import { Session } from 'chdb';
import { createChdbConnection } from 'chdb/connection';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

const [path = '', port = '0'] = process.argv.slice(2);
/** Of the request's own parameters; all others are settings. */
const notSettings = new Set(['query', 'query_id', 'database', 'session_id', 'default_format']);

// The first session of a process starts the engine, and keeps it.
const engine = new Session(path);
type Connection = NonNullable<ClickHouseClientConfigOptions['connection']>;
const client = createClient({
  connection: createChdbConnection({ path }) as unknown as Connection,
});
let failing = 0;
let turn: Promise<unknown> = Promise.resolve();

const server = createServer((request, response) => {
  turn = turn.then(() => answer(request, response)).catch(() => response.destroy());
});
server.listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => {
  engine.close();
  process.exit(0);
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname === '/ping') return void response.end('Ok.\n');
  const body = await buffer(request);
  if (url.pathname === '/fail-after') {
    failing = Number(url.searchParams.get('inserts'));
    return void response.end();
  }
  const inUrl = url.searchParams.get('query');
  const query = inUrl ?? body.toString();
  try {
    if (url.searchParams.has('readonly')) return void response.end(await read(query, url));
    const { stream } = await client.exec({
      query,
      ...(inUrl === null || body.length === 0 ? {} : { values: Readable.from([body]) }),
      ...parametersOf(url),
    });
    const bytes = await buffer(stream);
    if (/^\s*INSERT/i.test(query) && failing-- > 0) return void response.destroy();
    response.end(bytes);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const { clickhouseCode, code: ofClient } = error as Record<string, unknown>;
    const known = [clickhouseCode, ofClient, /Code: (\d+)/.exec(text)?.[1]].map(String);
    const code = known.find((one) => /^\d+$/.test(one)) ?? '1000';
    response.writeHead(500, { 'x-clickhouse-exception-code': code });
    response.end(text.startsWith('Code:') ? text : `Code: ${code}. DB::Exception: ${text}`);
  }
}

/** In a session of its own: what is set in the connection's would stay set. */
async function read(query: string, url: URL): Promise<Uint8Array> {
  const { query_params, clickhouse_settings } = parametersOf(url);
  const { readonly: _, ...settings } = clickhouse_settings;
  const session = new Session(path);
  try {
    for (const [name, value] of Object.entries(settings))
      await session.queryAsync(`SET ${name} = '${value.replaceAll("'", "\\'")}'`);
    await session.queryAsync('SET readonly = 1');
    return (await session.queryBindAsync(query, query_params)).bytes();
  } finally {
    session.close();
  }
}

function parametersOf({ searchParams }: URL) {
  const settings: Record<string, string> = {};
  const values: Record<string, string> = {};
  for (const [name, value] of searchParams)
    if (name.startsWith('param_')) values[name.slice('param_'.length)] = value;
    else if (!notSettings.has(name)) settings[name] = value;
  return { query_params: values, clickhouse_settings: settings };
}
