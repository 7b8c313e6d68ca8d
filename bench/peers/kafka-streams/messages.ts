import { Type } from 'avsc';
import { streamMarkets, type StreamCommand } from '../../decide/bet-stream';

type Command = {
  readonly id: string;
  readonly account: string;
  readonly market: string;
  readonly outcome: number;
  readonly stake: number;
  readonly odds: number;
  readonly atMs: number;
};

export type Event = Omit<Command, 'atMs'> & {
  readonly code: number;
  readonly repeated: boolean;
  readonly balance: number;
};

const asked = [
  { name: 'id', type: 'string' },
  { name: 'account', type: 'string' },
  { name: 'market', type: 'string' },
  { name: 'outcome', type: 'long' },
  { name: 'stake', type: 'long' },
  { name: 'odds', type: 'int' },
];
const at = { name: 'atMs', type: 'long' };

/** The least that a command and an event need: a fifth of ours. */
const commandType = Type.forSchema({ type: 'record', name: 'PlaceBet', fields: [...asked, at] });
const eventType = Type.forSchema({
  type: 'record',
  name: 'BetDecided',
  fields: [
    ...asked,
    { name: 'code', type: 'int' },
    { name: 'repeated', type: 'boolean' },
    { name: 'balance', type: 'long' },
    at,
    { name: 'offset', type: 'long' },
  ],
});

const marketOf = (market: number) => `1.${200_000_000 + market}`;

/** Each lap has accounts and ids of its own, which begin with a letter or digit of the lap. */
export function encodeCommand(command: StreamCommand, lap: number): { key: string; value: Buffer } {
  const { id, account, market, outcome, stake, odds, atMs } = command;
  const key = `${lap === 0 ? 'a' : 'b'}${account}`;
  const own = lap === 0 ? id : `7${id.slice(1)}`;
  const on = { market: marketOf(market), outcome, stake, odds, atMs };
  return { key, value: commandType.toBuffer({ id: own, account: key, ...on }) };
}

/** With the id that the stream gave, and the lap. */
export function decodeEvent(value: Buffer): Event & { readonly lap: number } {
  const event = eventType.fromBuffer(value) as Event;
  if (event.account.startsWith('a')) return { ...event, lap: 0 };
  return { ...event, id: `0${event.id.slice(1)}`, lap: 1 };
}

/** What the topology reads of the markets. */
export const marketLines = (): string =>
  streamMarkets()
    .map(({ suspended, odds }, index) => [marketOf(index), suspended ? 1 : 0, ...odds].join(','))
    .join('\n');
