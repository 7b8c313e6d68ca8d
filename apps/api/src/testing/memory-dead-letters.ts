import { utcMs, type DeadLetter, type DeadLetterRecord } from '@stakelog/contracts';
import { DeadLetterIndex } from '@stakelog/projections';
import type { DeadLetterLog } from '../dead-letters/dead-letter-log';

/** dead.letters in memory. `away`: the log takes nothing. */
export class MemoryDeadLetters implements DeadLetterLog {
  away = false;
  readonly records: DeadLetterRecord[] = [];
  readonly index = new DeadLetterIndex();

  report(source: string, original: Uint8Array, code: DeadLetter['code'] = 'TRUNCATED'): void {
    this.append({
      type: 'DeadLetter',
      source,
      code,
      detail: 'no reader could decode the record',
      reportedBy: 'decider',
      reportedAtMs: utcMs(1_790_000_000_000),
      originalKey: null,
      original,
    });
  }

  letterAt: DeadLetterLog['letterAt'] = async (offset) => {
    const record = this.records[offset];
    return record?.type === 'DeadLetter' ? record : undefined;
  };

  resolve: DeadLetterLog['resolve'] = async (resolved) => {
    if (this.away) throw new Error('no broker');
    this.append(resolved);
  };

  private append(record: DeadLetterRecord): void {
    this.index.take(this.records.length, record);
    this.records.push(record);
  }
}
