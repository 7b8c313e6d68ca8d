import type { NoticeQueue, Shard } from '@stakelog/redis';
import type { Clock, Metrics } from '@stakelog/runtime';

/** How much waits in the queues of these shards, asked at each scrape. One stream stands for all of them. */
export function watchQueues(
  metrics: Metrics,
  queue: NoticeQueue,
  shards: readonly Shard[],
  clock: Pick<Clock, 'nowMs'>,
): void {
  const stream = 'notices';
  const backlogs = () => Promise.all(shards.map((shard) => queue.backlog(shard)));
  metrics.gauge('queue_pending', 'Notices that are not delivered.', ['stream'], async (gauge) => {
    const found = await backlogs().catch(() => []);
    gauge.set({ stream }, sum(found.map(({ pending }) => pending)));
  });
  metrics.gauge('queue_oldest_seconds', 'Age of the oldest of them.', ['stream'], async (gauge) => {
    const nowMs = clock.nowMs();
    const found = await backlogs().catch(() => []);
    const ages = found.map(({ oldestAtMs = nowMs }) => nowMs - oldestAtMs);
    gauge.set({ stream }, Math.max(0, ...ages) / 1_000);
  });
  metrics.gauge('queue_dead', 'Notices that were given up.', ['stream'], async (gauge) => {
    const found = await backlogs().catch(() => []);
    gauge.set({ stream }, sum(found.map(({ dead }) => dead)));
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
