import type { Clock } from '@stakelog/runtime';

/** So many messages within any second. */
export class MessageRate {
  private readonly times: number[] = [];

  constructor(
    private readonly perSecondMax: number,
    private readonly clock: Clock,
  ) {}

  admits(): boolean {
    const nowMs = this.clock.monotonicMs();
    while (this.times[0] !== undefined && this.times[0] <= nowMs - 1_000) this.times.shift();
    this.times.push(nowMs);
    return this.times.length <= this.perSecondMax;
  }
}
