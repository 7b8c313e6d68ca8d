import { crc32c } from '@stakelog/kafka';

const KEPT = 50;

/** What happened, in words: the last lines, and a hash over all of them. Same seed, same hash. */
export class Trace {
  readonly #last: string[] = [];
  #hash = 0;

  constructor(private readonly show?: (line: string) => void) {}

  add(line: string): void {
    this.#hash = crc32c(Buffer.from(`${this.#hash.toString(16)} ${line}`));
    this.#last.push(line);
    if (this.#last.length > KEPT) this.#last.shift();
    this.show?.(line);
  }

  /** Bytes that went into a log. */
  fold(bytes: Buffer | null): void {
    this.#hash = ((bytes === null ? 0 : crc32c(bytes)) ^ Math.imul(this.#hash, 0x01000193)) >>> 0;
  }

  get last(): readonly string[] {
    return this.#last;
  }

  get hash(): string {
    return this.#hash.toString(16).padStart(8, '0');
  }
}
