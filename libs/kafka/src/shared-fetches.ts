import { setImmediate } from 'node:timers/promises';
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
  return {
    ...around,
    async connect(topic) {
      const opening = lines.get(topic) ?? around.connect(topic).then((to) => new Line(around, to));
      lines.set(topic, opening);
      const leave = () => {
        if (lines.get(topic) === opening) lines.delete(topic);
      };
      const line = await opening.catch((error: unknown) => {
        leave();
        throw error;
      });
      return line.view(leave);
    },
  };
}

/** The readers of these brokers that say so share their fetches. */
export const sharedSurroundings = (connection: KafkaConnection): ReaderSurroundings =>
  shareFetches(kafkaSurroundings(connection));

/** One connection and those who read through it. The first failure ends it for all of them. */
class Line {
  readonly #around: ReaderSurroundings;
  readonly #connection: FetchConnection;
  readonly #asked = new Map<string, Set<Asked>>();
  readonly #fetching = new Set<string>();
  #views = 0;
  #ended = false;

  constructor(around: ReaderSurroundings, connection: FetchConnection) {
    this.#around = around;
    this.#connection = connection;
  }

  /** As one reader sees it. `onEnd`: nobody should be given this line any more. */
  view(onEnd: () => void): FetchConnection {
    const own = new Set<Asked>();
    let open = true;
    this.#views++;
    return {
      leaders: (partitions) => this.#connection.leaders(partitions),
      ends: () => this.#connection.ends(),
      fetch: async (leader, request) => {
        if (!open || this.#ended) throw new Error('the connection is closed');
        const asked = this.#ask(leader, request, onEnd);
        own.add(asked);
        return asked.settle.promise.finally(() => own.delete(asked));
      },
      close: () => {
        if (!open) return;
        open = false;
        for (const { settle } of own) settle.reject(new Error('the connection is closed'));
        for (const waiting of this.#asked.values()) for (const asked of own) waiting.delete(asked);
        if (--this.#views > 0) return;
        onEnd();
        this.#end();
      },
    };
  }

  #ask(leader: string, request: FetchRequest, onEnd: () => void): Asked {
    const waiting = this.#asked.get(leader) ?? new Set();
    this.#asked.set(leader, waiting);
    const settle = Promise.withResolvers<readonly FetchedPartition[]>();
    const asked = { request, askedAtMs: this.#around.monotonicMs(), settle };
    waiting.add(asked);
    if (!this.#fetching.has(leader)) void this.#fetchUntilNobodyAsks(leader, waiting, onEnd);
    return asked;
  }

  async #fetchUntilNobodyAsks(
    leader: string,
    waiting: Set<Asked>,
    onEnd: () => void,
  ): Promise<void> {
    this.#fetching.add(leader);
    try {
      for (;;) {
        await setImmediate(); // who was answered asks again, together with the others
        const round = together(waiting);
        if (round.length === 0 || this.#ended) break;
        await this.#fetchFor(leader, round, waiting);
      }
    } catch (error) {
      onEnd();
      this.#end();
      for (const asked of waiting) asked.settle.reject(error);
      waiting.clear();
    } finally {
      this.#fetching.delete(leader);
    }
  }

  async #fetchFor(leader: string, round: readonly Asked[], waiting: Set<Asked>): Promise<void> {
    let fetched: readonly FetchedPartition[];
    try {
      fetched = await this.#connection.fetch(leader, combined(round));
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      return this.#fetchEach(leader, round, waiting);
    }
    const nowMs = this.#around.monotonicMs();
    for (const asked of round) {
      const { from, waitMsMax } = asked.request;
      const own = fetched.filter((each) => from.some((of) => of.partition === each.partition));
      const isNews = own.some(({ records }) => records.length > 0);
      if (!isNews && nowMs - asked.askedAtMs < waitMsMax) continue; // it asks on with the next one
      waiting.delete(asked);
      asked.settle.resolve(own);
    }
  }

  /** Somebody's offset is not in the log: alone, each finds out whether it is his. */
  async #fetchEach(leader: string, round: readonly Asked[], waiting: Set<Asked>): Promise<void> {
    for (const asked of round) {
      waiting.delete(asked);
      const atOnce = { ...asked.request, waitMsMax: 0 };
      try {
        asked.settle.resolve(await this.#connection.fetch(leader, atOnce));
      } catch (error) {
        asked.settle.reject(error);
        if (!(error instanceof LogError)) throw error;
      }
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#connection.close();
  }
}

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
