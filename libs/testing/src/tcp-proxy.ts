import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What ails one direction of every connection. Nothing set: bytes pass at once. */
export type Trouble = {
  /** Each byte arrives so many milliseconds late. */
  readonly latencyMs?: number;
  /** At most so many bytes a second on each connection, from 1. */
  readonly bytesPerSecond?: number;
  /** After so many more bytes of all connections together, whichever carries the last one is reset. */
  readonly resetAfterBytes?: number;
  /** Nothing arrives until it heals: a network that has lost its way, where TCP sends again for minutes. */
  readonly blackHole?: boolean;
};

export type Direction = 'toServer' | 'toClient';

/** One connection from the side of somebody who reads along. */
export type Link = {
  toServer(bytes: Buffer): void;
  toClient(bytes: Buffer): void;
  /** While held, the server's side stays open though the client has gone; call what it returns to let go. */
  holdServer(): () => void;
};

/** Sees every byte first, and sends on what it likes. */
export type Relay = Record<Direction, (bytes: Buffer) => void>;

export type TcpProxyOptions = {
  readonly to: { readonly host: string; readonly port: number };
  readonly relay?: (link: Link) => Relay;
};

/** Beyond so many waiting bytes a sender has to wait as well: 1 MB. */
const WAITING_BYTES_MAX = 1_048_576;

type Ailing = { trouble: Trouble; bytesUntilReset: number };

/** A user-space TCP proxy on loopback, whose network can be made as bad as a test wants it. */
export class TcpProxy {
  readonly #options: TcpProxyOptions;
  readonly #server: Server;
  readonly #links = new Set<ProxiedLink>();
  readonly #ailing: Record<Direction, Ailing> = { toServer: healthy(), toClient: healthy() };
  #refusing = false;

  private constructor(options: TcpProxyOptions) {
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
  }

