/**
 * A supervisor over two processes that only listen, for supervisor.spec.ts. Arguments: data directory, `ephemeral` or
 * `kept`, first port. Writes one line when both serve, and stops at SIGTERM.
 */
import { placeIn } from '../../tools/servers/service.mts';
import type { Service } from '../../tools/servers/service.mts';
import { releaseDataDir, takeDataDir } from '../../tools/start/data-dir.mts';
import { stopRequested } from '../../tools/start/stop-requested.mts';
import { Supervisor } from '../../tools/start/supervisor.mts';

const [dataDir = '', mode, firstPort] = process.argv.slice(2);
const place = placeIn(dataDir);
const ephemeral = mode === 'ephemeral';
const say = (line: string) => void process.stdout.write(`${line}\n`);

const listener = (name: string, port: number): Service => ({
  name,
  port,
  command: process.execPath,
  args: ['-e', `require('node:http').createServer((_, to) => to.end('${name}')).listen(${port})`],
  environment: {},
  isReady: async () => (await fetch(`http://127.0.0.1:${port}`)).ok,
  readyWithinMs: 10_000,
  stopWithinMs: 5_000,
});

const stopping = stopRequested();
say(`orphans ${await takeDataDir(place)}`);
const supervisor = new Supervisor(place, ephemeral, say);
await supervisor.tier().start(listener('server', Number(firstPort)));
await supervisor.tier().start(listener('app', Number(firstPort) + 1));
say('serving');
await stopping;
await supervisor.stop();
releaseDataDir(place, ephemeral);
say('stopped');
process.exit();
