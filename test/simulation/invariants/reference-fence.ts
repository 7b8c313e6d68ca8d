import type { BetEvent, EpochOpened, InputsAdopted } from '@stakelog/contracts';
import type { CountedBatch, CountedEvent, LogRecord } from '@stakelog/kafka';

export type Judged =
  | { readonly status: 'counted'; readonly batch: CountedBatch }
  | { readonly status: 'opened'; readonly opened: EpochOpened; readonly record: LogRecord }
  | {
      readonly status: 'dropped';
      readonly why: 'zombie' | 'repeat' | 'jump' | 'other writer' | 'unopened';
      readonly opening: InputsAdopted;
      readonly record: LogRecord;
    };

/**
 * R1 to R3 once more, from reliability.md and not from libs/kafka: what the fence of the product is compared with.
 * Takes whole record batches, as the broker appends them.
 */
export class ReferenceFence {
  epoch = 0;
  writer = '';
  batch = 0;

  constructor(private readonly partition: number) {}

  take(records: readonly LogRecord[], events: readonly BetEvent[]): Judged | undefined {
    const [record, ...rest] = records;
    const [opening] = events;
    if (record === undefined || opening === undefined) return undefined;
    if (opening.type === 'EpochOpened') {
      if (opening.epoch <= this.epoch) return undefined;
      [this.epoch, this.writer, this.batch] = [opening.epoch, opening.writer, 0];
      return { status: 'opened', opened: opening, record };
    }
    if (opening.type !== 'InputsAdopted') return undefined;
    const why = this.#dropped(opening);
    if (why !== undefined) return { status: 'dropped', why, opening, record };
    this.batch = opening.batch;
    const counted = rest.flatMap((each, index): CountedEvent[] => {
      const event = events[index + 1];
      if (event === undefined || event.type === 'EpochOpened' || event.type === 'InputsAdopted')
        return [];
      const eventId = `${this.partition}-${opening.epoch}-${opening.batch}-${index + 1}`;
      return [{ offset: each.offset, index: index + 1, eventId, event, record: each }];
    });
    return {
      status: 'counted',
      batch: {
        partition: this.partition,
        opening,
        openingRecord: record,
        records: counted,
        baseOffset: record.offset,
        nextOffset: record.offset + records.length,
      },
    };
  }

  #dropped({ epoch, writer, batch }: InputsAdopted) {
    if (epoch < this.epoch) return 'zombie';
    if (epoch > this.epoch) return 'unopened';
    if (writer !== this.writer) return 'other writer';
    if (batch <= this.batch) return 'repeat';
    return batch > this.batch + 1 ? 'jump' : undefined;
  }
}
