/** Takes what stands in order behind an async iterable of slices, up to an offset at a time. */
export class RecordCursor<Placed extends { readonly offset: number }> {
  readonly #slices: AsyncIterator<readonly Placed[]>;
  #slice: readonly Placed[] = [];
  #at = 0;

  constructor(slices: AsyncIterable<readonly Placed[]>) {
    this.#slices = slices[Symbol.asyncIterator]();
  }

  /** Hands over everything before the offset; ends early where there is no more. */
  async takeUntil(next: number, take: (placed: Placed) => void): Promise<void> {
    for (;;) {
      for (; this.#at < this.#slice.length; this.#at++) {
        const placed = this.#slice[this.#at];
        if (placed === undefined || placed.offset >= next) return;
        take(placed);
        if (placed.offset === next - 1) {
          this.#at++;
          return;
        }
      }
      const slice = await this.#slices.next();
      if (slice.done === true) return;
      this.#slice = slice.value;
      this.#at = 0;
    }
  }

  async close(): Promise<void> {
    await this.#slices.return?.();
  }
}
