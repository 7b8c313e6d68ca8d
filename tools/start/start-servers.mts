import { setTimeout as pause } from 'node:timers/promises';
import { archives } from '../servers/archives.mts';
import type { Archives } from '../servers/archives.mts';
import { brokerAnswers, kafkaService } from '../servers/kafka.mts';
import { redisBinary } from '../servers/redis-binary.mts';
import { redisAnswers, redisService } from '../servers/redis.mts';
import { registryAnswers, registryService, registryUrl } from '../servers/registry.mts';
import { ServerError } from '../servers/server-error.mts';
import type { Place, Service } from '../servers/service.mts';
import { portOf } from './ports.mts';
import type { Listener } from './ports.mts';
import type { Progress } from './progress.mts';

/** Where the back ends are, as the apps' environment names them. */
export type Addresses = {
  readonly KAFKA_BROKERS: string;
  readonly SCHEMA_REGISTRY_URL: string;
  readonly REDIS_URL: string;
  readonly CLICKHOUSE_URL?: string;
};

type Start = (service: Service) => Promise<void>;

/** The listeners that a start with this environment opens for servers. */
export function serverListeners(environment: NodeJS.ProcessEnv): Listener[] {
  return [
    ...(given(environment, 'KAFKA_BROKERS') ? [] : (['kafka', 'controller'] as const)),
    ...(given(environment, 'SCHEMA_REGISTRY_URL') ? [] : (['registry'] as const)),
    ...(given(environment, 'REDIS_URL') ? [] : (['redis'] as const)),
  ];
}

const given = (environment: NodeJS.ProcessEnv, name: keyof Addresses) =>
  (environment[name] ?? '') !== '';

/** Starts what the environment does not give, side by side, and returns when all of them serve. */
export async function startServers(
  firstPort: number,
  place: Place,
  start: Start,
  progress: Progress,
): Promise<Addresses> {
  const own = ownServers(firstPort, place, start, progress);
  const [brokers, registry, redis, clickhouse] = await Promise.all([
    fromEnvironment('KAFKA_BROKERS', brokerAnswers).then((address) => address ?? own.kafka()),
    fromEnvironment('SCHEMA_REGISTRY_URL', registryAnswers).then((url) => url ?? own.registry()),
    fromEnvironment('REDIS_URL', redisAnswers).then((url) => url ?? own.redis()),
    fromEnvironment('CLICKHOUSE_URL', clickhouseAnswers),
  ]);
  return {
    KAFKA_BROKERS: brokers,
    SCHEMA_REGISTRY_URL: registry,
    REDIS_URL: redis,
    ...(clickhouse === undefined ? {} : { CLICKHOUSE_URL: clickhouse }),
  };
}

/** Each starts one server of our own and returns its address. */
function ownServers(firstPort: number, place: Place, start: Start, progress: Progress) {
  const { dataDir } = place;
  const port = (listener: Listener) => portOf(listener, firstPort);
  let fetched: Promise<Archives> | undefined;
  const files = () =>
    (fetched ??= progress.step('files of kafka and registry', () => archives(progress.say)));
  return {
    async kafka() {
      const ports = { port: port('kafka'), controllerPort: port('controller') };
      const settings = { archives: await files(), dataDir, ...ports };
      await progress.step('kafka 4.3.1', async () => start(await kafkaService(settings)));
      return `127.0.0.1:${ports.port}`;
    },
    async registry() {
      const settings = { archives: await files(), dataDir, port: port('registry') };
      await progress.step('schema registry', () => start(registryService(settings)));
      return registryUrl(settings.port);
    },
    async redis() {
      const settings = { binary: await redisBinary(progress.say), dataDir, port: port('redis') };
      await progress.step('redis', () => start(redisService(settings)));
      return `redis://127.0.0.1:${settings.port}`;
    },
  };
}

/** The address that the environment gives, once a server answers there; undefined when it gives none. */
async function fromEnvironment(
  name: keyof Addresses,
  answers: (address: string) => Promise<boolean>,
): Promise<string | undefined> {
  const address = process.env[name];
  if (address === undefined || address === '') return undefined;
  const patience = performance.now() + 15_000;
  while (!(await answers(address).catch(() => false))) {
    if (performance.now() > patience)
      throw new ServerError(
        'unreachable',
        `Nothing answers at ${name}=${address}; start it there, or unset ${name} and Stakelog starts its own.`,
      );
    await pause(200);
  }
  return address;
}

async function clickhouseAnswers(url: string): Promise<boolean> {
  const answer = await fetch(new URL('/ping', url), { signal: AbortSignal.timeout(2_000) });
  await answer.body?.cancel();
  return answer.ok;
}
