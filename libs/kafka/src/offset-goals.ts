/** Those who wait until an offset has been reached. */
export class OffsetGoals {
  #goals: { readonly offset: number; readonly wait: PromiseWithResolvers<void> }[] = [];
  #reached: number;
  #failure: Error | undefined;

  constructor(reached: number) {
    this.#reached = reached;
  }

  get reachedOffset(): number {
    return this.#reached;
  }

  async reached(offset: number): Promise<void> {
    if (this.#reached >= offset) return;
    if (this.#failure !== undefined) throw this.#failure;
    const wait = Promise.withResolvers<void>();
    this.#goals.push({ offset, wait });
    return wait.promise;
  }

  advance(to: number): void {
    this.#reached = to;
    if (this.#goals.length === 0) return;
    const due = this.#goals.filter(({ offset }) => offset <= to);
    this.#goals = this.#goals.filter(({ offset }) => offset > to);
    for (const { wait } of due) wait.resolve();
  }

  /** It will never be reached: whoever waits, or will, gets the reason. */
  fail(reason: Error): void {
    this.#failure = reason;
    for (const { wait } of this.#goals) wait.reject(reason);
    this.#goals = [];
  }
}
