import { Client, Pool, types } from 'pg';
import { readFileSync } from 'node:fs';
import { stream, streamMarkets, type StreamCommand } from '../../decide/bet-stream';
import type { StreamAnswer } from '../../decide/stream-answers';

const INT8 = 20;
const INT8_ARRAY = 1_016;
/** A live table has bets: the plan that an empty one gets, and keeps, reads every row. */
const BETS_BEFORE = 100_000;

types.setTypeParser(INT8, Number);
types.setTypeParser(INT8_ARRAY, (text) =>
  text === '{}' ? [] : text.slice(1, -1).split(',').map(Number),
);

export const connection = (port: number, database: string) => ({
  host: '127.0.0.1',
  user: 'postgres',
  port,
  database,
});

const accountOf = ({ account }: StreamCommand) => `a${account}`;
const marketOf = (market: number) => `1.${200_000_000 + market}`;

/** A database with the stream's markets and accounts, loaded and analyzed, and its connections. */
export class Database {
  private readonly pool: Pool;

  private constructor(pool: Pool) {
    this.pool = pool;
  }

  static async create(port: number, name: string, connections: number): Promise<Database> {
    await createDatabase(port, name);
    const client = new Client(connection(port, name));
    await client.connect();
    await client.query(readFileSync(`${__dirname}/schema.sql`, 'utf8'));
    const markets = streamMarkets();
    await client.query(
      'insert into market select * from unnest($1::text[], $2::bool[], $3::int[], $4::int[], $5::int[])',
      [
        markets.map((_, market) => marketOf(market)),
        markets.map(({ suspended }) => suspended),
        ...[0, 1, 2].map((outcome) => markets.map(({ odds }) => odds[outcome])),
      ],
    );
    await client.query(
      `insert into account select 'a' || i, ${stream.balance} from generate_series(0, ${stream.accounts - 1}) i`,
    );
    await client.query(
      `insert into bet(id, acct, mkt, sel, stake, odds, code, bal, ts)
       select '00' || lpad(i::text, 24, '0'), 'a' || i % 20000, '1.' || 200000000 + i % 1000, i % 3,
         100, 2000, 0, 1, 1690000000000 + i from generate_series(1, ${BETS_BEFORE}) i`,
    );
    await client.query('vacuum analyze');
    await client.query('checkpoint');
    await client.end();
    return new Database(await openPool(port, name, connections));
  }

  /** One call for one bet. */
  async placeBet(command: StreamCommand): Promise<StreamAnswer> {
    const { id, market, outcome, stake, odds, atMs } = command;
    const { rows } = await this.pool.query<{ code: number; dup: boolean; bal: number }>({
      name: 'one',
      text: 'select code, dup, bal from place_bet($1, $2, $3, $4, $5, $6, $7)',
      values: [id, accountOf(command), marketOf(market), outcome, stake, odds, atMs],
    });
    const [row] = rows;
    return { code: row?.code ?? -1, balance: row?.bal ?? 0, repeated: row?.dup ?? false };
  }

  /** One call and transaction for all of them. */
  async placeBets(commands: readonly StreamCommand[]): Promise<readonly StreamAnswer[]> {
    const of = (value: (command: StreamCommand) => unknown) => commands.map(value);
    type Row = { codes: number[]; dups: boolean[]; bals: number[] };
    const { rows } = await this.pool.query<Row>({
      name: 'many',
      text: 'select codes, dups, bals from place_bets($1, $2, $3, $4, $5, $6, $7)',
      values: [
        of(({ id }) => id),
        of(accountOf),
        of(({ market }) => marketOf(market)),
        of(({ outcome }) => outcome),
        of(({ stake }) => stake),
        of(({ odds }) => odds),
        of(({ atMs }) => atMs),
      ],
    });
    const [row] = rows;
    return commands.map((_, at) => ({
      code: row?.codes[at] ?? -1,
      balance: row?.bals[at] ?? 0,
      repeated: row?.dups[at] ?? false,
    }));
  }

  /** Of all accounts, minor units. */
  async balance(): Promise<number> {
    const { rows } = await this.pool.query<{ sum: number }>(
      'select sum(balance)::bigint as sum from account',
    );
    return rows[0]?.sum ?? 0;
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

export async function createDatabase(port: number, name: string): Promise<void> {
  const admin = new Client(connection(port, 'postgres'));
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
}

/** All connections are open before anything is measured. */
export async function openPool(port: number, name: string, connections: number): Promise<Pool> {
  const bounds = { max: connections, min: connections, idleTimeoutMillis: 0 };
  const pool = new Pool({ ...connection(port, name), ...bounds });
  pool.on('error', () => undefined);
  await Promise.all(Array.from({ length: connections }, () => pool.query('select pg_sleep(0.02)')));
  return pool;
}
