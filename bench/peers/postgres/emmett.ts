import { CommandHandler } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { stream, streamCommands, streamMarkets, type StreamCommand } from '../../decide/bet-stream';
import type { StreamAnswer } from '../../decide/stream-answers';
import { runLevels, type Level } from '../../roundtrip/levels';
import { levelFigures, type PeerFigure } from '../peer-figure';
import { createDatabase, openPool } from './database';

type Told = {
  readonly type: 'BetAccepted' | 'BetRejected';
  readonly data: {
    readonly id: string;
    readonly stake: number;
    readonly code: number;
    readonly balance: number;
  };
};

type Account = { balance: number; readonly bets: Map<string, Told['data']> };

const CONNECTIONS = 16;
const DATABASE = 'emmett';
/** Without these, streams are short: what an event store is made for. */
const BUSIEST = 1_000;
const markets = streamMarkets();

const handle = CommandHandler<Account, Told>({
  initialState: () => ({ balance: stream.balance, bets: new Map() }),
  evolve: (account, { data }) => {
    if (data.code === 0) account.balance = data.balance;
    account.bets.set(data.id, data);
    return account;
  },
});

/** A stream of events for each account, one command a transaction. */
export async function emmett(port: number, ms: number): Promise<readonly PeerFigure[]> {
  await createDatabase(port, DATABASE);
  const pool = await openPool(port, DATABASE, CONNECTIONS);
  const url = `postgresql://postgres@127.0.0.1:${port}/${DATABASE}`;
  const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
  await store.schema.migrate();
  const debited = async () => {
    const { rows } = await pool.query<{ sum: string }>(
      `select coalesce(sum((message_data ->> 'stake')::bigint), 0)::text as sum
       from emt_messages where message_type = 'BetAccepted'`,
    );
    return Number(rows[0]?.sum);
  };
  const run = async (kind: string, commands: readonly StreamCommand[], inFlights: number[]) => {
    const before = await debited();
    const submit = (command: StreamCommand) => place(store, kind, command);
    const asking = { submit, byAccount: true };
    const { levels } = await runLevels(commands, ms, asking, undefined, inFlights);
    return { levels, isRight: (await debited()) - before === lastDebited(levels) };
  };
  const all = await run('account', streamCommands(), [1, 64]);
  const quiet = streamCommands().filter(({ account }) => account >= BUSIEST);
  const short = await run('quiet', quiet, [64]);
  await pool.end();
  return [
    ...levelFigures('Emmett on PostgreSQL', all.levels, all.isRight),
    ...levelFigures('Emmett, quiet accounts alone', short.levels, short.isRight),
  ];
}

const lastDebited = (levels: readonly Level[]) => levels.at(-1)?.debited ?? 0;

async function place(store: unknown, kind: string, command: StreamCommand): Promise<StreamAnswer> {
  let answer: StreamAnswer = { code: -1, balance: 0, repeated: false };
  await handle(store, `${kind}-${command.account}`, (account) => {
    const { id, stake } = command;
    const before = account.bets.get(id);
    if (before !== undefined) {
      answer = { code: before.code, balance: before.balance, repeated: true };
      return [];
    }
    answer = decided(command, account.balance);
    const { code, balance } = answer;
    const type = code === 0 ? 'BetAccepted' : 'BetRejected';
    return [{ type, data: { id, stake, code, balance } }];
  });
  return answer;
}

/** The same checks in the same order as every peer. */
function decided({ market, outcome, odds, stake }: StreamCommand, balance: number): StreamAnswer {
  const on = markets[market];
  if (on?.suspended) return { code: 1, balance: 0, repeated: false };
  if (on?.odds[outcome] !== odds) return { code: 2, balance: 0, repeated: false };
  if (balance < stake) return { code: 3, balance, repeated: false };
  return { code: 0, balance: balance - stake, repeated: false };
}
