import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range from which the system takes the ports of outgoing connections. */
const lowest = 12_000;
const highest = 32_000;

/** The first of `count` neighbouring loopback ports that are free at this moment. */
export async function freePorts(count: number): Promise<number> {
  for (let tries = 0; tries < 200; tries += 1) {
    const first = randomInt(lowest, highest - count);
    const block = Array.from({ length: count }, (_, offset) => first + offset);
    if ((await takenPorts(block)).length === 0) return first;
  }
  throw new Error(`no ${count} neighbouring ports are free from ${lowest} to ${highest}`);
}

export async function takenPorts(ports: readonly number[]): Promise<number[]> {
  const free = await Promise.all(ports.map(isFree));
  return ports.filter((_, index) => !free[index]);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.close(() => resolve(true));
    });
  });
}
