import type { Socket } from 'node:net';
import { ApiClient } from '../../tools/demo/api-client.mts';
import { openDeafClient, textFrame } from '../../tools/demo/deaf-client.mts';
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

/** Fewer than the twenty messages a second that are allowed. */
const ASKED = 15;

async function deaf(port: number, token: string, asked: readonly string[]): Promise<Socket> {
  const socket = await openDeafClient(port, token);
  for (const ch of asked.slice(0, ASKED)) socket.write(textFrame({ op: 'sub', ch }));
  return socket;
}
