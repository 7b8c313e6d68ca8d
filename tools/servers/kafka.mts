import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import kafkajs from 'kafkajs';
import type { Archives } from './archives.mts';
import { marked } from './orphans.mts';
import { runCommand } from './run-command.mts';
import { placeIn } from './service.mts';
import type { Service } from './service.mts';
import { writeWhole } from './write-whole.mts';

type KafkaSettings = {
  readonly archives: Archives;
  readonly dataDir: string;
  readonly port: number;
  readonly controllerPort: number;
};

/** One broker that is its own controller, on loopback. Its storage is formatted once. */
export async function kafkaService(settings: KafkaSettings): Promise<Service> {
  const home = `${settings.dataDir}/kafka`;
  mkdirSync(home, { recursive: true });
  writeWhole(`${home}/log4j2.properties`, logging);
  writeWhole(`${home}/server.properties`, properties(settings, `${home}/data`));
  await format(settings, home);
  const classpath = `${settings.archives.kafka}/*`;
  return {
    name: 'kafka',
    port: settings.port,
    command: 'java',
    args: [...jvm(home), '-cp', classpath, 'kafka.Kafka', `${home}/server.properties`],
    environment: {},
    isReady: () => brokerAnswers(`127.0.0.1:${settings.port}`),
    readyWithinMs: 90_000,
    stopWithinMs: 20_000,
  };
}

/** A broker that describes its cluster serves; a log line that says so comes too early. */
export async function brokerAnswers(brokers: string): Promise<boolean> {
  const admin = new kafkajs.Kafka({
    clientId: 'stakelog-readiness',
    brokers: brokers.split(','),
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { retries: 0 },
  }).admin({ retry: { retries: 0 } });
  try {
    await admin.connect();
    const cluster = await admin.describeCluster();
    return cluster.brokers.length > 0 && cluster.controller !== null;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

/** Formats beside the place and moves the whole there, so that a kill in the middle leaves nothing half done. */
async function format(settings: KafkaSettings, home: string): Promise<void> {
  if (existsSync(`${home}/data/meta.properties`)) return;
  const unfinished = `${home}/data.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(`${home}/data`, { recursive: true, force: true });
  writeWhole(`${home}/format.properties`, properties(settings, unfinished));
  const clusterId = randomBytes(16).toString('base64url');
  await runCommand(
    'java',
    [
      ...jvm(home),
      '-XX:TieredStopAtLevel=1',
      '-cp',
      `${settings.archives.kafka}/*`,
      'kafka.tools.StorageTool',
      'format',
      `--cluster-id=${clusterId}`, // one argument: an id may begin with a dash
      '-c',
      `${home}/format.properties`,
    ],
    { environment: marked(placeIn(settings.dataDir)) },
  );
  renameSync(unfinished, `${home}/data`);
}

const jvm = (home: string) => [
  '-Xms128m',
  '-Xmx384m',
  '-XX:+UseSerialGC',
  `-Dlog4j2.configurationFile=file:${home}/log4j2.properties`,
];

function properties({ port, controllerPort }: KafkaSettings, logDir: string): string {
  return `${Object.entries({
    'process.roles': 'broker,controller',
    'node.id': '1',
    // A static quorum of one: the controller's port may then differ from one start to the next.
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': logDir,
    // A killed broker is refused until its old session has ended: 9 s by default, and nobody can bet meanwhile.
    'broker.session.timeout.ms': '4000',
    'broker.heartbeat.interval.ms': '500',
    // Two cores for everything: more threads only take turns.
    'num.network.threads': '1',
    'num.io.threads': '2',
    ...brokerSettings,
  })
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

/** What every broker of ours is set to, wherever it runs (docker-compose.yml holds the same). */
export const brokerSettings = {
  'auto.create.topics.enable': 'false',
  // Topics set their own bound below it: 8 MB for dead letters, 4 MB for decisions.
  'message.max.bytes': '9437184',
  'replica.fetch.max.bytes': '9437184',
  'offsets.topic.num.partitions': '4',
  'offsets.topic.replication.factor': '1',
  'transaction.state.log.num.partitions': '4',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'group.initial.rebalance.delay.ms': '0',
  'log.cleaner.dedupe.buffer.size': '8388608',
  'unclean.leader.election.enable': 'false',
} as const;

const logging = `
rootLogger.level = WARN
rootLogger.appenderRef.stdout.ref = STDOUT
appender.console.type = Console
appender.console.name = STDOUT
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %p %c{1} %m%n
logger.server.name = kafka.server.KafkaRaftServer
logger.server.level = INFO
`.trimStart();
