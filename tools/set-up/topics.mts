import kafkajs, { type Admin, type ITopicConfig } from 'kafkajs';
import { topics } from '../../libs/contracts/src/topics.ts';
import { persist, SetUpError } from './persist.mts';

// kafkajs is CommonJS and hides its names from ESM.
const { ConfigResourceTypes, Kafka, logLevel } = kafkajs;

type Settings = Record<string, string>;

/** Creates the topics that are missing and brings the settings of the others to the table's. */
export async function setUpTopics(brokers: readonly string[]): Promise<string> {
  const kafka = new Kafka({
    clientId: 'set-up',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
  });
  return persist(`Kafka at ${brokers.join(',')}`, async () => {
    const admin = kafka.admin();
    try {
      await admin.connect();
      return await bringUp(admin);
    } finally {
      await admin.disconnect();
    }
  });
}

async function bringUp(admin: Admin): Promise<string> {
  const { brokers } = await admin.describeCluster();
  const present = new Set(await admin.listTopics());
  const missing = Object.keys(topics).filter((name) => !present.has(name));
  if (missing.length > 0)
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((name) => wanted(name as keyof typeof topics, brokers.length)),
    });
  const kept = Object.keys(topics).filter((name) => present.has(name));
  let altered = 0;
  for (const name of kept)
    altered += await align(admin, wanted(name as keyof typeof topics, brokers.length));
  return `${missing.length} topics created, ${altered} altered, ${kept.length - altered} as they were`;
}

function wanted(
  name: keyof typeof topics,
  brokers: number,
): ITopicConfig & { replicationFactor: number } {
  const replicas = brokers >= 3 ? 3 : 1;
  return {
    topic: name,
    numPartitions: topics[name].partitions,
    replicationFactor: replicas,
    configEntries: Object.entries(settings(name, replicas)).map(([setting, value]) => ({
      name: setting,
      value,
    })),
  };
}

/** What the engine's promises rest on. A topic of ours is never compacted and never loses its head. */
function settings(name: keyof typeof topics, replicas: number): Settings {
  const { retentionMs, batchBytesMax, timestamps } = topics[name];
  return {
    'cleanup.policy': 'delete',
    'compression.type': 'producer',
    'max.message.bytes': String(batchBytesMax),
    'message.timestamp.type': timestamps === 'broker' ? 'LogAppendTime' : 'CreateTime',
    'min.insync.replicas': String(replicas >= 3 ? 2 : 1),
    'retention.bytes': '-1',
    'retention.ms': Number.isFinite(retentionMs) ? String(retentionMs) : '-1',
    'unclean.leader.election.enable': 'false',
  };
}

/** 1 when a setting had to change. Partitions cannot: the key's partition is part of every receipt. */
async function align(admin: Admin, topic: ITopicConfig): Promise<number> {
  const { topics: described } = await admin.fetchTopicMetadata({ topics: [topic.topic] });
  const partitions = described[0]?.partitions.length;
  if (partitions !== topic.numPartitions)
    throw new SetUpError(
      `${topic.topic} has ${partitions} partitions and needs ${topic.numPartitions}: use a fresh data directory or another cluster`,
    );
  const entries = topic.configEntries ?? [];
  const resource = { type: ConfigResourceTypes.TOPIC, name: topic.topic };
  const names = entries.map(({ name }) => name);
  const { resources } = await admin.describeConfigs({
    resources: [{ ...resource, configNames: names }],
    includeSynonyms: false,
  });
  const held = new Map(
    resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]),
  );
  if (entries.every(({ name, value }) => held.get(name) === value)) return 0;
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ ...resource, configEntries: entries }],
  });
  return 1;
}
