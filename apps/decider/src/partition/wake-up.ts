/** Wakes one waiter. What wakes it while nobody waits is kept for the next wait. */
export class WakeUp {
  private due = false;
  private waiter: (() => void) | undefined;

  wake(): void {
    this.due = true;
    this.waiter?.();
  }

  /** Resolves at the next `wake`, or after so many milliseconds; at once where one is kept. */
  async within(ms: number): Promise<void> {
    if (!this.due)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.waiter = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.waiter = undefined;
    this.due = false;
  }
}
