import {
  createClient,
  type ClickHouseClient,
  type ClickHouseClientConfigOptions,
} from '@clickhouse/client';
import { limits } from '@stakelog/contracts';
import { Session } from 'chdb';
import { createChdbConnection } from 'chdb/connection';
import { clickHouseProblem } from './clickhouse-error';
import { claimDataDirectory, type DataDirectory } from './data-directory';

/** A directory for the embedded engine, or the URL of a server (`http://user:password@host:8123/database`). */
export type ClickHouseOptions =
  | { readonly path: string; readonly url?: undefined }
  | { readonly url: string; readonly path?: undefined };

/** Values for `{name:Type}` in a statement. */
export type QueryParameters = Readonly<Record<string, unknown>>;

/**
 * One connection that may write. Statements run one after the other; queries of analysts go through
 * `openReadOnly`. Everything rejects with a ClickHouseProblem.
 */
export class ClickHouse {
  readonly #client: ClickHouseClient;
  readonly #directory: DataDirectory | undefined;
  /** Keeps the engine's own settings: the first session of a process starts the engine. */
  readonly #engine: Session | undefined;

  constructor(client: ClickHouseClient, directory?: DataDirectory, engine?: Session) {
    this.#client = client;
    this.#directory = directory;
    this.#engine = engine;
  }

  /** The directory of the embedded engine; undefined: a server. */
  get path(): string | undefined {
    return this.#directory?.path;
  }

  get client(): ClickHouseClient {
    return this.#client;
  }

  /** The rows as the statement names its columns. Whole numbers of 64 bits arrive as numbers. */
  async rows<Row>(query: string, parameters: QueryParameters = {}): Promise<readonly Row[]> {
    try {
      const answer = await this.#client.query({
        query,
        query_params: { ...parameters },
        format: 'JSONEachRow',
      });
      return await answer.json<Row>();
    } catch (error) {
      throw clickHouseProblem(error);
    }
  }

  async command(query: string, parameters: QueryParameters = {}): Promise<void> {
    try {
      await this.#client.command({ query, query_params: { ...parameters } });
    } catch (error) {
      throw clickHouseProblem(error);
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
    this.#engine?.close();
    await this.#directory?.release();
  }
}

/** Throws `in_use` when another process owns the directory. A server is first asked at the first statement. */
export async function openClickHouse(options: ClickHouseOptions): Promise<ClickHouse> {
  if (options.url !== undefined) return new ClickHouse(serverClient(options.url));
  const directory = await claimDataDirectory(options.path);
  const engine = new Session(directory.path, { connectionArgs: engineArguments });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- two versions of one interface
  const connection = createChdbConnection({ path: directory.path }) as unknown as Connection;
  return new ClickHouse(createClient({ connection }), directory, engine);
}

type Connection = NonNullable<ClickHouseClientConfigOptions['connection']>;

/** Small pools and caches: the engine shares its machine with everything else. */
const engineArguments = [
  '--background_pool_size=2',
  '--background_schedule_pool_size=2',
  '--mark_cache_size=67108864',
];

export const serverClient = (url: string): ClickHouseClient =>
  createClient({
    url,
    application: 'stakelog',
    request_timeout: limits.analyticsRequestMs,
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
