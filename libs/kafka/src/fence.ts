import { assert, type BetEvent, type EpochOpened, type InputsAdopted } from '@stakelog/contracts';
import { LogError } from './log-error';
import type { LogRecord } from './log-record';

/**
 * Where a reader of one partition of bet.events stands, with the state of the fence (R4). It stands
 * behind a counted batch or an effective `EpochOpened`, never behind anything else.
 */
export type FencePosition = {
  /** Where the opening record of that batch stands, or the `EpochOpened`. -1 at the beginning. */
  readonly batchOffset: number;
  /** The next offset to read. */
  readonly nextOffset: number;
  readonly epoch: number;
  readonly writer: string;
  /** The last counted batch of the epoch; 0 before its first one. */
  readonly batch: number;
  readonly lastEventId: string;
};

/** Every record that is no bookkeeping of the log itself. */
export type DecisionEvent = Exclude<BetEvent, EpochOpened | InputsAdopted>;

export type CountedEvent = {
  readonly offset: number;
  /** From 1 within the batch; the opening record is 0. */
  readonly index: number;
  readonly eventId: string;
  readonly event: DecisionEvent;
  readonly record: LogRecord;
};

export type CountedBatch = {
  readonly partition: number;
  readonly opening: InputsAdopted;
  readonly openingRecord: LogRecord;
  readonly records: readonly CountedEvent[];
  readonly baseOffset: number;
  readonly nextOffset: number;
};

/** Why a batch has no effect in any reader. */
export type DropReason =
  /** A later epoch has been opened: a zombie. */
  | 'lower_epoch'
  /** The epoch has another writer, who opened it first (R2). */
  | 'other_writer'
  /** Nobody opened the epoch. */
  | 'unknown_epoch'
  /** Its number was counted before (R3). */
  | 'repeat'
  /** Numbers before it are missing (R3): raises an alarm. */
  | 'jump';

/** What one record leads to. Within a batch, nothing until its last record. */
export type FenceStep =
  | { readonly status: 'within' }
  | { readonly status: 'counted'; readonly batch: CountedBatch }
  | {
      readonly status: 'epoch';
      readonly offset: number;
      readonly opened: EpochOpened;
      /** False: as high an epoch was open already (R1). */
      readonly effective: boolean;
    }
  | {
      readonly status: 'dropped';
      readonly reason: DropReason;
      readonly opening: InputsAdopted;
      readonly baseOffset: number;
      readonly nextOffset: number;
    };

const within: FenceStep = { status: 'within' };

const beginning: FencePosition = {
  batchOffset: -1,
  nextOffset: 0,
  epoch: 0,
  writer: '',
  batch: 0,
  lastEventId: '',
};

type OpenBatch = {
  readonly opening: InputsAdopted;
  readonly record: LogRecord;
  readonly dropped: DropReason | undefined;
  readonly events: CountedEvent[];
};

export const eventIdOf = (partition: number, epoch: number, batch: number, index: number) =>
  `${partition}-${epoch}-${batch}-${index}`;

/** The fence of one partition of bet.events, at its beginning or at a stored position. */
export function newFence(partition: number, position: FencePosition = beginning): Fence {
  return new Fence(partition, position);
}

/**
 * The rule that makes many writers one: records go in by offset, and only what counts comes out.
 * A pure fold: every reader of the same log drops the same batches.
 */
export class Fence {
  readonly #partition: number;
  #position: FencePosition;
  /** The next offset that may come: ahead of the position while nothing counts. */
  #next: number;
  #open: OpenBatch | undefined;

  constructor(partition: number, position: FencePosition) {
    this.#partition = partition;
    this.#position = position;
    this.#next = position.nextOffset;
  }

  get position(): FencePosition {
    return this.#position;
  }

  /** The next offset to take. */
  get nextOffset(): number {
    return this.#next;
  }

  /** Throws `out_of_order` where the records make no batches: the partition stops. */
  take(record: LogRecord, message: BetEvent): FenceStep {
    assert(record.offset === this.#next, 'a fence takes every record, in order');
    this.#next = record.offset + 1;
    if (this.#open !== undefined) return this.#continue(this.#open, record, message);
    if (message.type === 'EpochOpened') return this.#openEpoch(record.offset, message);
    if (message.type === 'InputsAdopted') return this.#openBatch(record, message);
    throw this.#outOfOrder(record, `${message.type} in no batch`);
  }

  /** Takes a decision that its reader does not want: it counts in its batch, and is not handed on. */
  pass(record: LogRecord): FenceStep {
    assert(record.offset === this.#next, 'a fence takes every record, in order');
    if (this.#open === undefined) throw this.#outOfOrder(record, 'a decision in no batch');
    this.#next = record.offset + 1;
    return record.offset - this.#open.record.offset === this.#open.opening.records
      ? this.#close(this.#open)
      : within;
  }

  #openEpoch(offset: number, opened: EpochOpened): FenceStep {
    const { epoch, writer } = opened;
    const effective = epoch > this.#position.epoch;
    if (effective) {
      const lastEventId = eventIdOf(this.#partition, epoch, 0, 0);
      const nextOffset = offset + 1;
      this.#position = { batchOffset: offset, nextOffset, epoch, writer, batch: 0, lastEventId };
    }
    return { status: 'epoch', offset, opened, effective };
  }

  #openBatch(record: LogRecord, opening: InputsAdopted): FenceStep {
    if (opening.records < 0) throw this.#outOfOrder(record, `${opening.records} records`);
    this.#open = { opening, record, dropped: this.#dropReason(opening), events: [] };
    return opening.records === 0 ? this.#close(this.#open) : within;
  }

  #dropReason({ epoch, writer, batch }: InputsAdopted): DropReason | undefined {
    const current = this.#position;
    if (epoch < current.epoch) return 'lower_epoch';
    if (epoch > current.epoch) return 'unknown_epoch';
    if (writer !== current.writer) return 'other_writer';
    if (batch <= current.batch) return 'repeat';
    if (batch > current.batch + 1) return 'jump';
    return undefined;
  }

  #continue(open: OpenBatch, record: LogRecord, event: BetEvent): FenceStep {
    if (event.type === 'EpochOpened' || event.type === 'InputsAdopted')
      throw this.#outOfOrder(record, `${event.type} within a batch`);
    const { offset } = record;
    const { epoch, batch, records } = open.opening;
    const index = offset - open.record.offset;
    const eventId = eventIdOf(this.#partition, epoch, batch, index);
    if (open.dropped === undefined) open.events.push({ offset, index, eventId, event, record });
    return index === records ? this.#close(open) : within;
  }

  #close({ opening, record, dropped, events }: OpenBatch): FenceStep {
    this.#open = undefined;
    const baseOffset = record.offset;
    const nextOffset = baseOffset + 1 + opening.records;
    if (dropped !== undefined)
      return { status: 'dropped', reason: dropped, opening, baseOffset, nextOffset };
    const partition = this.#partition;
    const { epoch, writer, batch, records } = opening;
    const lastEventId = eventIdOf(partition, epoch, batch, records);
    this.#position = { batchOffset: baseOffset, nextOffset, epoch, writer, batch, lastEventId };
    const counted = { partition, opening, openingRecord: record, records: events, baseOffset };
    return { status: 'counted', batch: { ...counted, nextOffset } };
  }

  #outOfOrder({ offset }: LogRecord, found: string): LogError {
    return new LogError('out_of_order', `bet.events/${this.#partition}/${offset}: ${found}`);
  }
}
