import { afterEach, describe, expect, it } from '@jest/globals';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { TcpProxy } from './tcp-proxy';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

/** Echoes; remembers its sockets. */
async function echo() {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push({ close: () => server.close() });
  return { sockets, port: (server.address() as AddressInfo).port };
}

async function proxied() {
  const { sockets, port } = await echo();
  const proxy = await TcpProxy.open({ to: { host: '127.0.0.1', port } });
  opened.push(proxy);
  return { proxy, sockets };
}

class Client {
  received = '';
  ended: string | undefined;
  readonly socket: Socket;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (bytes: Buffer) => (this.received += bytes.toString()));
    this.socket.on('error', (error) => (this.ended = String((error as { code?: string }).code)));
    this.socket.on('close', () => (this.ended ??= 'closed'));
    opened.push({ close: () => this.socket.destroy() });
  }

  async has(isThere: () => boolean): Promise<void> {
    const untilMs = performance.now() + 5_000;
    while (!isThere()) {
      if (performance.now() > untilMs)
        throw new Error(`received ${this.received.length} bytes, ${this.ended ?? 'still open'}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

describe('a tcp proxy', () => {
  it('passes bytes both ways, and the end', async () => {
    const { proxy } = await proxied();
    const client = new Client(proxy.port);
    client.socket.end('hello');
    await client.has(() => client.ended === 'closed');
    expect(client.received).toBe('hello');
    await client.has(() => proxy.connections === 0);
  });

  it('holds what falls into a black hole, and hands it over once it heals', async () => {
    const { proxy, sockets } = await proxied();
    const client = new Client(proxy.port);
    client.socket.write('one ');
    await client.has(() => client.received === 'one ');
    proxy.trouble('toClient', { blackHole: true });
    client.socket.write('two');
    const other = new Client(proxy.port);
    other.socket.write('x');
    await client.has(() => sockets[0]?.bytesWritten === 7 && sockets[1]?.bytesWritten === 1);
    expect([client.received, other.received]).toEqual(['one ', '']);
    proxy.heal();
    await client.has(() => client.received === 'one two' && other.received === 'x');
  });

  it('delays and throttles', async () => {
    const { proxy } = await proxied();
    const client = new Client(proxy.port);
    proxy.trouble('both', { latencyMs: 60 });
    const startedMs = performance.now();
    client.socket.write('late');
    await client.has(() => client.received === 'late');
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(118);
    proxy.trouble('toServer', { bytesPerSecond: 20 });
    client.socket.write('0123456789');
    await client.has(() => client.received.length >= 8);
    expect(client.received.length).toBeLessThan(14);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(118 + 150);
  });

  it('resets after so many bytes', async () => {
    const { proxy } = await proxied();
    const client = new Client(proxy.port);
    proxy.trouble('toClient', { resetAfterBytes: 3 });
    client.socket.write('12345');
    await client.has(() => client.ended !== undefined);
    expect(client.ended).toBe('ECONNRESET');
    expect(client.received.length).toBeLessThanOrEqual(3);
  });

  it('leaves a client half open: the server is gone and nobody says so', async () => {
    const { proxy, sockets } = await proxied();
    const client = new Client(proxy.port);
    client.socket.write('a');
    await client.has(() => client.received === 'a');
    proxy.halfOpen();
    await client.has(() => sockets[0]?.destroyed === true);
    const other = new Client(proxy.port);
    client.socket.write('b');
    other.socket.write('b');
    await other.has(() => other.received === 'b');
    expect([client.ended, client.received]).toEqual([undefined, 'a']);
  });

  it('refuses new connections and resets old ones', async () => {
    const { proxy } = await proxied();
    const client = new Client(proxy.port);
    client.socket.write('a');
    await client.has(() => client.received === 'a');
    proxy.refuse(true);
    proxy.resetAll();
    await client.has(() => client.ended === 'ECONNRESET');
    const refused = new Client(proxy.port);
    await refused.has(() => refused.ended !== undefined);
    proxy.heal();
    const again = new Client(proxy.port);
    again.socket.write('b');
    await again.has(() => again.received === 'b');
    expect(again.ended).toBeUndefined();
  });
});
