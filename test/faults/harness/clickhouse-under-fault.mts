import { mkdirSync } from 'node:fs';
import { TcpProxy } from '../../../libs/testing/src/tcp-proxy.ts';
import { freePorts } from '../../../tools/servers/ports.mts';
import { Guard } from '../../../tools/start/guard.mts';
import type { FaultSystem } from './fault-system.mts';
import { ServerUnderFault } from './server-under-fault.mts';

const program = `${import.meta.dirname}/clickhouse-server.mts`;

/** A ClickHouse server behind a proxy, beside the system, for recorders that are told of it. */
export class ClickHouseUnderFault {
  readonly server: ServerUnderFault;
  readonly proxy: TcpProxy;
  readonly #guard: Guard;
  readonly #port: number;

  private constructor(server: ServerUnderFault, proxy: TcpProxy, guard: Guard, port: number) {
    this.server = server;
    this.proxy = proxy;
    this.#guard = guard;
    this.#port = port;
  }

  static async start({ place }: FaultSystem, path: string): Promise<ClickHouseUnderFault> {
    mkdirSync(path, { recursive: true });
    const port = await freePorts(1);
    const guard = new Guard(place, false);
    const service = {
      name: 'clickhouse',
      port,
      command: process.execPath,
      args: [program, path, String(port)],
      environment: {},
      isReady: async () => (await fetch(`http://127.0.0.1:${port}/ping`)).ok,
      readyWithinMs: 60_000,
      stopWithinMs: 5_000,
    };
    const server = new ServerUnderFault(service, place, guard);
    await server.start();
    const proxy = await TcpProxy.open({ to: { host: '127.0.0.1', port } });
    return new ClickHouseUnderFault(server, proxy, guard, port);
  }

  get environment() {
    return { CLICKHOUSE_URL: `http://127.0.0.1:${this.proxy.port}/default` };
  }

  /** The next inserts are done, and whoever asked for them is told nothing. */
  async failAfter(inserts: number): Promise<void> {
    const url = `http://127.0.0.1:${this.#port}/fail-after?inserts=${inserts}`;
    await fetch(url, { method: 'POST' });
  }

  async close(): Promise<void> {
    await this.proxy.close();
    await this.server.stop();
    this.#guard.release();
  }
}
