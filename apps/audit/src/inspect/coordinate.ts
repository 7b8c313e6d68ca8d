import { parsePositionToken, topicNames, topics, type Position } from '@stakelog/contracts';

/** `bet.events/3/117`, as dead letters and `/readyz` name a record, or its token `b3:117`. */
export function parseCoordinate(text: string): Position | undefined {
  const [, name, partition, offset] = /^([\w.]+)\/(\d{1,5})\/(\d{1,15})$/.exec(text) ?? [];
  const topic = topicNames.find((known) => known === name);
  if (topic === undefined) return parsePositionToken(text);
  if (Number(partition) >= topics[topic].partitions) return undefined;
  return { topic, partition: Number(partition), offset: Number(offset) };
}

export const coordinateText = ({ topic, partition, offset }: Position): string =>
  `${topic}/${partition}/${offset}`;
