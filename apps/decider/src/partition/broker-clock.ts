import { limits, utcMs, type UtcMs } from '@stakelog/contracts';
import type { BrokerTime } from '@stakelog/kafka';
import type { Clock } from '@stakelog/runtime';

/** The earliest that the broker's clock showed at a moment of the monotonic clock, before or after it was seen. */
export const brokerAtMs = ({ brokerMs, seenAtMonotonicMs }: BrokerTime, monotonicMs: number) =>
  brokerMs + (monotonicMs - seenAtMonotonicMs);

/** The process's clock, held to the broker's: what a batch may say of its time (R9). */
export class BrokerClock {
  private newest: BrokerTime | undefined;
  private readonly clock: Clock;
  private readonly heard: () => readonly (BrokerTime | undefined)[];

  /** `heard` names the newest broker times that readers of the log have seen. */
  constructor(clock: Clock, heard: () => readonly (BrokerTime | undefined)[]) {
    this.clock = clock;
    this.heard = heard;
  }

  /** An append of our own was answered with the broker's time. */
  hear(brokerMs: number | undefined): void {
    if (brokerMs !== undefined)
      this.take({ brokerMs, seenAtMonotonicMs: this.clock.monotonicMs() });
  }

  /** How far this process's clock is ahead of the broker's; negative where it is behind. In milliseconds. */
  aheadMs(): number {
    for (const time of this.heard()) if (time !== undefined) this.take(time);
    return this.newest === undefined ? 0 : this.clock.nowMs() - this.brokerNowMs(this.newest);
  }

  /** The time of the next batch; undefined while this clock and the broker's disagree too much. */
  decidedAtMs(previousMs: number): UtcMs | undefined {
    const aheadMs = this.aheadMs();
    if (Math.abs(aheadMs) > limits.clockSkewMs) return undefined;
    return utcMs(Math.max(previousMs, this.clock.nowMs()));
  }

  private brokerNowMs(time: BrokerTime): number {
    return brokerAtMs(time, this.clock.monotonicMs());
  }

  /** The one that says the latest: a record read from a backlog is seen long after its time. */
  private take(time: BrokerTime): void {
    if (this.newest === undefined || this.brokerNowMs(time) > this.brokerNowMs(this.newest))
      this.newest = time;
  }
}
