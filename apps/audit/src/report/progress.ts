import { grouped } from './output';

const TERMINAL_EVERY_MS = 200;
const OTHERWISE_EVERY_MS = 5_000;

/** How far an audit is, on standard error: records of all, their rate, and how long it will still take. */
export class Progress {
  readonly #label: string;
  readonly #total: number;
  readonly #startedAtMs = performance.now();
  readonly #done = new Map<string, number>();
  #shownAtMs = performance.now();
  #open = false;

  /** `total`: how many records there are to read. */
  constructor(label: string, total: number) {
    this.#label = label;
    this.#total = total;
  }

  /** So many records of one piece are done. */
  at(piece: string, records: number): void {
    this.#done.set(piece, records);
    const now = performance.now();
    const every = process.stderr.isTTY ? TERMINAL_EVERY_MS : OTHERWISE_EVERY_MS;
    if (now - this.#shownAtMs < every) return;
    this.#shownAtMs = now;
    this.#show(now);
  }

  end(): void {
    if (this.#open) process.stderr.write('\r\u001B[K');
    this.#open = false;
  }

  #show(now: number): void {
    const done = [...this.#done.values()].reduce((sum, records) => sum + records, 0);
    const perSecond = (1_000 * done) / (now - this.#startedAtMs);
    const left = perSecond > 0 ? Math.ceil((this.#total - done) / perSecond) : Infinity;
    const line = `${this.#label}  ${grouped(done)} of ${grouped(this.#total)} records  ${grouped(Math.round(perSecond))}/s  ${left} s left`;
    if (!process.stderr.isTTY) process.stderr.write(`${line}\n`);
    else {
      this.#open = true;
      process.stderr.write(`\r${line}\u001B[K`);
    }
  }
}
