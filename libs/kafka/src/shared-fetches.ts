import { KafkaJSProtocolError } from 'kafkajs';
import {
  kafkaSurroundings,
  type FetchConnection,
  type ReaderSurroundings,
} from './fetch-connection';
import type { KafkaConnection } from './connection';
import type { FetchedPartition, FetchRequest } from './fetch-exchange';
import { LogError } from './log-error';

type Asked = {
  readonly request: FetchRequest;
  readonly askedAtMs: number;
  readonly settle: PromiseWithResolvers<readonly FetchedPartition[]>;
};

/**
 * Readers of one topic, each with partitions and faults of its own, that fetch together: a fetch costs its process and
 * the broker some 0.15 ms each, whatever number of partitions it asks for. A reader that comes while a fetch is on its
 * way waits for its end, at most as long as the broker waits for news.
 */
export function shareFetches(around: ReaderSurroundings): ReaderSurroundings {
  const lines = new Map<string, Promise<Line>>();
  const open = (topic: string): Promise<Line> => {
    const leave = () => {
      if (lines.get(topic) === opening) lines.delete(topic);
    };
    const opening = around.connect(topic).then((to) => new Line(around, to, leave));
    opening.catch(leave);
    lines.set(topic, opening);
    return opening;
  };
  return { ...around, connect: async (topic) => (await (lines.get(topic) ?? open(topic))).view() };
}

/** The readers of these brokers that say so share their fetches. */
export const sharedSurroundings = (connection: KafkaConnection): ReaderSurroundings =>
  shareFetches(kafkaSurroundings(connection));

/**
 * One connection and those who read through it. What a broker refuses is refused to him who asked for it; a broker that
 * is lost is lost for those who ask that one. Whoever failed comes again, and then to another line.
 */
class Line {
  readonly #around: ReaderSurroundings;
  readonly #connection: FetchConnection;
  readonly #leave: () => void;
  readonly #leaders = new Map<string, Leader>();
  #views = 0;
  #closed = false;

  /** `leave`: nobody should be given this line any more. */
  constructor(around: ReaderSurroundings, connection: FetchConnection, leave: () => void) {
    this.#around = around;
    this.#connection = connection;
    this.#leave = leave;
  }

  /** As one reader sees it. The last one to close it takes the connection with it. */
  view(): FetchConnection {
    const own = new Set<Asked>();
    let open = true;
    this.#views++;
    return {
      leaders: (partitions) => this.#connection.leaders(partitions),
      ends: () => this.#connection.ends(),
      fetch: async (leader, request) => {
        if (!open || this.#closed) throw closed();
        const asked = this.#leader(leader).ask(request);
        own.add(asked);
        return asked.settle.promise.finally(() => own.delete(asked));
      },
      close: () => {
        if (!open) return;
        open = false;
        for (const asked of own) for (const of of this.#leaders.values()) of.forget(asked);
        for (const { settle } of own) settle.reject(closed());
        if (--this.#views > 0 || this.#closed) return;
        this.#closed = true;
        this.#leave();
        this.#connection.close();
      },
    };
  }

  #leader(name: string): Leader {
    const known = this.#leaders.get(name);
    if (known !== undefined) return known;
    const fetch = (request: FetchRequest) => this.#connection.fetch(name, request);
    const leader = new Leader(this.#around, fetch, this.#leave);
    this.#leaders.set(name, leader);
    return leader;
  }
}

const closed = () => new Error('the connection is closed');

type Fetch = (request: FetchRequest) => Promise<readonly FetchedPartition[]>;

/** Who asks one broker through one connection, one fetch at a time. */
class Leader {
  readonly #around: ReaderSurroundings;
  readonly #fetch: Fetch;
  readonly #onFault: () => void;
  readonly #waiting = new Set<Asked>();
  #running = false;
  /** Why it was lost. */
  #lost: Error | undefined;

  constructor(around: ReaderSurroundings, fetch: Fetch, onFault: () => void) {
    this.#around = around;
    this.#fetch = fetch;
    this.#onFault = onFault;
  }

  ask(request: FetchRequest): Asked {
    if (this.#lost !== undefined) throw this.#lost;
    const settle = Promise.withResolvers<readonly FetchedPartition[]>();
    const asked = { request, askedAtMs: this.#around.monotonicMs(), settle };
    this.#waiting.add(asked);
    if (!this.#running) void this.#run();
    return asked;
  }

  forget(asked: Asked): void {
    this.#waiting.delete(asked);
  }

  /** Until nobody asks. */
  async #run(): Promise<void> {
    this.#running = true;
    try {
      for (;;) {
        await this.#around.turn(); // who was answered asks again, together with the others
        const round = together(this.#waiting);
        if (round.length === 0) break;
        await this.#answer(round);
      }
    } catch (error) {
      this.#lost = error instanceof Error ? error : new Error(String(error));
      this.#onFault();
      for (const { settle } of this.#waiting) settle.reject(this.#lost);
      this.#waiting.clear();
    }
    this.#running = false;
  }

  async #answer(round: readonly Asked[]): Promise<void> {
    let fetched: readonly FetchedPartition[];
    try {
      fetched = await this.#fetch(combined(round));
    } catch (error) {
      if (!isAnswer(error)) throw error;
      return this.#answerEach(round);
    }
    const nowMs = this.#around.monotonicMs();
    for (const asked of round) {
      const { from, waitMsMax } = asked.request;
      const own = fetched.filter((each) => from.some((of) => of.partition === each.partition));
      const isNews = own.some(({ records }) => records.length > 0);
      if (!isNews && nowMs - asked.askedAtMs < waitMsMax) continue; // it asks on with the next one
      this.#waiting.delete(asked);
      asked.settle.resolve(own);
    }
  }

  /** The broker refused something of somebody: alone, each finds out whether it is his. */
  async #answerEach(round: readonly Asked[]): Promise<void> {
    for (const asked of round) {
      if (!this.#waiting.has(asked)) continue;
      try {
        asked.settle.resolve(await this.#fetch({ ...asked.request, waitMsMax: 0 }));
      } catch (error) {
        if (!isAnswer(error)) throw error;
        asked.settle.reject(error);
        // He comes again, and what he knows of the brokers may be old.
        if (!(error instanceof LogError)) this.#onFault();
      }
      this.#waiting.delete(asked);
    }
  }
}

/** What a broker said of some partition, not what became of the connection. */
const isAnswer = (error: unknown): boolean =>
  error instanceof LogError || error instanceof KafkaJSProtocolError;

/** All who ask; of those who ask for the same partition, the first. */
function together(waiting: ReadonlySet<Asked>): readonly Asked[] {
  const seen = new Set<number>();
  return [...waiting].filter(({ request: { from } }) => {
    const isNew = !from.some(({ partition }) => seen.has(partition));
    if (isNew) for (const { partition } of from) seen.add(partition);
    return isNew;
  });
}

const combined = (round: readonly Asked[]): FetchRequest => {
  const requests = round.map(({ request }) => request);
  return {
    waitMsMax: Math.min(...requests.map(({ waitMsMax }) => waitMsMax)),
    bytesMax: Math.max(...requests.map(({ bytesMax }) => bytesMax)),
    partitionBytesMax: Math.max(...requests.map(({ partitionBytesMax }) => partitionBytesMax)),
    from: requests.flatMap(({ from }) => from),
  };
};
