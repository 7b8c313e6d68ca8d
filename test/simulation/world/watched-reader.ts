import { topicNames, type TopicName } from '@stakelog/contracts';
import {
  openReaderOver,
  type FetchRequest,
  type LogReader,
  type ReadOptions,
} from '@stakelog/kafka';
import type { Exchange, Network } from './network';
import type { SimulatedProcess } from './process';
import { SimulatedConnection } from './simulated-connection';

/** The real reader, whose queue is watched: while it is full, it asks for nothing (I22). */
export function openWatchedReader(
  network: Network,
  process: SimulatedProcess,
  exchange: Exchange,
  options: ReadOptions,
): LogReader {
  const { queueRecordsMax = Infinity } = options;
  const recordsMax = Math.min(network.queueRecordsMax ?? Infinity, queueRecordsMax);
  const handedOut = new Map(options.from);
  const onAsk = ({ from }: FetchRequest) => {
    for (const { partition, offset } of from)
      if (offset - (handedOut.get(partition) ?? 0) >= recordsMax)
        network.onOverfull(`${process.name} of ${options.topic}/${partition}`);
  };
  const around = {
    async connect(topic: string) {
      const name = topicNamed(topic);
      await exchange({ process: process.name, topic: name }, () => undefined);
      return new SimulatedConnection(network, process, name, onAsk);
    },
    monotonicMs: () => process.clock.monotonicMs(),
    sleep: (ms: number, signal: AbortSignal) => process.clock.sleep(ms, signal),
    // No time passes while records are folded.
    turn: () => Promise.resolve(),
  };
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

function topicNamed(name: string): TopicName {
  const found = topicNames.find((topic) => topic === name);
  if (found === undefined) throw new Error(`there is no topic ${name}`);
  return found;
}
