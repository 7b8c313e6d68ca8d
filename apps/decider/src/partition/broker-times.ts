import type { BrokerTime, Log, LogReader } from '@stakelog/kafka';
import type { Clock } from '@stakelog/runtime';

const KEPT_OPEN_MS = 5_000;

/**
 * The newest of the broker's clock that commands show, of whatever partition: while a decider is silent, its
 * clients are not. Reads bet.commands only as long as somebody asks.
 */
export class BrokerTimes {
  private readonly log: Pick<Log, 'endOffsets' | 'openReader'>;
  private readonly clock: Clock;
  private reader: LogReader | undefined;
  private opening = false;
  private askedAtMs = 0;

  constructor(log: Pick<Log, 'endOffsets' | 'openReader'>, clock: Clock) {
    this.log = log;
    this.clock = clock;
  }

  newest(): BrokerTime | undefined {
    this.askedAtMs = this.clock.monotonicMs();
    if (!this.opening) void this.read();
    return this.reader?.newestAppendTimeMs();
  }

  private async read(): Promise<void> {
    this.opening = true;
    try {
      const ends = await this.log.endOffsets('bet.commands');
      // From the last command on: it tells a time at once.
      const from = new Map([...ends].map(([partition, end]) => [partition, Math.max(0, end - 1)]));
      const reader = this.log.openReader({ topic: 'bet.commands', from });
      this.reader = reader;
      reader.onData((partition) => void reader.drain(partition));
      while (this.clock.monotonicMs() - this.askedAtMs < KEPT_OPEN_MS)
        await this.clock.sleep(KEPT_OPEN_MS);
    } catch {
      // No broker answers: nobody learns a time, and silence is counted by this process alone.
      await this.clock.sleep(KEPT_OPEN_MS);
    } finally {
      await this.reader?.close();
      this.reader = undefined;
      this.opening = false;
    }
  }
}
