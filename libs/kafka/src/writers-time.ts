import { ConfigResourceTypes, ConfigSource, type Admin } from 'kafkajs';
import { kafkaClient, type KafkaConnection } from './connection';
import { LogError } from './log-error';

const setting = 'message.timestamp.type';

type Entry = { readonly name: string; readonly value: string };

/**
 * Lets writers say when their records were appended while `work` goes on; afterwards each topic has the settings that
 * it had. For restoring into empty topics. Throws `unreachable`.
 */
export async function withWritersTime<Answer>(
  connection: KafkaConnection,
  topics: readonly string[],
  work: () => Promise<Answer>,
): Promise<Answer> {
  const admin = kafkaClient(connection).admin();
  try {
    await admin.connect();
    const held = await settingsOf(admin, topics);
    try {
      for (const [topic, entries] of held)
        await replaceSettings(admin, topic, [
          ...entries.filter(({ name }) => name !== setting),
          { name: setting, value: 'CreateTime' },
        ]);
      return await work();
    } finally {
      for (const [topic, entries] of held) await replaceSettings(admin, topic, entries);
    }
  } catch (error) {
    if (error instanceof Error && !error.name.startsWith('KafkaJS')) throw error;
    throw new LogError('unreachable', topics.join(', '), error);
  } finally {
    await admin.disconnect();
  }
}

/** What somebody has set for the topic itself; the rest is the broker's. */
async function settingsOf(
  admin: Admin,
  topics: readonly string[],
): Promise<ReadonlyMap<string, readonly Entry[]>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      configEntries
        .filter(({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG)
        .map(({ configName, configValue }) => ({ name: configName, value: configValue })),
    ]),
  );
}

/** All of them at once: what is left out falls back to the broker's. */
async function replaceSettings(
  admin: Admin,
  topic: string,
  entries: readonly Entry[],
): Promise<void> {
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries: [...entries] }],
  });
}
