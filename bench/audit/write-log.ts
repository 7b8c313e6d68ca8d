import { connectCodec, fetchEndOffsets, openAppender } from '@stakelog/kafka';
import { topicNames, type TopicName } from '@stakelog/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import { writeRecording, type Sink } from './bench-recording';

const ATTEMPTS = 20;

export type Servers = { readonly brokers: readonly string[]; readonly registryUrl: string };
export type Written = {
  readonly facts: number;
  readonly commands: number;
  readonly events: number;
};

/** Asked before each batch of a topic, with how many records it has; the recording waits for the answer. */
export type Pace = (topic: TopicName, records: number) => Promise<void> | undefined;

/** Writes a recording into empty topics, or finds the one that is there. Returns how many records each topic has. */
export async function writeLog(
  servers: Servers,
  events: number,
  seed: number,
  pace: Pace = () => undefined,
): Promise<Written> {
  if ((await inTopic(servers, 'bet.events')) > 0) return found(servers);
  const codec = await connectCodec(servers.registryUrl, topicNames, 10_000);
  const to = { brokers: servers.brokers, clientId: 'bench' };
  const appenders = new Map(
    (['bet.events', 'bet.commands', 'odds.events'] as const).map(
      (topic) => [topic as TopicName, openAppender({ ...to, topic })] as const,
    ),
  );
  const sink: Sink = async (topic, partition, records) => {
    await pace(topic, records.length);
    const appended = await appenders.get(topic)?.append(partition, records);
    if (appended?.status !== 'appended') throw new Error(`${topic}: ${appended?.cause}`);
  };
  await writeRecording(codec, sink, { events, seed });
  for (const appender of appenders.values()) await appender.close();
  return found(servers);
}

async function found(servers: Servers): Promise<Written> {
  return {
    facts: await inTopic(servers, 'odds.events'),
    commands: await inTopic(servers, 'bet.commands'),
    events: await inTopic(servers, 'bet.events'),
  };
}

/** A topic that was just made may have partitions without a leader for a moment. */
async function inTopic({ brokers }: Servers, topic: TopicName): Promise<number> {
  for (let attempt = 1; ; attempt++)
    try {
      const ends = await fetchEndOffsets({ brokers, clientId: 'bench' }, topic);
      return [...ends.values()].reduce((sum, end) => sum + end, 0);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await pause(500);
    }
}
