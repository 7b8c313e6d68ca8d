import type { DeadLetterCode } from '@stakelog/contracts';
import type { AppendRecord, Appender, Codec } from '@stakelog/kafka';
import type { Clock } from '@stakelog/runtime';

export type Undelivered = {
  /** `feed/<file>/<line number>`: a repeat counts once. */
  readonly source: string;
  readonly code: DeadLetterCode;
  readonly detail: string;
  readonly original: Uint8Array;
};

const PARTITION = 0;
const BACK_OFF_MS = 250;

/** Writes what could not be understood to dead.letters, one at a time, until it is there. */
export class DeadLetters {
  #last: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(
    private readonly appender: Pick<Appender, 'append'>,
    private readonly codec: Codec,
    private readonly clock: Clock,
  ) {}

  write(letter: Undelivered): Promise<void> {
    const value = this.codec.encode('dead.letters', {
      type: 'DeadLetter',
      ...letter,
      // The codec knows bytes as buffers.
      original: Buffer.from(letter.original),
      reportedBy: 'feed',
      reportedAtMs: this.clock.nowMs(),
      originalKey: null,
    });
    const written = this.#last.then(() => this.#persist({ key: letter.source, value }));
    this.#last = written;
    return written;
  }

  close(): void {
    this.#isClosed = true;
  }

  /** Twice is harmless, since the source names the letter. */
  async #persist(record: AppendRecord): Promise<void> {
    while (!this.#isClosed) {
      const appended = await this.appender.append(PARTITION, [record]);
      if (appended.status === 'appended' || appended.bytesRefused) return;
      await this.clock.sleep(BACK_OFF_MS);
    }
  }
}
