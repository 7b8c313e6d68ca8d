import { freePorts } from '../tools/servers/ports.mts';
import type { Place } from '../tools/servers/service.mts';
import { setUpSchemas } from '../tools/set-up/schemas.mts';
import { setUpTopics } from '../tools/set-up/topics.mts';
import { appService, type AppName } from '../tools/start/apps.mts';
import { build, isBuilt } from '../tools/start/build.mts';
import { openPlace, releaseDataDir, takeDataDir } from '../tools/start/data-dir.mts';
import { readFlags } from '../tools/start/flags.mts';
import { origin, portSpan } from '../tools/start/ports.mts';
import { openProgress } from '../tools/start/progress.mts';
import { ensureSecrets } from '../tools/start/secrets.mts';
import { startServers } from '../tools/start/start-servers.mts';
import { Supervisor } from '../tools/start/supervisor.mts';
import type { Servers } from './audit/write-log.ts';

/** Real servers with empty topics, on which apps of the product are started when the work wants them. */
export type Stage = {
  readonly servers: Servers;
  readonly redisUrl: string;
  readonly secretsDir: string;
  /** Starts an app as `npm start` does; resolves when it is ready. */
  start(app: AppName): Promise<void>;
  originOf(app: AppName): string;
  /** Ends everything before its time, so that the work may look at what was left. */
  stop(): Promise<void>;
};

/** Everything that was started ends with the work, or with this process. */
export async function withStage<Result>(work: (stage: Stage) => Promise<Result>): Promise<Result> {
  const progress = openProgress(process.stderr);
  if (!isBuilt()) await progress.step('build', build);
  const place = await openPlace('', true);
  await takeDataDir(place);
  // Not ephemeral to the supervisor, which would remove what the work still wants to see; we remove it ourselves.
  const supervisor = new Supervisor(place, false, progress.say);
  const end = async () => {
    await supervisor.stop();
    releaseDataDir(place, true);
  };
  const told = () => void end().finally(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, told);
  try {
    return await work(await openStage(place, supervisor, progress));
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, told);
    await end();
  }
}

async function openStage(
  place: Place,
  supervisor: Supervisor,
  progress: ReturnType<typeof openProgress>,
): Promise<Stage> {
  const first = await freePorts(portSpan);
  const secretsDir = `${place.dataDir}/secrets`;
  ensureSecrets(secretsDir);
  const addresses = await startServers(first, place, supervisor.tier().start, progress);
  const brokers = addresses.KAFKA_BROKERS.split(',');
  const registryUrl = addresses.SCHEMA_REGISTRY_URL;
  await setUpSchemas(registryUrl);
  await setUpTopics(brokers);
  const flags = readFlags(['--no-demo', '--ephemeral', '--port', String(first)]);
  const apps = supervisor.tier();
  return {
    servers: { brokers, registryUrl },
    redisUrl: addresses.REDIS_URL,
    secretsDir,
    start: (app) => progress.step(app, () => apps.start(appService(app, flags, place, addresses))),
    originOf: (app) => origin(app, first),
    stop: () => supervisor.stop(),
  };
}
