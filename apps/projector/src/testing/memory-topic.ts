import { assert } from '@stakelog/contracts';
import {
  foldEvents,
  keysOfBets,
  keysOfEvents,
  workingSet,
  type PlacedEvent,
} from '@stakelog/projections';
import { SliceBuffer } from '../log/slice-buffer';
import type { OpenLog, ProjectedTopic, SliceHandlers } from '../log/log-slice';

type Batch = {
  readonly events: readonly PlacedEvent[];
  readonly nextOffset: number;
  readonly writer: string;
};

/** bet.events of one partition in memory: batches that count, appended while it is read. */
export class MemoryTopic implements ProjectedTopic<PlacedEvent> {
  readonly topic = 'bet.events';
  readonly beginning = JSON.stringify({ nextOffset: 0 });
  batches: Batch[] = [];
  private readonly woken = new Set<() => void>();

  constructor(readonly partition: number) {}

  get end(): number {
    return this.batches.at(-1)?.nextOffset ?? 0;
  }

  append(writer: string, made: (offset: number) => readonly PlacedEvent[]): void {
    const first = this.end + 1; // the bookkeeping record comes before the decisions
    const events = made(first);
    this.batches.push({ events, nextOffset: first + events.length, writer });
    for (const wake of this.woken) wake();
  }

  /** The log loses its tail, as after a power loss. */
  cut(batches: number): void {
    this.batches = this.batches.slice(0, batches);
  }

  open(
    positions: ReadonlyMap<number, string | undefined>,
    handlers: SliceHandlers<PlacedEvent>,
  ): OpenLog {
    const { partition } = this;
    const stored = positions.get(partition);
    let next = stored === undefined ? 0 : offsetOf(stored);
    const stop = new AbortController();
    const buffer = new SliceBuffer<PlacedEvent>(partition, handlers);
    const deliver = async () => {
      while (!stop.signal.aborted) {
        const batch = this.batches.find(({ nextOffset }) => nextOffset > next);
        if (batch === undefined) {
          await new Promise<void>((wake) => this.woken.add(wake));
          continue;
        }
        const { events: items, nextOffset } = batch;
        await handlers.gate?.(partition, nextOffset);
        if (stop.signal.aborted) return;
        next = nextOffset;
        await buffer.add({ items, nextOffset, position: () => positionOf(batch) });
      }
    };
    void deliver();
    const { end } = this;
    const atEnd = () => next >= end || stop.signal.aborted;
    return {
      waitForEnd: async () => {
        while (!atEnd()) await new Promise(setImmediate);
        await buffer.drained();
      },
      endOffset: () => this.end,
      close: async () => {
        stop.abort();
        for (const wake of this.woken) wake();
      },
    };
  }

  async holds(partition: number, position: string): Promise<boolean> {
    assert(partition === this.partition, 'one partition');
    return (
      position === this.beginning || this.batches.some((batch) => positionOf(batch) === position)
    );
  }

  async changes(
    events: readonly PlacedEvent[],
    read: (keys: ReadonlySet<string>) => Promise<ReadonlyMap<string, object>>,
  ) {
    const stored = await read(keysOfEvents(events));
    const exposures = await read(keysOfBets(events, stored));
    const working = workingSet(new Map([...stored, ...exposures]));
    foldEvents(working, events);
    return working.changes();
  }

  /** What the whole log folds to. */
  fold() {
    const working = workingSet(new Map());
    for (const { events } of this.batches) foldEvents(working, events);
    return working.changes();
  }
}

const positionOf = ({ nextOffset, writer }: Batch) => JSON.stringify({ nextOffset, writer });

function offsetOf(position: string): number {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made by positionOf
  return (JSON.parse(position) as { nextOffset: number }).nextOffset;
}
