import type { LogRecord } from './log-record';

/** The records of one partition that were read and not yet handed out. */
export class RecordQueue {
  #records: LogRecord[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get length(): number {
    return this.#records.length;
  }

  push(record: LogRecord): void {
    this.#records.push(record);
    this.#bytes += recordSize(record);
  }

  /** The oldest records, at most `max`. */
  take(max = Infinity): readonly LogRecord[] {
    if (this.#records.length <= max) {
      const all = this.#records;
      this.#records = [];
      this.#bytes = 0;
      return all;
    }
    const taken = this.#records.splice(0, max);
    for (const record of taken) this.#bytes -= recordSize(record);
    return taken;
  }
}

function recordSize({ key, value }: LogRecord): number {
  return (key?.length ?? 0) + (value?.length ?? 0);
}
