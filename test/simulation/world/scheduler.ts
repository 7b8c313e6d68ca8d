type Planned = { readonly atUs: number; readonly order: number; run: (() => void) | undefined };

/**
 * Virtual time, in whole microseconds from 0, and what happens in it: one thing after the other. Between two of them
 * every promise that can settle has settled.
 */
export class Scheduler {
  nowUs = 0;
  /** How many things have happened. */
  steps = 0;
  /** The clock of the process whose step it is; undefined: of none. */
  actor: { nowMs(): number } | undefined;
  readonly #heap: Planned[] = [];
  #order = 0;

  /** Plans something; what it returns takes it off the plan. */
  after(us: number, run: () => void): () => void {
    const planned: Planned = {
      atUs: this.nowUs + Math.max(0, Math.round(us)),
      order: this.#order++,
      run,
    };
    this.#push(planned);
    return () => {
      planned.run = undefined;
    };
  }

  /** Runs the next thing that is due by then. False: there is none, and it is then. */
  async step(untilUs: number): Promise<boolean> {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.atUs > untilUs) {
        this.nowUs = Math.max(this.nowUs, untilUs);
        return false;
      }
      this.#pop();
      if (next.run === undefined) continue;
      this.nowUs = next.atUs;
      this.steps++;
      this.actor = undefined;
      next.run();
      await settled();
      return true;
    }
  }

  #push(planned: Planned): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(planned);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(planned, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = planned;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const [one, other] = [heap[left], heap[right]];
      if (one === undefined) break;
      const least = other !== undefined && isBefore(other, one) ? right : left;
      const below = least === right && other !== undefined ? other : one;
      if (!isBefore(below, last)) break;
      heap[at] = below;
      at = least;
    }
    heap[at] = last;
  }
}

const isBefore = (one: Planned, other: Planned) =>
  one.atUs < other.atUs || (one.atUs === other.atUs && one.order < other.order);

/** Every promise that could settle without the world has settled: Node runs them all before it goes on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
