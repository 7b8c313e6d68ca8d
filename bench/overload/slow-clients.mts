import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { ApiClient } from '../../tools/demo/api-client.mts';
import { openOffer } from '../../tools/demo/open-offer.mts';
import { issueToken } from '../../tools/start/tokens.mts';
import { processesOf } from '../soak/memory.mts';

const CLIENTS = 1_000;
const CHANNELS = 40;

type Slow = { readonly api: string; readonly secretsDir: string; readonly dataDir: string };

/** A thousand sockets that ask for many markets and never read, as long as the work takes. */
export async function slowClients<Result>(
  system: Slow,
  work: () => Promise<Result>,
): Promise<Result> {
  const streamer = (await processesOf(system.dataDir)).find(({ name }) => name === 'streamer');
  if (streamer === undefined) throw new Error('no process is called streamer');
  const token = await issueToken(system.secretsDir, 'bettor', 'slow-client');
  const markets = await channels(system.api);
  const sockets: Socket[] = [];
  try {
    while (sockets.length < CLIENTS) {
      const some = Array.from({ length: 50 }, () => deaf(streamer.port, token, markets));
      sockets.push(...(await Promise.all(some)));
    }
    return await work();
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

async function channels(api: string): Promise<readonly string[]> {
  const client = new ApiClient(api);
  const offers = await openOffer(client, Date.now() - 3_600_000);
  await client.close();
  return [...new Set(offers.map(({ marketId }) => `market:${marketId}`))].slice(0, CHANNELS);
}

/** Speaks WebSocket just enough to ask, and then leaves everything unread. */
async function deaf(port: number, token: string, asked: readonly string[]): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET /v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: stakelog.v1\r\n\r\n`,
  );
  await once(socket, 'data');
  socket.pause();
  socket.write(frame(JSON.stringify({ op: 'auth', token })));
  // Fewer than the twenty messages a second that are allowed.
  for (const ch of asked.slice(0, 15)) socket.write(frame(JSON.stringify({ op: 'sub', ch })));
  return socket;
}

/** A masked text frame, its mask all zeros. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head =
    payload.length < 126
      ? Buffer.from([0x81, 0x80 | payload.length])
      : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}
