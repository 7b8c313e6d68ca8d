/** Answers go to standard output, for people or as JSON lines; how far it is goes to standard error. */
export class Output {
  readonly json: boolean;
  #shownAtMs = 0;
  #open = false;

  constructor(json: boolean) {
    this.json = json;
  }

  /** One line of JSON. Waits while whoever reads is slow. */
  async value(value: unknown): Promise<void> {
    if (!process.stdout.write(`${JSON.stringify(value)}\n`))
      await new Promise((drained) => process.stdout.once('drain', drained));
  }

  text(...lines: readonly string[]): void {
    this.#endProgress();
    for (const line of lines) process.stdout.write(`${line}\n`);
  }

  /** A line that the next one replaces; on a terminal only. */
  progress(line: string): void {
    const now = performance.now();
    if (!process.stderr.isTTY || now - this.#shownAtMs < 200) return;
    this.#shownAtMs = now;
    this.#open = true;
    process.stderr.write(`\r${line}\u001B[K`);
  }

  #endProgress(): void {
    if (this.#open) process.stderr.write('\r\u001B[K');
    this.#open = false;
  }
}

export const grouped = (count: number): string => count.toLocaleString('en-US');

export const seconds = (sinceMs: number): string =>
  `${Math.round((performance.now() - sinceMs) / 100) / 10} s`;
