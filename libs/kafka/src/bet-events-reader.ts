import type { BetEvent, EpochOpened, InputsAdopted } from '@stakelog/contracts';
import { decodeLearning, type Codec } from './codec';
import {
  newFence,
  type CountedBatch,
  type DecisionEvent,
  type DropReason,
  type Fence,
  type FencePosition,
  type FenceStep,
} from './fence';
import { LogError } from './log-error';
import type { LogRecord } from './log-record';
import { loopPartitions, type PartitionLoops } from './partition-loops';
import type { LogReader } from './reader';

export type BetEventsHandlers = {
  /** Decisions that the batches are handed on without: they are not even decoded. */
  readonly unwanted?: ReadonlySet<DecisionEvent['type']>;
  /** One counted batch; the next one of its partition waits until this has finished. */
  readonly onBatch: (batch: CountedBatch) => Promise<void> | void;
  readonly onEpoch?: (epoch: {
    readonly partition: number;
    readonly offset: number;
    readonly opened: EpochOpened;
    readonly effective: boolean;
  }) => void;
  /** For metrics and alarms: a dropped batch has no effect. */
  readonly onDropped?: (dropped: {
    readonly partition: number;
    readonly reason: DropReason;
    readonly opening: InputsAdopted;
    readonly baseOffset: number;
  }) => void;
  /**
   * A partition stops at one of our own records that cannot be read, while the others go on: it is never skipped.
   * Without this, the whole reader ends.
   */
  readonly onStopped?: ((error: LogError) => void) | undefined;
  /** The reader has ended: the log cannot be read on, or a handler failed. */
  readonly onError: (error: Error) => void;
};

export type BetEventsReader = PartitionLoops & {
  /** Behind the last counted batch or effective epoch: what a restart needs (R4). */
  position(partition: number): FencePosition;
  /**
   * How long it is proved that no batch counted and no epoch took effect: from the last one seen here
   * (or the opening of this reader) to the newest fetch that was answered at the end (R12).
   */
  silentForMs(partition: number): number;
  /** When the last counted batch or effective epoch seen here was appended, by the broker's clock. */
  heardAtBrokerMs(partition: number): number | undefined;
  readonly log: LogReader;
};

/** Where the log has to be read from, for these positions of the fence. */
export const readFrom = (
  positions: ReadonlyMap<number, { readonly nextOffset: number } | undefined>,
): ReadonlyMap<number, number> =>
  new Map([...positions].map(([partition, position]) => [partition, position?.nextOffset ?? 0]));

/**
 * The one way to read bet.events: only batches that count reach the handler. Give it a reader that
 * is opened at `readFrom(positions)`; a partition without a position starts at offset 0. What it
 * cannot decode stops it: our own records are never skipped.
 */
export function openBetEventsReader(
  log: LogReader,
  codec: Codec,
  positions: ReadonlyMap<number, FencePosition | undefined>,
  handlers: BetEventsHandlers,
): BetEventsReader {
  const fenceOf = fencesAt(positions);
  const heard = new Heard(log);
  const unwanted: ReadonlySet<string> | undefined = handlers.unwanted;

  function handle(record: LogRecord): Promise<void> | void {
    const name = unwanted === undefined ? undefined : codec.nameOf(record.value);
    if (name !== undefined && unwanted?.has(name) === true)
      return followed(record, fenceOf(record.partition).pass(record));
    let message: BetEvent;
    try {
      message = codec.decode('bet.events', record.value);
    } catch {
      // The slow path says what is wrong, or learns the schema.
      return decoded(codec, record).then((learned) => step(record, learned));
    }
    return step(record, message);
  }

  function step(record: LogRecord, message: BetEvent): Promise<void> | void {
    return followed(record, fenceOf(record.partition).take(record, message));
  }

  function followed(record: LogRecord, taken: FenceStep): Promise<void> | void {
    const { partition } = record;
    switch (taken.status) {
      case 'within':
        return;
      case 'counted':
        heard.hear(record);
        return handlers.onBatch(taken.batch);
      case 'epoch':
        if (taken.effective) heard.hear(record);
        return handlers.onEpoch?.({ partition, ...taken });
      case 'dropped':
        return handlers.onDropped?.({ partition, ...taken });
    }
  }

  const loops = loopPartitions(log, readFrom(positions), handle, handlers);
  return {
    ...loops,
    position: (partition) => fenceOf(partition).position,
    // What is fetched and waits for its handler was heard as well.
    silentForMs: (partition) => (loops.caughtUp(partition) ? heard.silentForMs(partition) : 0),
    heardAtBrokerMs: (partition) => heard.atBrokerMs(partition),
    log,
  };
}

/** When each partition's writer was heard last: by this process's clock, and by the broker's. */
class Heard {
  readonly #log: LogReader;
  readonly #openedAtMs: number;
  readonly #atMs = new Map<number, number>();
  readonly #atBrokerMs = new Map<number, number>();

  constructor(log: LogReader) {
    this.#log = log;
    this.#openedAtMs = log.monotonicMs();
  }

  hear({ partition, appendedAtMs }: LogRecord): void {
    this.#atMs.set(partition, this.#log.monotonicMs());
    this.#atBrokerMs.set(partition, appendedAtMs);
  }

  silentForMs(partition: number): number {
    const answeredAtEndMs = this.#log.answeredAtEndMs(partition) ?? this.#openedAtMs;
    return Math.max(0, answeredAtEndMs - (this.#atMs.get(partition) ?? this.#openedAtMs));
  }

  atBrokerMs(partition: number): number | undefined {
    return this.#atBrokerMs.get(partition);
  }
}

function fencesAt(positions: ReadonlyMap<number, FencePosition | undefined>) {
  const fences = new Map([...positions].map(([of, position]) => [of, newFence(of, position)]));
  return (partition: number): Fence => {
    const fence = fences.get(partition);
    if (fence === undefined) throw new LogError('out_of_order', `partition ${partition} not read`);
    return fence;
  };
}

/** Names the record: whoever reads the error has to look at it. */
async function decoded(codec: Codec, { partition, offset, value }: LogRecord) {
  try {
    return await decodeLearning(codec, 'bet.events', value);
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    const code = error.reason === undefined ? error.code : 'unreadable';
    const why = error.reason ?? error.detail ?? '';
    throw new LogError(code, `bet.events/${partition}/${offset}: ${why}`, error);
  }
}
