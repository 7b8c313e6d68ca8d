import { describe, expect, it } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import type { FetchConnection, ReaderSurroundings } from './fetch-connection';
import type { FetchedPartition, FetchRequest } from './fetch-exchange';
import { LogError } from './log-error';
import { shareFetches } from './shared-fetches';

/** Answers what it is told to, and notes what it was asked. */
class Broker implements ReaderSurroundings {
  readonly requests: FetchRequest[] = [];
  readonly #answers: ((request: FetchRequest) => readonly FetchedPartition[])[] = [];
  nowMs = 0;
  connections = 0;
  closed = 0;

  async connect(): Promise<FetchConnection> {
    await setImmediate();
    this.connections++;
    return {
      leaders: (partitions) => new Map([['0', partitions]]),
      ends: () => Promise.resolve(new Map()),
      fetch: (_, request) => this.#fetch(request),
      close: () => void this.closed++,
    };
  }

  answer(with_: (request: FetchRequest) => readonly FetchedPartition[]): void {
    this.#answers.push(with_);
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  sleep(): Promise<void> {
    return Promise.resolve();
  }

  turn(): Promise<void> {
    return setImmediate();
  }

  async #fetch(request: FetchRequest): Promise<readonly FetchedPartition[]> {
    this.requests.push(request);
    for (;;) {
      const answer = this.#answers.shift();
      if (answer !== undefined) return answer(request);
      await setImmediate();
    }
  }
}

const record = (partition: number) => ({
  partition,
  offset: 5,
  key: null,
  value: null,
  headers: {},
  appendedAtMs: 1,
});
const news = (partition: number) => ({
  partition,
  highWatermark: 6,
  records: [record(partition)],
});
const nothing = (partition: number) => ({ partition, highWatermark: 5, records: [] });
const asks = (partition: number): FetchRequest => ({
  waitMsMax: 150,
  bytesMax: 1_000,
  partitionBytesMax: 500,
  from: [{ partition, offset: 5 }],
});
const askedFor = ({ from }: FetchRequest) => from.map(({ partition }) => partition);

async function two() {
  const broker = new Broker();
  const shared = shareFetches(broker);
  const [first, second] = await Promise.all([shared.connect('t'), shared.connect('t')]);
  return { broker, shared, first, second };
}

describe('readers that fetch together', () => {
  it('share a connection and a request, and each gets its own', async () => {
    const { broker, first, second } = await two();
    broker.answer(() => [news(1), news(2)]);
    const found = await Promise.all([first.fetch('0', asks(1)), second.fetch('0', asks(2))]);
    expect(found).toEqual([[news(1)], [news(2)]]);
    expect(broker.connections).toBe(1);
    expect(broker.requests.map(askedFor)).toEqual([[1, 2]]);
  });

  it('ask on without news, until their time is up', async () => {
    const { broker, first, second } = await two();
    const quiet = second.fetch('0', asks(2));
    for (const atMs of [0, 50, 149]) {
      broker.answer(() => {
        broker.nowMs = atMs;
        return [news(1), nothing(2)];
      });
      expect(await first.fetch('0', asks(1))).toEqual([news(1)]);
    }
    broker.answer(() => {
      broker.nowMs = 150;
      return [nothing(2)];
    });
    expect(await quiet).toEqual([nothing(2)]);
    expect(broker.requests.map(askedFor)).toEqual([[2, 1], [2, 1], [2, 1], [2]]);
  });

  it('fail alone where an offset is not in the log', async () => {
    const { broker, first, second } = await two();
    const gone = new LogError('inputs_rewound', 't/1');
    const fails = () => {
      throw gone;
    };
    broker.answer(fails);
    broker.answer(fails);
    broker.answer(() => [nothing(2)]);
    const asked = [first.fetch('0', asks(1)), second.fetch('0', asks(2))];
    const [one, other] = await Promise.allSettled(asked);
    expect(one).toMatchObject({ reason: gone });
    expect(other).toMatchObject({ value: [nothing(2)] });
    expect(broker.requests.map(askedFor)).toEqual([[1, 2], [1], [2]]);
    expect(broker.closed).toBe(0);
  });

  it('fail together where the connection is lost, and the next one is another', async () => {
    const { broker, shared, first, second } = await two();
    broker.answer(() => {
      throw new Error('reset');
    });
    const asked = [first.fetch('0', asks(1)), second.fetch('0', asks(2))];
    for (const each of await Promise.allSettled(asked))
      expect(each).toMatchObject({ reason: new Error('reset') });
    expect(broker.closed).toBe(1);
    await expect(first.fetch('0', asks(1))).rejects.toThrow('closed');
    broker.answer(() => [news(1)]);
    const next = await shared.connect('t');
    expect(await next.fetch('0', asks(1))).toEqual([news(1)]);
    expect(broker.connections).toBe(2);
  });

  it('leave one by one, the last one with the connection', async () => {
    const { broker, first, second } = await two();
    const left = first.fetch('0', asks(1));
    const stays = second.fetch('0', asks(2));
    await setImmediate();
    first.close();
    await expect(left).rejects.toThrow('closed');
    expect(broker.closed).toBe(0);
    broker.answer(() => [news(1), news(2)]);
    expect(await stays).toEqual([news(2)]);
    second.close();
    expect(broker.closed).toBe(1);
  });
});
