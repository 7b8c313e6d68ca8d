import type { Clock } from '@stakelog/runtime';

/** Wakes one waiter. What wakes it while nobody waits is kept for the next wait. */
export class WakeUp {
  private readonly clock: Clock;
  private due = false;
  private waiter: (() => void) | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  wake(): void {
    this.due = true;
    this.waiter?.();
  }

  /** Wakes who waits now; nothing is kept where nobody does. */
  nudge(): void {
    this.waiter?.();
  }

  /** Resolves at the next `wake`, or after so many milliseconds; at once where one is kept. */
  async within(ms: number): Promise<void> {
    if (!this.due)
      await new Promise<void>((resolve) => {
        const cancel = this.clock.after(ms, resolve);
        this.waiter = () => {
          cancel();
          resolve();
        };
      });
    this.waiter = undefined;
    this.due = false;
  }
}
