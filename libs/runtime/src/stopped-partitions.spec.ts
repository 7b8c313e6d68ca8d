import { expect, it } from '@jest/globals';
import { Health } from './health';
import { createLogger } from './logger';
import { Metrics } from './metrics';
import { StoppedPartitions } from './stopped-partitions';

it('keeps the process, not ready, and says which record, why and what to do', async () => {
  const health = new Health();
  health.dependency('kafka').up();
  const metrics = new Metrics('spec');
  const stopped = new StoppedPartitions(health, metrics, createLogger('spec', 'silent'));
  expect(health.ready).toBe(true);
  const at = { topic: 'bet.events', partition: 3, offset: 117 };
  stopped.report({ code: 'unreadable', message: 'bet.events/3/117: TRUNCATED', at });
  stopped.report({ code: 'no_reader', message: 'newer', at: { ...at, partition: 4 } });
  expect(health.ready).toBe(false);
  const { dependencies } = health.readiness();
  expect(dependencies['stopped bet.events/3']).toMatchObject({
    state: 'down',
    detail: 'bet.events/3/117: TRUNCATED; look at it: npm run audit -- inspect bet.events/3/117',
  });
  expect(dependencies['stopped bet.events/4']?.detail).toContain('upgrade this app');
  expect(await metrics.text()).toMatch(
    /partition_stopped\{partition="bet.events\/3",cause="unreadable".*\} 1/,
  );
});
