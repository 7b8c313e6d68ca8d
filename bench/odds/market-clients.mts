import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** When each change of a market was due, from the first that is told of. */
type Told = { readonly from: number; readonly dueAtMs: number[] };
/** `change`: which change of its market it holds. */
type Client = { readonly socket: WebSocket; readonly market: number; change: number | undefined };

export type Markets = {
  /** Changes of each market so far; later ones are told of one by one. */
  readonly changes: readonly number[];
  readonly nameOf: (market: number) => string;
  readonly changeIn: (text: string) => number | undefined;
};

const OPENED_AT_ONCE = 50;
const READY_WITHIN_MS = 60_000;

/**
 * WebSocket clients, each of one market. A change counts as heard when a client holds it or a later one, for the
 * streamer may leave out what is overtaken; it is timed from when it was due, for each of its clients.
 */
export class MarketClients {
  readonly latenciesMs: number[] = [];
  messages = 0;
  readonly #clients: Client[] = [];
  #timedFromMs = 0;
  readonly #told: readonly Told[];
  readonly #markets: Markets;

  constructor(markets: Markets) {
    this.#markets = markets;
    this.#told = markets.changes.map((changes) => ({ from: changes + 1, dueAtMs: [] }));
  }

  /** Spread evenly over the markets; all have the first prices when it resolves. */
  async open(streamer: string, token: string, clients: number): Promise<void> {
    while (this.#clients.length < clients) {
      const some = Math.min(OPENED_AT_ONCE, clients - this.#clients.length);
      await Promise.all(Array.from({ length: some }, () => this.#connect(streamer, token)));
    }
    await this.#until(() => this.#clients.every(({ change }) => change !== undefined));
  }

  /** Changes that were due earlier are not timed, however late they are heard. */
  timeFrom(ms: number): void {
    this.#timedFromMs = ms;
    this.latenciesMs.length = 0;
  }

  /** Called in the order of the changes, before each is appended. */
  tell(market: number, dueAtMs: number): void {
    this.#told[market]?.dueAtMs.push(dueAtMs);
  }

  /** Clients that do not hold the last change, after they had time for it. */
  async behind(changesOf: (market: number) => number): Promise<number> {
    const late = () =>
      this.#clients.filter(({ market, change }) => change !== changesOf(market)).length;
    await this.#until(() => late() === 0).catch(() => undefined);
    return late();
  }

  close(): void {
    for (const { socket } of this.#clients) socket.terminate();
  }

  async #connect(streamer: string, token: string): Promise<void> {
    const market = this.#clients.length % this.#told.length;
    const socket = new WebSocket(`${streamer}/v1/stream`, 'stakelog.v1');
    const client: Client = { socket, market, change: undefined };
    this.#clients.push(client);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket.on('message', (message: Buffer) => this.#hear(client, message.toString('utf8')));
    socket.send(JSON.stringify({ op: 'auth', token }));
    socket.send(JSON.stringify({ op: 'sub', ch: `market:${this.#markets.nameOf(market)}` }));
  }

  #hear(client: Client, text: string): void {
    const change = this.#markets.changeIn(text);
    if (change === undefined) return;
    const nowMs = performance.now();
    this.messages++;
    const told = this.#told[client.market];
    for (let heard = (client.change ?? change) + 1; heard <= change; heard++) {
      const dueAtMs = told?.dueAtMs[heard - told.from];
      if (dueAtMs !== undefined && dueAtMs >= this.#timedFromMs)
        this.latenciesMs.push(nowMs - dueAtMs);
    }
    client.change = change;
  }

  async #until(holds: () => boolean): Promise<void> {
    const deadlineMs = performance.now() + READY_WITHIN_MS;
    while (!holds()) {
      if (performance.now() > deadlineMs) throw new Error('the clients did not hear in time');
      await pause(20);
    }
  }
}
