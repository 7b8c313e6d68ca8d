import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stoppedAfter } from '../stopping.mts';
import type { Servers } from './write-log.ts';

const servers = fileURLToPath(new URL('../../tools/servers.mts', import.meta.url));

/** The servers of the environment, and the log that they hold; else fresh ones for as long as needed. */
export async function withServers<Result>(work: (at: Servers) => Promise<Result>): Promise<Result> {
  const { KAFKA_BROKERS: brokers, SCHEMA_REGISTRY_URL: registryUrl } = process.env;
  if (brokers !== undefined && registryUrl !== undefined)
    return work({ brokers: brokers.split(','), registryUrl });
  const args = ['--ephemeral', '--port', '0'];
  const child = spawn(process.execPath, [servers, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return stoppedAfter(stop, async () => {
    const named = new Map<string, string>();
    for await (const line of createInterface({ input: child.stdout })) {
      const [, name = '', address = ''] = /^export (\w+)=(.*)$/.exec(line) ?? [];
      named.set(name, address);
      const at = [named.get('KAFKA_BROKERS'), named.get('SCHEMA_REGISTRY_URL')] as const;
      if (at[0] !== undefined && at[1] !== undefined)
        return await work({ brokers: at[0].split(','), registryUrl: at[1] });
    }
    throw new Error('the servers did not start; see above');
  });
}