  static async open(options: TcpProxyOptions): Promise<TcpProxy> {
    const proxy = new TcpProxy(options);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
    return (this.#server.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.#links.size;
  }

  /** From now on, until `heal` or other trouble. */
  trouble(direction: Direction | 'both', trouble: Trouble): void {
    for (const each of direction === 'both' ? directions : [direction])
      this.#ailing[each] = { trouble, bytesUntilReset: trouble.resetAfterBytes ?? Infinity };
    for (const link of this.#links) link.pump();
  }

  /** New connections are reset at once; with `resetAll` nobody gets through. */
  refuse(refusing: boolean): void {
    this.#refusing = refusing;
  }

  resetAll(): void {
    for (const link of this.#links) link.reset();
  }

  /** The servers' sides vanish without a word to the clients, which go on waiting. */
  halfOpen(): void {
    for (const link of this.#links) link.loseServer();
  }

  /** Everything passes again, and what was held back arrives now. */
  heal(): void {
    this.#refusing = false;
    this.trouble('both', {});
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.resetAll();
    await closed;
  }

  #accept(client: Socket): void {
    if (this.#refusing) {
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const { to, relay } = this.#options;
    const server = connect({ ...to, allowHalfOpen: true, noDelay: true });
    client.setNoDelay(true);
    const link = new ProxiedLink(client, server, this.#ailing, relay);
    this.#links.add(link);
    void link.ended.then(() => this.#links.delete(link));
  }
}

const directions = ['toServer', 'toClient'] as const;

const healthy = (): Ailing => ({ trouble: {}, bytesUntilReset: Infinity });

class ProxiedLink implements Link {
  readonly ended: Promise<void>;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #up: Pipe;
  readonly #down: Pipe;
  #holds = 0;
  #clientGone = false;

  constructor(
    client: Socket,
    server: Socket,
    ailing: Readonly<Record<Direction, Ailing>>,
    relay: TcpProxyOptions['relay'],
  ) {
    this.#client = client;
    this.#server = server;
    const reset = () => this.reset();
    this.#up = new Pipe(client, server, () => ailing.toServer, reset);
    this.#down = new Pipe(server, client, () => ailing.toClient, reset);
    const reading = relay?.(this) ?? this;
    client.on('data', (bytes) => reading.toServer(bytes));
    server.on('data', (bytes) => reading.toClient(bytes));
    client.on('end', () => this.#endClient());
    server.on('end', () => this.#down.end());
    for (const socket of [client, server]) socket.on('error', () => undefined);
    client.on('close', () => this.#endClient());
    server.on('close', () => this.#down.end());
    this.ended = Promise.all([gone(client), gone(server)]).then(() => {
      this.#up.stop();
      this.#down.stop();
    });
  }

  toServer(bytes: Buffer): void {
    this.#up.take(bytes);
  }

  toClient(bytes: Buffer): void {
    this.#down.take(bytes);
  }

  holdServer(): () => void {
    this.#holds++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      if (--this.#holds === 0 && this.#clientGone) this.#up.end();
    };
  }

  pump(): void {
    this.#up.pump();
    this.#down.pump();
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }

  loseServer(): void {
    this.#down.mute();
    this.#server.resetAndDestroy();
  }

  #endClient(): void {
    this.#clientGone = true;
    if (this.#holds === 0) this.#up.end();
  }
}

type Piece = { readonly bytes: Buffer; readonly arrivedAtMs: number };

const gone = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));

/** One direction of one connection. */
class Pipe {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #ailing: () => Ailing;
  readonly #reset: () => void;
  #pieces: Piece[] = [];
  #waiting = 0;
  #ending = false;
  #muted = false;
  #timer: NodeJS.Timeout | undefined;
  /** Before it, a throttled pipe sends nothing more. By the monotonic clock. */
  #freeAtMs = 0;

  constructor(from: Socket, to: Socket, ailing: () => Ailing, reset: () => void) {
    this.#from = from;
    this.#to = to;
    this.#ailing = ailing;
    this.#reset = reset;
  }

  take(bytes: Buffer): void {
    if (this.#muted) return;
    this.#pieces.push({ bytes, arrivedAtMs: performance.now() });
    this.#waiting += bytes.length;
    if (this.#waiting > WAITING_BYTES_MAX) this.#from.pause();
    this.pump();
  }

  /** What waits still arrives, then the end. */
  end(): void {
    this.#ending = true;
    this.pump();
  }

  /** Nothing arrives any more, not even the end. */
  mute(): void {
    this.#muted = true;
    this.#pieces = [];
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  pump(): void {
    clearTimeout(this.#timer);
    for (let piece = this.#pieces[0]; piece !== undefined; piece = this.#pieces[0]) {
      const { trouble } = this.#ailing();
      if (trouble.blackHole === true) return;
      const nowMs = performance.now();
      const dueMs = Math.max(piece.arrivedAtMs + (trouble.latencyMs ?? 0), this.#freeAtMs);
      if (dueMs > nowMs) {
        this.#timer = setTimeout(() => this.pump(), dueMs - nowMs);
        return;
      }
      if (!this.#send(piece, trouble.bytesPerSecond ?? Infinity)) return;
    }
    if (this.#ending && !this.#muted && !this.#to.destroyed) this.#to.end();
  }

  /** The first bytes of the piece. False when they were the connection's last. */
  #send({ bytes, arrivedAtMs }: Piece, bytesPerSecond: number): boolean {
    const ailing = this.#ailing();
    const slice = bytesPerSecond === Infinity ? bytes.length : Math.ceil(bytesPerSecond / 20);
    const sent = bytes.subarray(0, Math.min(slice, ailing.bytesUntilReset));
    ailing.bytesUntilReset -= sent.length;
    this.#waiting -= sent.length;
    if (bytesPerSecond !== Infinity)
      this.#freeAtMs = performance.now() + (1_000 * sent.length) / bytesPerSecond;
    if (sent.length === bytes.length) this.#pieces.shift();
    else this.#pieces[0] = { bytes: bytes.subarray(sent.length), arrivedAtMs };
    if (sent.length > 0 && !this.#to.destroyed) this.#to.write(sent);
    if (this.#waiting < WAITING_BYTES_MAX) this.#from.resume();
    if (ailing.bytesUntilReset > 0) return true;
    ailing.bytesUntilReset = Infinity;
    setImmediate(this.#reset);
    return false;
  }
}
