import { limits } from '@stakelog/contracts';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { ChannelHub } from './channels/channel-hub';
import { ROUND_STEPS, Rounds } from './rounds';
import { closeCode } from './session/close-code';
import { StreamSession, type SessionParts } from './session/stream-session';
import { wireOf } from './session/wire';

export const STREAM_PATH = '/v1/stream';
export const STREAM_PROTOCOL = 'stakelog.v1';

export type StreamServerOptions = {
  /** Empty: browsers of this machine only. Clients that are no browsers name no origin. */
  readonly origins: readonly string[];
  readonly clientsMax: number;
  readonly parts: SessionParts & { readonly hub: ChannelHub };
};

const loopback = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;
const PACE_MS = 1_000;
/** Beyond this ws ends the socket before anything is heard; up to it we say why. */
const FRAME_BYTES_MAX = 16 * limits.socketMessageBytesMax;

/** The WebSocket door of the process, on the port of its HTTP server. */
export class StreamServer {
  private readonly sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES_MAX,
    handleProtocols: (offered) => (offered.has(STREAM_PROTOCOL) ? STREAM_PROTOCOL : false),
  });
  private readonly sessions = new Rounds<StreamSession>();
  private readonly timers: readonly NodeJS.Timeout[];

  constructor(
    server: Server,
    private readonly options: StreamServerOptions,
  ) {
    server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    this.sockets.on('connection', (socket) => this.open(socket));
    this.timers = [
      setInterval(() => this.beat(), limits.socketBeatMs / ROUND_STEPS),
      setInterval(() => this.checkPace(), PACE_MS),
    ];
  }

  get clients(): number {
    return this.sessions.size;
  }

  /** Everybody is asked to come back, elsewhere or later. */
  close(): void {
    for (const timer of this.timers) clearInterval(timer);
    for (const session of this.sessions) session.close(closeCode.restarting, 'restarting');
    this.sockets.close();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.refusal(request);
    if (refusal === undefined) {
      this.sockets.handleUpgrade(request, socket, head, (upgraded) =>
        this.sockets.emit('connection', upgraded, request),
      );
      return;
    }
    socket.on('error', () => socket.destroy());
    socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }

  private refusal({ url, headers }: IncomingMessage): string | undefined {
    const [path] = (url ?? '').split('?');
    if (path !== STREAM_PATH) return '404 Not Found';
    const { origin } = headers;
    const { origins, clientsMax } = this.options;
    const known =
      origins.length === 0 ? loopback.test(origin ?? '') : origins.includes(origin ?? '');
    if (origin !== undefined && !known) return '403 Forbidden';
    const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!offered.includes(STREAM_PROTOCOL)) return '400 Bad Request';
    return this.sessions.size >= clientsMax ? '503 Service Unavailable' : undefined;
  }

  private open(socket: WebSocket): void {
    const session = new StreamSession(wireOf(socket), this.options.parts);
    this.sessions.add(session);
    socket.on('message', (data: RawData, isBinary) => {
      const text = isBinary ? '' : textOf(data);
      void session.hear(text);
    });
    socket.on('pong', () => session.ponged());
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      this.sessions.delete(session);
      session.closed();
    });
  }

  /** All channels are read again between two beats, so that the value of a lost note comes before its newer seq. */
  private beat(): void {
    this.options.parts.hub.rereadSome();
    for (const session of this.sessions.next()) session.beat();
  }

  private checkPace(): void {
    for (const session of this.sessions) session.checkPace();
  }
}

function textOf(data: RawData): string {
  if (data instanceof ArrayBuffer) return Buffer.from(data).toString('utf8');
  return Array.isArray(data) ? Buffer.concat(data).toString('utf8') : data.toString('utf8');
}
