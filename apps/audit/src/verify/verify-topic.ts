import { positionToken, type OddsEvent, type TopicName } from '@stakelog/contracts';
import { decodeLearning, LogError, type Codec, type LogRecord } from '@stakelog/kafka';
import type { RecordedLog } from '../log/recorded-log';
import type { FactsTape } from '../walk/facts-tape';
import type { Violation } from './violation';

/**
 * What `verify` found in one partition of a topic that others write into the log. Repeats, lower sessions and bytes
 * that nobody can read are legal there: they are counted, and the decisions must have taken them as such.
 */
export type TopicVerdict = {
  readonly partition: number;
  readonly records: number;
  readonly withoutEffect: Readonly<Record<string, number>>;
  readonly firstUndecodable: string | undefined;
  readonly violations: readonly Violation[];
};

/** Topics whose records are only counted and decoded here. */
export type PlainTopic = Exclude<TopicName, 'bet.events' | 'odds.events'>;

/** Counts what a partition of odds.events holds, by the verdicts of its fence. */
export async function verifyFacts(tape: FactsTape, partition: number): Promise<TopicVerdict> {
  const counts = new Counts('odds.events', partition);
  for await (const slice of tape.facts(partition))
    for (const judged of slice)
      if (judged.verdict === 'undecodable') counts.undecodable(judged.offset, judged.code);
      else if (judged.verdict === 'apply' || judged.verdict === 'session') counts.records++;
      else {
        counts.without(judged.verdict);
        if (judged.verdict === 'unopened_session') counts.unopened(judged.offset, judged.fact);
      }
  return counts.verdict(0, tape.ends.get(partition) ?? 0);
}

/** Reads a partition of commands, dead letters or checks: offsets without a gap, every record decoded. */
export async function verifyTopic(
  log: RecordedLog,
  codec: Codec,
  topic: PlainTopic,
  partition: number,
): Promise<TopicVerdict> {
  const { start, end } = (await log.ranges(topic)).get(partition) ?? { start: 0, end: 0 };
  const counts = new Counts(topic, partition);
  for await (const slice of log.read(topic, partition, start, end))
    for (const record of slice) counts.take(record.offset, await undecodable(codec, topic, record));
  return counts.verdict(start, end);
}

async function undecodable(codec: Codec, topic: TopicName, { value }: LogRecord) {
  try {
    await decodeLearning(codec, topic, value);
    return undefined;
  } catch (error) {
    if (!(error instanceof LogError) || error.reason === undefined) throw error;
    return error.reason;
  }
}

/** What a topic's partition holds, counted record by record. */
export class Counts {
  records = 0;
  readonly #at: (offset: number) => string;
  readonly #partition: number;
  readonly #withoutEffect: Record<string, number> = {};
  readonly #violations: Violation[] = [];
  #firstUndecodable: string | undefined;

  constructor(topic: TopicName, partition: number) {
    this.#partition = partition;
    this.#at = (offset) => positionToken({ topic, partition, offset });
  }

  /** A record, with what is wrong with its bytes where something is. */
  take(offset: number, reason: string | undefined): void {
    if (reason === undefined) this.records++;
    else this.undecodable(offset, reason);
  }

  without(reason: string): void {
    this.records++;
    this.#withoutEffect[reason] = (this.#withoutEffect[reason] ?? 0) + 1;
  }

  /** R1: a feed opens its session in every partition before it writes anything. */
  unopened(offset: number, { producerId, session }: OddsEvent): void {
    const detail = `${producerId} writes in session ${session}, which it has not opened here`;
    this.#violations.push({ rule: 'sessions', at: this.#at(offset), detail });
  }

  undecodable(offset: number, reason: string): void {
    this.#firstUndecodable ??= this.#at(offset);
    this.without(reason);
  }

  verdict(start: number, end: number): TopicVerdict {
    const missing = end - start - this.records;
    const detail = `${missing} records are missing before it`;
    if (missing !== 0) this.#violations.push({ rule: 'batches', at: this.#at(end), detail });
    return {
      partition: this.#partition,
      records: this.records,
      withoutEffect: this.#withoutEffect,
      firstUndecodable: this.#firstUndecodable,
      violations: this.#violations,
    };
  }
}
