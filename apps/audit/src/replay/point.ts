import { positionToken, topics, type TopicName } from '@stakelog/contracts';
import { AuditError } from '../audit-error';

/** A point of the log that a state is asked at. */
export type Point =
  /** Of one partition: what stands before this offset. */
  | {
      readonly topic: 'bet.events' | 'odds.events';
      readonly partition: number;
      readonly offset: number;
    }
  /** By the time that each batch was decided at, and each fact appended at; UTC milliseconds, both included. */
  | { readonly ms: number };

/** The end of the log. */
export const atEnd: Point = { ms: Infinity };

const tokenPattern = /^([bo])(\d{1,3}):(\d{1,15})$/;

/** `b3:184223`, `o5:99120`, an ISO 8601 time or UTC milliseconds; undefined where it is none of them. */
export function parsePoint(text: string): Point | undefined {
  const [, letter, partition, offset] = tokenPattern.exec(text) ?? [];
  if (letter !== undefined) {
    const topic: TopicName = letter === 'b' ? 'bet.events' : 'odds.events';
    if (Number(partition) >= topics[topic].partitions) return undefined;
    return { topic, partition: Number(partition), offset: Number(offset) };
  }
  const ms = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isNaN(ms) ? undefined : { ms };
}

/** Throws where the point names another partition than the one whose state is asked. */
export function requirePartition(point: Point, partition: number): void {
  if ('ms' in point) return;
  if (point.topic !== 'bet.events')
    throw new AuditError('usage', 'a point of odds.events is a point of markets only');
  if (point.partition !== partition)
    throw new AuditError(
      'usage',
      `it lives in partition ${partition}: name a point such as ${positionToken({ topic: 'bet.events', partition, offset: point.offset })}`,
    );
}
