import { defined, topics } from '@stakelog/contracts';
import { openBatchingAppender, type Log } from '@stakelog/kafka';
import { crashPoint, type Clock } from '@stakelog/runtime';
import type { CommandAppended, CommandLog } from './command-log';

const TOPIC = 'bet.commands';

export type KafkaCommandLog = CommandLog & { close(): Promise<void> };

/** bet.commands on the broker. `onAppend` hears of every outcome, for health and metrics. */
export function openCommandLog(
  log: Log,
  clock: Pick<Clock, 'monotonicMs'>,
  onAppend: (appended: CommandAppended, seconds: number) => void,
): KafkaCommandLog {
  const appender = openBatchingAppender(log.openAppender(TOPIC));
  const ends = oneAtATime(() => log.endOffsets(TOPIC));
  return {
    async append(partition, key, value) {
      const startedMs = clock.monotonicMs();
      crashPoint('api.before-append');
      const record = { key: Buffer.from(key), value };
      const appended = outcome(await appender.append(partition, record));
      crashPoint('api.after-append');
      onAppend(appended, (clock.monotonicMs() - startedMs) / 1_000);
      return appended;
    },
    async endOffset(partition) {
      const end = (await ends()).get(partition);
      return defined(end, `${TOPIC} has ${topics[TOPIC].partitions} partitions`);
    },
    close: () => appender.close(),
  };
}

type Appended = Awaited<ReturnType<ReturnType<typeof openBatchingAppender>['append']>>;

function outcome(appended: Appended): CommandAppended {
  if (appended.status === 'appended') return { status: 'appended', offset: appended.offset };
  return { status: 'unknown', cause: appended.cause, nothingSent: appended.nothingSent === true };
}

/** Callers share one run, but never one that began before they asked: its answer would be too old. */
function oneAtATime<Value>(work: () => Promise<Value>): () => Promise<Value> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<Value> | undefined;
  return () => {
    next ??= running
      .catch(() => undefined)
      .then(() => {
        const started = work();
        running = started;
        next = undefined;
        return started;
      });
    return next;
  };
}
