import { limits, type BetCommand } from '@stakelog/contracts';
import {
  checkInputPosition,
  decodeLearning,
  LogError,
  valueCrc,
  type Codec,
  type InputPosition,
  type Log,
  type LogReader,
  type LogRecord,
} from '@stakelog/kafka';
import { commandRow } from '../rows/command-rows';
import type { OpenSource, Position, Slice, Source } from './source';

/** bet.commands, every record of it: what was asked, whether or not it was heard. */
export function betCommandsSource(log: Log, codec: Codec): Source {
  return {
    topic: 'bet.commands',
    open(from, onSlice, onError) {
      const positions = new Map([...from].map(([of, position]) => [of, inputOf(position)]));
      const records = log.openReader({
        topic: 'bet.commands',
        from: new Map([...positions].map(([of, position]) => [of, position?.nextOffset ?? 0])),
        crcBefore: crcsOf(positions),
        gatherMs: limits.recorderGatherMs,
        onError,
      });
      return new CommandLoops(records, codec, positions, onSlice, onError);
    },
    holds: (partition, position) => {
      const input = inputOf(position);
      return input === undefined
        ? Promise.resolve(true)
        : checkInputPosition(log, 'bet.commands', partition, input);
    },
  };
}

/** One loop for each partition, which takes the next record when the last one was dealt with. */
class CommandLoops implements OpenSource {
  readonly #log: LogReader;
  readonly #codec: Codec;
  readonly #positions = new Map<number, InputPosition>();
  readonly #loops: readonly Promise<void>[];
  readonly #waiting = new Set<() => void>();
  #closing = false;

  constructor(
    log: LogReader,
    codec: Codec,
    positions: ReadonlyMap<number, InputPosition | undefined>,
    onSlice: (slice: Slice) => Promise<void> | void,
    onError: (error: Error) => void,
  ) {
    this.#log = log;
    this.#codec = codec;
    for (const [of, position] of positions)
      this.#positions.set(of, position ?? { nextOffset: 0, crc: 0 });
    this.#loops = [...positions.keys()].map((partition) =>
      this.#loop(partition, onSlice).catch((error: unknown) => {
        if (!this.#closing) onError(error instanceof Error ? error : new Error(String(error)));
      }),
    );
  }

  position(partition: number): Position {
    return this.#positions.get(partition) ?? { nextOffset: 0 };
  }

  endOffset(partition: number): number | undefined {
    return this.#log.endOffset(partition);
  }

  async waitFor(partition: number, nextOffset: number): Promise<void> {
    while (this.position(partition).nextOffset < nextOffset)
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#log.close();
    await Promise.all(this.#loops);
  }

  async #loop(partition: number, onSlice: (slice: Slice) => Promise<void> | void): Promise<void> {
    while (!this.#closing)
      for (const record of await this.#log.next(partition)) {
        const rows = [commandRow(record, await this.#decoded(record))];
        const { offset, appendedAtMs } = record;
        const nextOffset = offset + 1;
        this.#positions.set(partition, { nextOffset, crc: valueCrc(record) });
        const delivered = onSlice({ partition, nextOffset, records: 1, rows, appendedAtMs });
        if (delivered !== undefined) await delivered;
        for (const wake of this.#waiting) wake();
        this.#waiting.clear();
      }
  }

  /** Undefined where the bytes match no schema. A schema of a newer build stops the recorder. */
  async #decoded({ value }: LogRecord): Promise<BetCommand | undefined> {
    try {
      return await decodeLearning<'bet.commands'>(this.#codec, 'bet.commands', value);
    } catch (error) {
      if (error instanceof LogError && error.reason !== undefined) return undefined;
      throw error;
    }
  }
}

const crcsOf = (positions: ReadonlyMap<number, InputPosition | undefined>) =>
  new Map(
    [...positions].flatMap(([of, position]) =>
      position === undefined || position.nextOffset === 0 ? [] : [[of, position.crc] as const],
    ),
  );

/** A position that came back from ClickHouse is the one that this source gave. */
const inputOf = (position: Position | undefined) =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  position as InputPosition | undefined;
