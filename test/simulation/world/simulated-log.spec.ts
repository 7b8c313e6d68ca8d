import { crc32c } from '@stakelog/kafka';
import { logContract, requestsContract, type LogUnderTest } from '@stakelog/testing';
import { expect, it } from '@jest/globals';
import { World } from './world';

/** A world that goes on by itself, as fast as it can, while a test waits for it. */
async function simulated(): Promise<LogUnderTest> {
  const world = new World('contract');
  const log = world.log(world.newProcess('spec'));
  const appender = log.openAppender('odds.events');
  const run = { isOver: false };
  void (async () => {
    while (!run.isOver) {
      await world.scheduler.step(world.scheduler.nowUs + 1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  return {
    append: (...of) => appender.append(...of),
    read: (from, options = {}) => log.openReader({ topic: 'odds.events', from, ...options }),
    async close() {
      run.isOver = true;
    },
  };
}

logContract('the simulated log', simulated);
requestsContract('the simulated log', simulated, crc32c);

it.each<{ trouble: 'append-lost' | 'append-unanswered' | 'append-reset'; arrives: number }>`
  trouble                | arrives
  ${'append-lost'}       | ${0}
  ${'append-unanswered'} | ${1}
  ${'append-reset'}      | ${1}
`('an append that is $trouble is unknown to its sender, and $arrives arrive', async (row) => {
  const world = new World('trouble');
  const appender = world.log(world.newProcess('spec')).openAppender('odds.events');
  const everything = { percent: 100, delayMs: 100, untilUs: 1_000_000 };
  world.network.begin({ kind: row.trouble, ...everything });
  const appended = appender.append(0, [{ key: null, value: 'v' }]);
  while (await world.scheduler.step(10_000_000));
  expect(await appended).toMatchObject({ status: 'unknown', bytesRefused: false });
  expect(world.topics.end('odds.events', 0)).toBe(row.arrives);
});
