import { describe, expect, it } from '@jest/globals';
import { KafkaJSProtocolError } from 'kafkajs';
import { setImmediate } from 'node:timers/promises';
import type { FetchConnection, ReaderSurroundings } from './fetch-connection';
import type { FetchedPartition, FetchRequest } from './fetch-exchange';
import { LogError } from './log-error';
import { shareFetches } from './shared-fetches';

type Answer = (request: FetchRequest) => readonly FetchedPartition[];

/** Its leaders answer what they are told to, and note what they were asked. */
class Broker implements ReaderSurroundings {
  readonly requests: FetchRequest[] = [];
  readonly #answers = new Map<string, Answer[]>();
  nowMs = 0;
  connections = 0;
  closed = 0;
  refuses = false;

  async connect(): Promise<FetchConnection> {
    await setImmediate();
    if (this.refuses) throw new Error('nobody is there');
    this.connections++;
    return {
      leaders: (partitions) => new Map([['0', partitions]]),
      ends: () => Promise.resolve(new Map()),
      fetch: (leader, request) => this.#fetch(leader, request),
      close: () => void this.closed++,
    };
  }

  answer(with_: Answer, leader = '0'): void {
    this.#answers.set(leader, [...(this.#answers.get(leader) ?? []), with_]);
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

  async #fetch(leader: string, request: FetchRequest): Promise<readonly FetchedPartition[]> {
    this.requests.push(request);
    for (;;) {
      const answer = this.#answers.get(leader)?.shift();
      if (answer !== undefined) return answer(request);
      await setImmediate();
    }
  }
}

const fails = (error: Error) => (): never => {
  throw error;
};

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

  it.each([
    ['an offset is not in the log', new LogError('inputs_rewound', 't/1'), 1],
    ['a partition is ill', new KafkaJSProtocolError(new Error('KAFKA_STORAGE_ERROR')), 2],
  ])('fail alone where %s', async (_, error, connections) => {
    const { broker, shared, first, second } = await two();
    broker.answer(fails(error));
    broker.answer(fails(error));
    broker.answer(() => [nothing(2)]);
    const asked = [first.fetch('0', asks(1)), second.fetch('0', asks(2))];
    const [one, other] = await Promise.allSettled(asked);
    expect(one).toMatchObject({ reason: error });
    expect(other).toMatchObject({ value: [nothing(2)] });
    expect(broker.requests.map(askedFor)).toEqual([[1, 2], [1], [2]]);
    expect(broker.closed).toBe(0);
    // Who was refused for the broker's sake learns of the brokers anew; whose log is another does not come again.
    await shared.connect('t');
    expect(broker.connections).toBe(connections);
  });

  it('lose a broker together, and come again on another connection', async () => {
    const { broker, shared, first, second } = await two();
    broker.answer(fails(new Error('reset')));
    const asked = [first.fetch('0', asks(1)), second.fetch('0', asks(2))];
    for (const each of await Promise.allSettled(asked))
      expect(each).toMatchObject({ reason: new Error('reset') });
    await expect(first.fetch('0', asks(1))).rejects.toThrow('reset');
    broker.answer(() => [news(1)]);
    const next = await shared.connect('t');
    expect(await next.fetch('0', asks(1))).toEqual([news(1)]);
    first.close();
    second.close();
    expect([broker.connections, broker.closed]).toEqual([2, 1]);
  });

  it('go on with one broker while another is lost', async () => {
    const { broker, first, second } = await two();
    const quiet = second.fetch('1', asks(2));
    broker.answer(fails(new Error('reset')));
    await expect(first.fetch('0', asks(1))).rejects.toThrow('reset');
    broker.answer(() => [nothing(2)], '1');
    broker.answer(() => [news(2)], '1');
    expect(await quiet).toEqual([news(2)]);
    broker.answer(() => [news(2)], '1');
    expect(await second.fetch('1', asks(2))).toEqual([news(2)]);
  });

  it('ask for one partition at two offsets one after the other', async () => {
    const { broker, first, second } = await two();
    const old = { ...asks(1), from: [{ partition: 1, offset: 3 }] };
    const [before, after] = [first.fetch('0', old), second.fetch('0', asks(1))];
    broker.answer(() => [news(1)]);
    expect(await before).toEqual([news(1)]);
    broker.answer(() => [nothing(1)]);
    broker.answer(() => [news(1)]);
    expect(await after).toEqual([news(1)]);
    expect(broker.requests.map(({ from }) => from.map(({ offset }) => offset))).toEqual([
      [3],
      [5],
      [5],
    ]);
  });

  it('try anew where nobody could be reached', async () => {
    const broker = new Broker();
    const shared = shareFetches(broker);
    broker.refuses = true;
    await expect(shared.connect('t')).rejects.toThrow('nobody is there');
    broker.refuses = false;
    await shared.connect('t');
    expect(broker.connections).toBe(1);
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
