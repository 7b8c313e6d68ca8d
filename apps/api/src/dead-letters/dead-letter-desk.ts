import { utcMs, type DeadLetter, type DeadLetterAction } from '@stakelog/contracts';
import type {
  DeadLetterEntry,
  DeadLetterFilter,
  DeadLetterResolution,
} from '@stakelog/projections';
import { Problem, type Clock } from '@stakelog/runtime';
import type { DeadLetterLog } from './dead-letter-log';
import type { Order, SourceTopics } from './source-topics';

/** What operators do about dead letters. Each is resolved once, whoever asks and how often. */
export class DeadLetterDesk {
  /** Resolutions under way, by coordinate: who asks meanwhile waits for the same one. */
  private readonly underWay = new Map<string, Promise<DeadLetterResolution>>();

  constructor(
    private readonly log: DeadLetterLog,
    private readonly sources: SourceTopics,
    private readonly clock: Clock,
  ) {}

  page(filter: DeadLetterFilter, from: number, length: number) {
    return { ...this.log.index.page(filter, from, length), forgotten: this.log.index.forgotten };
  }

  /** Throws `not-found`. The letter is undefined where its retention has ended. */
  async letter(source: string): Promise<{ entry: DeadLetterEntry; letter?: DeadLetter }> {
    const entry = this.entry(source);
    const letter = await this.log.letterAt(entry.letterOffset).catch(unavailable);
    return { entry, ...(letter === undefined ? {} : { letter }) };
  }

  /** Appends the record, repaired or as it was, to its source topic; then says so. */
  retry(source: string, repaired: object | undefined, order: Order): Promise<DeadLetterResolution> {
    return this.resolved(source, 'RETRIED', order, async () => {
      const { entry, letter } = await this.letter(source);
      if (letter === undefined && repaired === undefined)
        throw new Problem('not-found', 'its bytes are gone: send a repaired record');
      return this.sources.retry({ entry, letter, repaired, order });
    });
  }

  discard(source: string, order: Order): Promise<DeadLetterResolution> {
    return this.resolved(source, 'DISCARDED', order, async () => []);
  }

  private entry(source: string): DeadLetterEntry {
    const entry = this.log.index.get(source);
    if (entry === undefined) throw new Problem('not-found', `there is no dead letter ${source}`);
    return entry;
  }

  /** The source topic first: a process that dies in between leaves an open letter, and a retry more is harmless. */
  private async resolved(
    source: string,
    action: DeadLetterAction,
    { actor, reason }: Order,
    act: () => Promise<readonly string[]>,
  ): Promise<DeadLetterResolution> {
    const { resolution: before } = this.entry(source);
    if (before !== null) return sameAs(before, action);
    // Nothing may be awaited between the look and the entry below.
    const elsewhere = this.underWay.get(source);
    if (elsewhere !== undefined) return sameAs(await elsewhere, action);
    const resolving = act().then(async (positions) => {
      const resolvedAtMs = utcMs(this.clock.nowMs());
      const resolution = { action, actor, reason, resolvedAtMs, positions };
      await this.log
        .resolve({ type: 'DeadLetterResolved', source, ...resolution })
        .catch(unavailable);
      return this.entry(source).resolution ?? resolution;
    });
    this.underWay.set(source, resolving);
    try {
      return sameAs(await resolving, action);
    } finally {
      this.underWay.delete(source);
    }
  }
}

function sameAs(resolution: DeadLetterResolution, action: DeadLetterAction): DeadLetterResolution {
  if (resolution.action === action) return resolution;
  const was = resolution.action.toLowerCase();
  throw new Problem('dead-letter-resolved', `it was ${was} by ${resolution.actor}`);
}

function unavailable(cause: unknown): never {
  throw new Problem('log-unavailable', 'repeat it: twice is harmless', {
    retryAfterSeconds: 1,
    cause,
  });
}
