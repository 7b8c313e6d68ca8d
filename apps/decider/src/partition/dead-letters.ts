import { topics, type DeadLetter, type DeadLetterCode } from '@stakelog/contracts';
import {
  openBatchingAppender,
  type BatchingAppender,
  type Codec,
  type Log,
  type LogRecord,
} from '@stakelog/kafka';
import type { Clock, Logger } from '@stakelog/runtime';
import type { Turned } from './tenure';

/** Whatever a source topic took fits with its envelope: the topic takes twice as much. */
const LETTER_BYTES_MAX = topics['dead.letters'].batchBytesMax - 65_536;

/** Original bytes of what was passed over, put aside for an operator. Betting never waits for it. */
export class DeadLetters {
  private readonly appender: BatchingAppender;
  private readonly log: Log;
  private readonly codec: Codec;
  private readonly clock: Clock;
  private readonly logger: Logger;

  constructor(log: Log, codec: Codec, clock: Clock, logger: Logger) {
    this.log = log;
    this.codec = codec;
    this.clock = clock;
    this.logger = logger;
    this.appender = openBatchingAppender(log.openAppender('dead.letters'), {
      batchBytesMax: LETTER_BYTES_MAX,
    });
  }

  /** What a confirmed batch passed over. Facts are reported by the first partition alone. */
  report(partition: number, { decisions, commands }: Turned): void {
    for (const decision of decisions) {
      if (decision.type === 'CommandUndecodable') {
        const queued = commands.find(({ record }) => record.offset === decision.offset);
        if (queued !== undefined) this.put('bet.commands', queued.record, decision.code);
      } else if (decision.type === 'FactUndecodable' && partition === 0)
        void this.putFact(decision.partition, decision.offset, decision.code);
    }
  }

  close(): Promise<void> {
    return this.appender.close();
  }

  private async putFact(partition: number, offset: number, code: DeadLetterCode): Promise<void> {
    try {
      const record = await this.log.recordAt('odds.events', partition, offset);
      if (record !== undefined) this.put('odds.events', record, code);
    } catch (err) {
      this.failed(`odds.events/${partition}/${offset}`, err);
    }
  }

  private put(topic: string, { partition, offset, key, value }: LogRecord, code: DeadLetterCode) {
    const source = `${topic}/${partition}/${offset}`;
    const letter: DeadLetter = {
      type: 'DeadLetter',
      source,
      code,
      detail: 'no reader could decode the record',
      reportedBy: 'decider',
      reportedAtMs: this.clock.nowMs(),
      originalKey: key,
      original: value ?? Buffer.alloc(0),
    };
    const bytes = this.codec.encode('dead.letters', letter);
    this.appender
      .append(0, { key: source, value: bytes })
      .catch((err: unknown) => this.failed(source, err));
  }

  /** The log keeps the record and its place; only the copy is missing. */
  private failed(source: string, err: unknown): void {
    this.logger.error({ code: 'decider.dead-letter-unwritten', source, err }, 'not put aside');
  }
}
