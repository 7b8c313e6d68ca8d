import type { TopicName } from '@stakelog/contracts';
import {
  outOfRange,
  type FetchConnection,
  type FetchedPartition,
  type FetchRequest,
  type LogRecord,
} from '@stakelog/kafka';
import type { Network } from './network';
import type { SimulatedProcess } from './process';

/** A request without an answer fails after this long, as in the real adapter. */
const REQUEST_US_MAX = 5_000_000;

type Fetching = {
  readonly leader: string;
  readonly request: FetchRequest;
  readonly answer: (fetched: readonly FetchedPartition[]) => void;
  readonly fail: (error: Error) => unknown;
};

/** One reader's connections to the brokers: long polls, slices of any size, and losses. */
export class SimulatedConnection implements FetchConnection {
  readonly #network: Network;
  readonly #process: SimulatedProcess;
  readonly #topic: TopicName;
  readonly #pending = new Set<(error: Error) => void>();
  readonly #offBreak: () => void;
  #isOpen = true;

  constructor(
    network: Network,
    process: SimulatedProcess,
    topic: TopicName,
    private readonly onAsk: (request: FetchRequest) => void = () => undefined,
  ) {
    this.#network = network;
    this.#process = process;
    this.#topic = topic;
    this.#offBreak = network.onBreak(process.name, () => this.#break());
    process.onEnd(() => this.#forget());
  }

  leaders(partitions: readonly number[]): ReadonlyMap<string, readonly number[]> {
    const led = new Map<string, number[]>();
    for (const partition of partitions) {
      const leader = this.#network.leaderOf(partition);
      led.set(leader, [...(led.get(leader) ?? []), partition]);
    }
    return led;
  }

  fetch(leader: string, request: FetchRequest): Promise<readonly FetchedPartition[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly FetchedPartition[]>();
    if (!this.#isOpen) return Promise.reject(new Error('the connection is lost'));
    this.onAsk(request);
    this.#pending.add(reject);
    const settle = (run: () => void) =>
      this.#process.deliver(() => {
        if (this.#pending.delete(reject)) run();
      });
    const asked = { process: this.#process.name, topic: this.#topic, leader };
    const { scheduler } = this.#network;
    const answer = (fetched: readonly FetchedPartition[]) => {
      const held = this.#network.befalls(['fetch-held'], asked);
      const heldUs = (held?.delayMs ?? 0) * 1_000;
      const wayUs = this.#network.latencyUs(asked) + heldUs;
      if (wayUs < REQUEST_US_MAX) scheduler.after(wayUs, () => settle(() => resolve(fetched)));
      else scheduler.after(REQUEST_US_MAX, () => this.#process.deliver(() => this.#break()));
    };
    const fail = (error: Error) =>
      scheduler.after(this.#network.latencyUs(asked), () => settle(() => reject(error)));
    scheduler.after(this.#network.latencyUs(asked), () => {
      if (!this.#network.isReachable(asked)) fail(new Error('not reachable'));
      else this.#serve({ leader, request, answer, fail });
    });
    return promise;
  }

  ends(): Promise<ReadonlyMap<number, number>> {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<number, number>>();
    const asked = { process: this.#process.name, topic: this.#topic };
    const { scheduler } = this.#network;
    scheduler.after(this.#network.latencyUs(asked), () => {
      const isThere =
        this.#isOpen && this.#network.isReachable(asked) && !this.#network.isRecovering;
      const ends = isThere ? this.#network.ends(this.#topic) : undefined;
      scheduler.after(this.#network.latencyUs(asked), () =>
        this.#process.deliver(() =>
          ends === undefined ? reject(new Error('no ends')) : resolve(ends),
        ),
      );
    });
    return promise;
  }

  close(): void {
    this.#break();
  }

  #break(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#offBreak();
    const pending = [...this.#pending];
    this.#pending.clear();
    for (const reject of pending)
      this.#process.deliver(() => reject(new Error('the connection is lost')));
  }

  #forget(): void {
    this.#isOpen = false;
    this.#offBreak();
    this.#pending.clear();
  }

  /** Answers at once where there is news, else when some comes or the time is up. */
  #serve(fetching: Fetching): void {
    const { request } = fetching;
    const range = request.from.find(({ partition, offset }) => offset > this.#end(partition));
    if (range !== undefined && !this.#network.isRecovering) {
      fetching.fail(outOfRange(this.#topic, request.from));
      return;
    }
    const hasNews = () =>
      request.from.some(({ partition, offset }) => offset < this.#end(partition));
    if (hasNews()) return fetching.answer(this.#fetched(request));
    const { topics, scheduler } = this.#network;
    let isOver = false;
    const over = () => {
      if (isOver) return;
      isOver = true;
      off();
      cancel();
      fetching.answer(this.#fetched(request));
    };
    const partitions = request.from.map(({ partition }) => partition);
    const off = topics.onNews(this.#topic, partitions, over);
    const cancel = scheduler.after(request.waitMsMax * 1_000, over);
  }

  #end(partition: number): number {
    return this.#network.topics.end(this.#topic, partition);
  }

  #fetched({ from }: FetchRequest): readonly FetchedPartition[] {
    const cuts = this.#network.isRecovering;
    return from.map(({ partition, offset }) => {
      const end = this.#end(partition);
      const highWatermark = cuts ? Math.min(end, Math.max(0, offset - 1)) : end;
      const records = cuts ? [] : this.#slice(partition, offset);
      return { partition, highWatermark, records };
    });
  }

  /** Whole batches from the one that holds the offset: all, some, or none of them. */
  #slice(partition: number, offset: number): readonly LogRecord[] {
    const { records, batches } = this.#network.topics.partition(this.#topic, partition);
    if (offset >= records.length) return [];
    const { chance } = this.#network;
    const first = indexOfBatch(batches, offset);
    const left = batches.length - first;
    const drawn = chance.below(100);
    const taken = drawn < 70 ? left : drawn < 95 ? 1 + chance.below(left) : 0;
    return records.slice(batches[first] ?? 0, batches[first + taken] ?? records.length);
  }
}

/** The last batch that begins at or before the offset. */
function indexOfBatch(batches: readonly number[], offset: number): number {
  let [low, high] = [0, batches.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((batches[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
