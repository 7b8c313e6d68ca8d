import { setTimeout as pause } from 'node:timers/promises';

const ASK_EVERY_MS = 250;

/**
 * How old SQL's answers are: each look counts the rows of one table, and the first record that is not among them says
 * by its time how long the answer has been out of date.
 */
export class Freshness {
  readonly agesMs: number[] = [];
  readonly #count: () => Promise<number>;
  /** After each append, how many records there were. */
  readonly #appended: { readonly records: number; readonly atMs: number }[] = [];
  #looking: Promise<void> | undefined;
  #stopped = false;
  #found = 0;

  constructor(count: () => Promise<number>) {
    this.#count = count;
  }

  /** So many records are in the log now. */
  appended(records: number): void {
    this.#appended.push({ records, atMs: performance.now() });
  }

  start(): void {
    this.#looking ??= this.#look();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#looking;
  }

  async #look(): Promise<void> {
    while (!this.#stopped) {
      const count = await this.#count();
      const nowMs = performance.now();
      while ((this.#appended[this.#found]?.records ?? Infinity) <= count) this.#found++;
      const missing = this.#appended[this.#found];
      this.agesMs.push(missing === undefined ? 0 : nowMs - missing.atMs);
      await pause(ASK_EVERY_MS);
    }
  }
}
