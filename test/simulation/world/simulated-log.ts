import { topicNames, type TopicName } from '@stakelog/contracts';
import {
  LogError,
  openReaderOver,
  type FetchRequest,
  type Log,
  type LogReader,
  type ReadOptions,
} from '@stakelog/kafka';
import type { Asked, Network } from './network';
import type { SimulatedProcess } from './process';
import { SimulatedAppender } from './simulated-appender';
import { SimulatedConnection } from './simulated-connection';

/** A request and its answer, each on its way for a while. */
export type Exchange = <Answer>(asked: Asked, serve: () => Answer) => Promise<Answer>;

/** The log as one process sees it: the real readers over simulated connections, and a simulated producer. */
export function simulatedLog(network: Network, process: SimulatedProcess): Log {
  /** A reader whose queue is watched: while it is full, it asks for nothing (I22). */
  function openReader(options: ReadOptions): LogReader {
    const { queueRecordsMax = Infinity } = options;
    const recordsMax = Math.min(network.queueRecordsMax ?? Infinity, queueRecordsMax);
    const handedOut = new Map(options.from);
    const onAsk = ({ from }: FetchRequest) => {
      for (const { partition, offset } of from)
        if (offset - (handedOut.get(partition) ?? 0) >= recordsMax)
          network.onOverfull(`${process.name} of ${options.topic}/${partition}`);
    };
    const connect = async (topic: string) => {
      const name = topicNamed(topic);
      await exchange({ process: process.name, topic: name }, () => undefined);
      return new SimulatedConnection(network, process, name, onAsk);
    };
    const { clock } = process;
    const monotonicMs = () => clock.monotonicMs();
    const sleep = (ms: number, signal: AbortSignal) => clock.sleep(ms, signal);
    const around = { connect, monotonicMs, sleep };
    const bounded = recordsMax === Infinity ? {} : { queueRecordsMax: recordsMax };
    const reader = openReaderOver(around, { ...options, ...bounded });
    const drain = reader.drain.bind(reader);
    reader.drain = (partition, max) => {
      const records = drain(partition, max);
      const last = records.at(-1);
      if (last !== undefined) handedOut.set(partition, last.offset + 1);
      return records;
    };
    return reader;
  }

  const exchange: Exchange = (request, serve) => {
    const { promise, resolve, reject } = Promise.withResolvers<ReturnType<typeof serve>>();
    const { scheduler } = network;
    const answer = (settle: () => void) =>
      scheduler.after(network.latencyUs(request), () => process.deliver(settle));
    scheduler.after(network.latencyUs(request), () => {
      try {
        if (!network.isReachable(request)) throw new Error('not reachable');
        const served = serve();
        answer(() => resolve(served));
      } catch (error) {
        answer(() => reject(error instanceof Error ? error : new Error(String(error))));
      }
    });
    return promise;
  };

  /** Throws `unreachable` as the real one does. */
  async function asked<Answer>(topic: TopicName, serve: () => Answer): Promise<Answer> {
    try {
      return await exchange({ process: process.name, topic }, serve);
    } catch (error) {
      throw error instanceof LogError ? error : new LogError('unreachable', topic, error);
    }
  }

  return {
    openReader,
    openAppender: (topic) => new SimulatedAppender(network, process, topic),
    endOffsets: (topic) => asked(topic, () => network.ends(topic)),
    recordAt: (topic, partition, offset) =>
      asked(topic, () => network.topics.partition(topic, partition).records[offset]),
  };
}

function topicNamed(name: string): TopicName {
  const found = topicNames.find((topic) => topic === name);
  if (found === undefined) throw new Error(`there is no topic ${name}`);
  return found;
}
