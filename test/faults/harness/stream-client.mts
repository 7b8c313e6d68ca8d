import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';

type Heard = {
  readonly op: string;
  readonly ch?: string;
  readonly seq?: string;
  readonly prev?: string;
  readonly reason?: string;
  readonly code?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly seqs?: Readonly<Record<string, string>>;
};

export type StreamPlace = { readonly port: number };

const reconnectMs = 200;

/**
 * A client of the streamer as it should be: after a broken socket it goes on at the next streamer from the last event
 * that it has, and counts what does not fit.
 */
export class StreamClient {
  /** By channel. */
  readonly latest = new Map<string, { readonly seq: string; readonly data: unknown }>();
  /** When each message came, by the monotonic clock. */
  onHeard: ((heard: Heard, atMs: number) => void) | undefined;
  /** Events of `account` whose `prev` is not the event before. */
  gaps = 0;
  /** Snapshots of `account` that said why events are missing. */
  missed = 0;
  events = 0;
  resumes = 0;
  readonly closeCodes: number[] = [];
  readonly #places: readonly StreamPlace[];
  readonly #token: string;
  readonly #channels: readonly string[];
  #socket: WebSocket | undefined;
  #turn = 0;
  #closed = false;
  #beatSeqs: Readonly<Record<string, string>> = {};

  constructor(places: readonly StreamPlace[], token: string, channels: readonly string[]) {
    this.#places = places;
    this.#token = token;
    this.#channels = channels;
    this.#connect();
  }

  /** What the newest heartbeat said that it should have. */
  get beatSeqs(): Readonly<Record<string, string>> {
    return this.#beatSeqs;
  }

  /** False when it did not hear of every channel in time. */
  async hearsAll(withinMs = 30_000): Promise<boolean> {
    const untilMs = performance.now() + withinMs;
    const all = () => this.#channels.every((ch) => this.latest.has(ch));
    while (!all() && performance.now() < untilMs) await pause(20);
    return all();
  }

  close(): void {
    this.#closed = true;
    this.#socket?.terminate();
  }

  #connect(): void {
    const place = this.#places[this.#turn++ % this.#places.length];
    const socket = new WebSocket(`ws://127.0.0.1:${place?.port}/v1/stream`, 'stakelog.v1');
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('open', () => {
      socket.send(JSON.stringify({ op: 'auth', token: this.#token }));
      for (const ch of this.#channels) {
        const from = ch === 'account' ? this.latest.get(ch)?.seq : undefined;
        socket.send(JSON.stringify({ op: 'sub', ch, ...(from === undefined ? {} : { from }) }));
      }
    });
    socket.on('message', (data: Buffer) => this.#hear(JSON.parse(data.toString()) as Heard));
    socket.on('close', (code) => void this.#lost(code));
  }

  async #lost(code: number): Promise<void> {
    this.closeCodes.push(code);
    await pause(reconnectMs);
    if (this.#closed) return;
    this.resumes++;
    this.#connect();
  }

  #hear(heard: Heard): void {
    const { op, ch = '', seq = '', prev, data, reason, seqs, code } = heard;
    this.onHeard?.(heard, performance.now());
    if (op === 'beat') this.#beatSeqs = seqs ?? {};
    if (op === 'err' && code?.startsWith('read-model') === true) this.#socket?.close();
    if (op === 'snap' && reason !== undefined) this.missed++;
    if (op === 'evt') {
      this.events++;
      if (prev !== this.latest.get(ch)?.seq) this.gaps++;
    }
    if (op === 'snap' || op === 'upd' || op === 'evt') this.latest.set(ch, { seq, data });
  }
}
