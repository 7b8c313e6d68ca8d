import { setTimeout as pause } from 'node:timers/promises';
import type { TcpProxy } from '../../libs/testing/src/tcp-proxy.ts';
import type { AppUnderFault } from './harness/app-under-fault.mts';
import type { Bout, Fault } from './harness/fault.mts';

const badForMs = 6_000;
/** Of the old half alone each app has at least 256 MB. */
const heapMaxBytes = 1_000_000_000;

/** Timeouts, bounded memory, and recovery without help. */
export const f20: Fault = {
  id: 'F20',
  name: '500 ms of latency, 1 B/s, half-open connections and resets, to each server',
  run: troubleEach,
};

type Server = 'kafka' | 'redis' | 'registry';

const apps: Readonly<Record<Server, readonly string[]>> = {
  kafka: ['api', 'decider', 'feed', 'projector', 'recorder'],
  redis: ['api', 'projector'],
  registry: ['api', 'decider', 'feed', 'projector', 'recorder'],
};

const troubles: Readonly<Record<string, (proxy: TcpProxy) => void>> = {
  'latency of 500 ms': (proxy) => proxy.trouble('both', { latencyMs: 500 }),
  '1 B/s': (proxy) => proxy.trouble('both', { bytesPerSecond: 1 }),
  'half-open': (proxy) => proxy.halfOpen(),
  'resets after 20 kB': (proxy) => proxy.trouble('both', { resetAfterBytes: 20_000 }),
};

/** In each round every server has another trouble, until each has had all of them. */
async function troubleEach(bout: Bout): Promise<void> {
  const { system, load, note, expect } = bout;
  const names = Object.keys(troubles);
  const servers = Object.keys(apps) as Server[];
  for (const round of names.keys()) {
    const said = servers.map((server, index) => {
      const name = names[(round + index) % names.length] ?? '';
      for (const app of apps[server]) troubles[name]?.(proxyOf(system.app(app), server));
      return `${server}: ${name}`;
    });
    await pause(badForMs);
    for (const server of servers)
      for (const app of apps[server]) proxyOf(system.app(app), server).heal();
    const sinceMs = performance.now();
    expect(await load.progress(10), `answers go on after ${said.join(', ')}`);
    const seconds = ((performance.now() - sinceMs) / 1_000).toFixed(1);
    note(`${said.join(', ')}; answers ${seconds} s later`);
  }
  for (const app of system.apps) {
    const heap = (await app.metric('stakelog_nodejs_heap_size_used_bytes')) ?? 0;
    expect(heap < heapMaxBytes, `${app.name} has a heap of ${heap} bytes`);
  }
}

const proxyOf = (app: AppUnderFault, server: Server): TcpProxy =>
  server === 'kafka' ? app.kafka.tcp : app[server];
