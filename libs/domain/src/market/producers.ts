import type { OddsEvent } from '@stakelog/contracts';

type LivenessFact = Extract<
  OddsEvent,
  { type: 'ProducerHeartbeat' | 'ProducerDown' | 'RecoveryStarted' | 'RecoveryCompleted' }
>;

export type Liveness = {
  /** The newest heartbeat's receipt. */
  heardAtMs: number;
  /** True after a stated loss or during a recovery, until it is completed. */
  down: boolean;
};

/** The operator writes facts but has no heart to beat. */
const withoutLiveness = 'operator';

/**
 * Which producers are up, per partition of odds.events: heartbeats go to every partition, so that their age in
 * adopted facts bounds the feed's silence and the adoption's lag together (domain.md §2).
 */
export class Producers {
  /** By partition and producer. */
  readonly liveness = new Map<string, Liveness>();

  fold(partition: number, fact: LivenessFact): void {
    const key = `${partition}/${fact.producerId}`;
    const known = this.liveness.get(key) ?? { heardAtMs: 0, down: false };
    this.liveness.set(key, known);
    switch (fact.type) {
      case 'ProducerHeartbeat':
        known.heardAtMs = Math.max(known.heardAtMs, fact.receivedAtMs);
        if (!fact.subscribed) known.down = true;
        return;
      case 'ProducerDown':
      case 'RecoveryStarted':
        known.down = true;
        return;
      case 'RecoveryCompleted':
        known.down = false;
        known.heardAtMs = Math.max(known.heardAtMs, fact.receivedAtMs);
    }
  }

  /** Up at `nowMs`, if it was heard within `ageMsMax` and has not said otherwise. */
  isUp(partition: number, producerId: string, nowMs: number, ageMsMax: number): boolean {
    if (producerId === withoutLiveness) return true;
    const known = this.liveness.get(`${partition}/${producerId}`);
    return known !== undefined && !known.down && nowMs - known.heardAtMs <= ageMsMax;
  }
}
