import type { TopicName } from '@stakelog/contracts';
import { LogError, type Log } from '@stakelog/kafka';
import type { Exchange, Network } from './network';
import type { SimulatedProcess } from './process';
import { SimulatedAppender } from './simulated-appender';
import { openWatchedReader } from './watched-reader';

/** The log as one process sees it: the real readers over simulated connections, and a simulated producer. */
export function simulatedLog(network: Network, process: SimulatedProcess): Log {
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
    openReader: (options) => openWatchedReader(network, process, exchange, options),
    openAppender: (topic) => new SimulatedAppender(network, process, topic),
    endOffsets: (topic) => asked(topic, () => network.ends(topic)),
    recordAt: (topic, partition, offset) =>
      asked(topic, () => network.topics.partition(topic, partition).records[offset]),
  };
}
