import { WebSocket } from 'ws';

/** What a session needs of its socket. */
export type Wire = {
  readonly open: boolean;
  readonly unsentBytes: number;
  send(text: string): void;
  ping(): void;
  close(code: number, reason: string): void;
  /** At once, without a word: the client is not there. */
  end(): void;
};

export function wireOf(socket: WebSocket): Wire {
  return {
    get open() {
      return socket.readyState === WebSocket.OPEN;
    },
    get unsentBytes() {
      return socket.bufferedAmount;
    },
    send: (text) => socket.send(text),
    ping: () => socket.ping(),
    close: (code, reason) => socket.close(code, reason),
    end: () => socket.terminate(),
  };
}
