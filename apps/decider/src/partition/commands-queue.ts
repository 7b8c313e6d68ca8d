import { limits, type UndecodableCode } from '@stakelog/contracts';
import type { InputCommand } from '@stakelog/domain';
import {
  decodeLearning,
  LogError,
  valueCrc,
  type BrokerTime,
  type Codec,
  type Log,
  type LogReader,
  type LogRecord,
} from '@stakelog/kafka';

/** A command with the record it came in. */
export type QueuedCommand = { readonly input: InputCommand; readonly record: LogRecord };

/** The commands of one partition from a position on, decoded, in order and without a gap. */
export class CommandsQueue {
  private readonly reader: LogReader;
  private readonly codec: Codec;
  private readonly partition: number;
  private waiting: QueuedCommand[] = [];
  /** The newest batch was full: more may have been read already. */
  private filled = false;

  constructor(
    log: Log,
    codec: Codec,
    partition: number,
    position: { readonly next: number; readonly crc: number },
    on: { readonly data: () => void; readonly error: (error: Error) => void },
  ) {
    this.codec = codec;
    this.partition = partition;
    this.reader = log.openReader({
      topic: 'bet.commands',
      shared: true,
      from: new Map([[partition, position.next]]),
      crcBefore: new Map([[partition, position.crc]]),
      onError: on.error,
    });
    this.reader.onData(on.data);
  }

  /** At most one batch of commands; what was not taken is handed out again. */
  async next(): Promise<readonly QueuedCommand[]> {
    const room = limits.commandsPerBatchMax - this.waiting.length;
    for (const record of room > 0 ? this.reader.drain(this.partition, room) : []) {
      const input = this.read(record);
      this.waiting.push({ input: input instanceof Promise ? await input : input, record });
    }
    this.filled = this.waiting.length >= limits.commandsPerBatchMax;
    return this.waiting;
  }

  /** Commands have been read that no batch has taken yet, or may have been. */
  get hasMore(): boolean {
    return this.filled || this.waiting.length > 0;
  }

  /** The first so many have been decided. */
  take(count: number): void {
    this.waiting = this.waiting.slice(count);
  }

  /** Records of the partition that nobody has decided yet. */
  lag(next: number): number {
    return Math.max(0, (this.reader.endOffset(this.partition) ?? next) - next);
  }

  /** When the oldest that waits was appended, by the broker's clock; undefined where none does. */
  oldestAppendedAtMs(): number | undefined {
    return this.waiting[0]?.record.appendedAtMs;
  }

  brokerTime(): BrokerTime | undefined {
    return this.reader.newestAppendTimeMs();
  }

  close(): Promise<void> {
    return this.reader.close();
  }

  private read(record: LogRecord): InputCommand | Promise<InputCommand> {
    const { offset, value } = record;
    try {
      return { offset, command: this.codec.decode('bet.commands', value) };
    } catch {
      return this.readSlowly(record);
    }
  }

  /** Learns a schema that was not met before. Throws where only a newer build could read it (R11). */
  private async readSlowly({ offset, value }: LogRecord): Promise<InputCommand> {
    try {
      return { offset, command: await decodeLearning(this.codec, 'bet.commands', value) };
    } catch (error) {
      const code: UndecodableCode | undefined =
        error instanceof LogError ? error.reason : undefined;
      if (code === undefined) throw error;
      return { offset, code };
    }
  }
}

/** The checksum that a batch records for the last command it adopts. */
export const crcOf = ({ record }: QueuedCommand): number => valueCrc(record);
