import kafkajs from 'kafkajs';
import type { Bout, Fault } from './harness/fault.mts';

/** Decisions and copies never use them: positions stand with the data, in the log, in Redis and in ClickHouse. */
export const f23: Fault = {
  id: 'F23',
  name: 'all offsets of consumer groups are deleted',
  run: deleteGroups,
};

const withinMs = 120_000;
const readers = ['api', 'decider', 'projector', 'recorder'] as const;

async function deleteGroups({ system, load, note, expect }: Bout): Promise<void> {
  await system.add('notifier', 'notifier');
  await load.progress(10);
  const logLevel = kafkajs.logLevel.NOTHING;
  const brokers = [system.addresses.KAFKA_BROKERS];
  const admin = new kafkajs.Kafka({ clientId: 'faults', brokers, logLevel }).admin();
  await admin.connect();
  try {
    const { groups } = await admin.listGroups();
    const own = groups.filter(({ groupId }) => !groupId.startsWith('faults-'));
    expect(own.length === 0, `the apps keep no group, but ${own.map((of) => of.groupId).join()}`);
    for (const { groupId } of groups) await admin.deleteGroups([groupId]);
    note(`${groups.length} groups deleted, none of them of an app`);
  } finally {
    await admin.disconnect();
  }
  const again = readers.map(async (name) => {
    await system.app(name).kill();
    expect(await system.app(name).becomesReady(withinMs), `${name} is ready again`);
  });
  await Promise.all(again);
  expect(await load.progress(20), 'answers go on');
}
