import { defined } from '@stakelog/contracts';
import type { LogSlice, SliceHandlers } from './log-slice';

/** What the reader hands over: the items of one batch or record, and the position behind it. */
type Arrival<Item> = {
  readonly items: readonly Item[];
  readonly nextOffset: number;
  readonly position: () => string;
};

/** So many items make one write: more would keep Redis from its readers. */
const ITEMS_MAX = 1_000;
/** A position that moves without an item, as every adoption moves it, is not worth a write of its own. */
const IDLE_MS = 100;

/**
 * Collects what arrives while the slice before is being written, so that writes grow with the backlog.
 * The reader waits when a slice is full.
 */
export class SliceBuffer<Item> {
  private items: Item[] = [];
  private newest: Arrival<Item> | undefined;
  private writing: Promise<void> | undefined;
  private wake: (() => void) | undefined;

  constructor(
    private readonly partition: number,
    private readonly handlers: Pick<SliceHandlers<Item>, 'clock' | 'onSlice' | 'onError'>,
  ) {}

  /** A promise holds the reader back until there is room. */
  add(arrival: Arrival<Item>): Promise<void> | undefined {
    for (const item of arrival.items) this.items.push(item);
    this.newest = arrival;
    if (this.items.length > 0) this.wake?.();
    this.writing ??= this.write();
    return this.items.length < ITEMS_MAX ? undefined : this.writing;
  }

  /** Resolves when everything that was added has been handled. */
  async drained(): Promise<void> {
    while (this.writing !== undefined) await this.writing;
  }

  private async write(): Promise<void> {
    await Promise.resolve(); // what arrives in this turn goes along
    try {
      while (this.newest !== undefined) {
        if (this.items.length === 0) await this.idle();
        await this.handlers.onSlice(this.cut());
      }
    } catch (error) {
      this.handlers.onError(error instanceof Error ? error : new Error(String(error)));
      await new Promise(() => undefined); // nothing more is handled: the reader is closed
    }
    this.writing = undefined;
  }

  private idle(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.handlers.clock.after(IDLE_MS, resolve);
      this.wake = () => {
        cancel();
        this.wake = undefined;
        resolve();
      };
    });
  }

  private cut(): LogSlice<Item> {
    const { nextOffset, position } = defined(this.newest, 'something arrived');
    const { partition, items } = this;
    this.items = [];
    this.newest = undefined;
    return { partition, items, nextOffset, position: position() };
  }
}
