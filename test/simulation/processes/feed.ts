import { openFeed, type Feed } from '../../../apps/feed/src/open-feed';
import { oddsPartitions } from '../../../apps/feed/src/session/fact-writer';
import type { SimulatedProcess } from '../world/process';
import type { World } from '../world/world';
import type { Exit } from './service';
import { quietMetrics, tracingLogger } from './surroundings';

export type RunningFeed = {
  readonly process: SimulatedProcess;
  readonly feed: Feed;
  ready: boolean;
};

/** What apps/feed/src/main.ts puts together, without HTTP. */
export function startFeed(world: World, process: SimulatedProcess, exit: Exit): RunningFeed {
  const log = world.log(process);
  const onError = (error: Error) => exit(error.message);
  const feed = openFeed({
    odds: {
      appender: log.openAppender('odds.events'),
      log: log.openReader({
        topic: 'odds.events',
        from: new Map(oddsPartitions.map((partition) => [partition, 0])),
        onError,
      }),
    },
    deadLetters: log.openAppender('dead.letters'),
    codec: world.codec,
    clock: process.clock,
    newWriter: () => world.newName(process),
    logger: tracingLogger(world, process),
    metrics: quietMetrics,
    speed: 1,
    onFatal: onError,
  });
  const running = { process, feed, ready: false };
  feed.start().then(
    () => {
      running.ready = true;
      world.say(`${process.name} is ready`);
    },
    (error: unknown) => exit(String(error)),
  );
  return running;
}
