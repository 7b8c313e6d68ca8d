import { setUpSchemas } from '../../tools/set-up/schemas.mts';
import { setUpTopics } from '../../tools/set-up/topics.mts';
import { freePorts } from '../../tools/servers/ports.mts';
import { openPlace, takeDataDir } from '../../tools/start/data-dir.mts';
import { portSpan } from '../../tools/start/ports.mts';
import { startServers } from '../../tools/start/start-servers.mts';
import { Supervisor } from '../../tools/start/supervisor.mts';

let supervisor: Supervisor | undefined;

const say = (line: string) => void process.stderr.write(`${line}\n`);

/**
 * Starts what the environment does not give, on free ports and in a directory of its own, and names it there, with
 * topics and schemas set up.
 * When jest is killed, the supervisor's watchdog ends the servers and removes the directory.
 */
export async function startSuiteServers(): Promise<void> {
  const place = await openPlace('', true);
  await takeDataDir(place);
  supervisor = new Supervisor(place, true, say);
  const { start } = supervisor.tier();
  const quiet = { say, step: <T,>(_: string, work: () => Promise<T>) => work(), close: () => {} };
  const addresses = await startServers(await freePorts(portSpan), place, start, quiet);
  Object.assign(process.env, addresses);
  await Promise.all([
    setUpSchemas(addresses.SCHEMA_REGISTRY_URL),
    setUpTopics(addresses.KAFKA_BROKERS.split(',')),
  ]);
}

export async function stopSuiteServers(): Promise<void> {
  await supervisor?.stop();
}
