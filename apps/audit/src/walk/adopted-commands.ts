import { positionToken, type BetCommand, type UndecodableCode } from '@stakelog/contracts';
import { decodeLearning, LogError, valueCrc, type Codec, type LogRecord } from '@stakelog/kafka';
import { RecordCursor } from '../log/record-cursor';
import type { RecordedLog } from '../log/recorded-log';

/** A record of bet.commands as a batch adopted it. */
export type AdoptedCommand = { readonly offset: number } & (
  { readonly command: BetCommand } | { readonly code: UndecodableCode }
);

/** Meets every command of a partition once, in order, with what is wrong with its bytes where something is. */
export type CommandsTally = (offset: number, undecodable: UndecodableCode | undefined) => void;

/** The commands of one partition, in the ranges that its batches adopted. */
export class AdoptedCommands {
  readonly #codec: Codec;
  readonly #partition: number;
  readonly #log: RecordedLog;
  #cursor: RecordCursor<LogRecord>;
  readonly #end: number;
  readonly #tally: CommandsTally | undefined;
  #next = 0;
  #crc = 0;
  /** What was met before a rewind is not met again. */
  #talliedNext = 0;

  constructor(
    log: RecordedLog,
    codec: Codec,
    partition: number,
    end: number,
    tally?: CommandsTally,
  ) {
    this.#log = log;
    this.#codec = codec;
    this.#partition = partition;
    this.#end = end;
    this.#tally = tally;
    this.#cursor = new RecordCursor(log.read('bet.commands', partition, 0, end));
  }

  /**
   * The commands of a batch's range. `undecodable` are the offsets that its writer could not read: they stay
   * unread, even where a newer build could.
   */
  async adopt(
    next: number,
    crc: number,
    undecodable: ReadonlyMap<number, UndecodableCode>,
  ): Promise<{ readonly commands: readonly AdoptedCommand[]; readonly faults: readonly string[] }> {
    const from = this.#next;
    const records: LogRecord[] = [];
    const faults: string[] = [];
    const at = (offset: number) =>
      positionToken({ topic: 'bet.commands', partition: this.#partition, offset });
    if (next < from) faults.push(`${at(next)} goes back from ${from}`);
    else if (next > this.#end) faults.push(`${at(next)} is behind the end ${this.#end} of its log`);
    else await this.#cursor.takeUntil(next, (record) => records.push(record));

    const last = records.at(-1);
    this.#next = Math.max(from, next);
    if (last !== undefined) this.#crc = valueCrc(last);
    if (faults.length === 0 && records.length !== next - from)
      faults.push(`${records.length} commands from ${at(from)} to ${at(next)}`);
    if (faults.length === 0 && crc !== this.#crc)
      faults.push(`the command before ${at(next)} is another than the one adopted`);
    return { commands: await this.#readAll(records, undecodable), faults };
  }

  /** The input went back, and it was accepted: the next batch adopts from there on (R6). */
  async rewind(toOffset: number): Promise<void> {
    await this.#cursor.close();
    this.#cursor = new RecordCursor(
      this.#log.read('bet.commands', this.#partition, toOffset, this.#end),
    );
    this.#next = toOffset;
    this.#crc = await this.#crcBefore(toOffset);
  }

  async #crcBefore(next: number): Promise<number> {
    if (next === 0) return 0;
    for await (const [last] of this.#log.read('bet.commands', this.#partition, next - 1, next))
      if (last !== undefined) return valueCrc(last);
    return 0;
  }

  /** Reads what no batch has adopted, for the tally. */
  async readOn(): Promise<void> {
    const records: LogRecord[] = [];
    await this.#cursor.takeUntil(this.#end, (record) => records.push(record));
    await this.#readAll(records, new Map());
  }

  close(): Promise<void> {
    return this.#cursor.close();
  }

  async #readAll(
    records: readonly LogRecord[],
    undecodable: ReadonlyMap<number, UndecodableCode>,
  ): Promise<readonly AdoptedCommand[]> {
    const commands: AdoptedCommand[] = [];
    for (const record of records) {
      const command =
        readNow(this.#codec, record, undecodable) ?? (await this.#read(record, undecodable));
      if (command.offset >= this.#talliedNext)
        this.#tally?.(command.offset, 'code' in command ? command.code : undefined);
      this.#talliedNext = Math.max(this.#talliedNext, command.offset + 1);
      commands.push(command);
    }
    return commands;
  }

  async #read(
    { offset, value }: LogRecord,
    undecodable: ReadonlyMap<number, UndecodableCode>,
  ): Promise<AdoptedCommand> {
    const recorded = undecodable.get(offset);
    if (recorded !== undefined) return { offset, code: recorded };
    try {
      return { offset, command: await decodeLearning(this.#codec, 'bet.commands', value) };
    } catch (error) {
      if (!(error instanceof LogError) || error.reason === undefined) throw error;
      return { offset, code: error.reason };
    }
  }
}

/** Without a promise for every record; the slow path says what is wrong. */
function readNow(
  codec: Codec,
  { offset, value }: LogRecord,
  undecodable: ReadonlyMap<number, UndecodableCode>,
): AdoptedCommand | undefined {
  if (undecodable.has(offset)) return undefined;
  try {
    return { offset, command: codec.decode('bet.commands', value) };
  } catch {
    return undefined;
  }
}
