import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Speaks WebSocket just enough to sign in, and leaves everything unread. */
export async function openDeafClient(port: number, token: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET /v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: stakelog.v1\r\n\r\n`,
  );
  await once(socket, 'data');
  socket.pause();
  socket.write(textFrame({ op: 'auth', token }));
  return socket;
}

/** A masked text frame, its mask all zeros. */
export function textFrame(message: object): Buffer {
  const payload = Buffer.from(JSON.stringify(message));
  const head =
    payload.length < 126
      ? Buffer.from([0x81, 0x80 | payload.length])
      : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}
