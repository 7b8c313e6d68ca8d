import { topicNames, topics, type TopicName } from './topics';

/** A record's place in a topic, as clients see it. */
export type Position = {
  readonly topic: TopicName;
  readonly partition: number;
  readonly offset: number;
};

/** `b3:184223`: the topic's letter, the partition, the offset. */
export const positionToken = ({ topic, partition, offset }: Position): string =>
  `${topics[topic].letter}${partition}:${offset}`;

/** Undefined where the text is no token of a topic of ours. */
export function parsePositionToken(token: string): Position | undefined {
  const [, letter, partition, offset] = /^([a-z])(\d{1,5}):(\d{1,15})$/.exec(token) ?? [];
  const topic = topicNames.find((name) => topics[name].letter === letter);
  if (topic === undefined || Number(partition) >= topics[topic].partitions) return undefined;
  return { topic, partition: Number(partition), offset: Number(offset) };
}
