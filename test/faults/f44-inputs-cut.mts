import { setUpTopics } from '../../tools/set-up/topics.mts';
import { ask } from './harness/ask.mts';
import type { Bout, Fault } from './harness/fault.mts';
import { partitionOf } from './harness/log-seen.mts';
import { comparedWithLostInputs } from './harness/lost-inputs.mts';
import { RawTopic, type RawRecord } from './harness/raw-topic.mts';

const withinMs = 180_000;
const readers = ['decider', 'projector', 'recorder', 'api'] as const;
const stopping = /\/v1\/ops\/partitions\/(\d+)\/accept-rewind/g;

type InputTopic = 'bet.commands' | 'odds.events';

/**
 * R6 and R5: CRC or offset disagree, nothing is decided until an operator accepts it, and the log says so. A topic is
 * cut by making it anew: the broker's files would be cut to the same effect.
 */
export const f44: Fault = {
  id: 'F44',
  name: 'inputs cut and grown again past every stored position',
  ruins: true,
  excuses: (check, found) => check === 'redecide' || comparedWithLostInputs(check, found),
  run: async (bout) => {
    for (const name of ['bet.commands', 'odds.events'] as const) await goBack(bout, name);
  },
};

/** Other records at every offset but the first, which opens a session, and then more of them than there were. */
async function growAgain(topic: RawTopic, brokers: string): Promise<void> {
  const records = await topic.records();
  const firsts = new Map<number, RawRecord>();
  for (const record of records)
    if (!firsts.has(record.partition)) firsts.set(record.partition, record);
  await topic.remove();
  await setUpTopics([brokers]);
  await topic.append([...firsts.values(), ...records, ...records]);
}

async function goBack(bout: Bout, name: InputTopic): Promise<void> {
  const { system, load, note, expect } = bout;
  const { KAFKA_BROKERS: brokers } = system.addresses;
  expect(await load.progress(20, withinMs), 'answers go on');
  load.rest();
  const away = [...readers, ...(name === 'odds.events' ? (['feed'] as const) : [])];
  await Promise.all(away.map((app) => system.app(app).stop()));
  await growAgain(new RawTopic(brokers, name), brokers);
  const decider = system.app('decider');
  const batches = () => system.log.counted.filter(({ type }) => type === 'InputsAdopted');
  const before = batches().length;
  if (name === 'odds.events') system.app('feed').launch();
  for (const app of ['projector', 'recorder'] as const) system.app(app).launch();
  decider.launch({ ACCEPT_REWIND: 'false' });
  system.app('api').launch({ APP_URLS: `decider=${decider.url}` });
  const stopped = async () => (await stoppedPartitions(bout)).length > 0;
  expect(await load.until(stopped, withinMs), `${name}: partitions stop and name the way on`);
  expect(await system.app('api').becomesReady(withinMs), 'the api is ready');
  const waiting = await stoppedPartitions(bout);
  const decided = batches()
    .slice(before)
    .filter((of) => waiting.includes(partitionOf(of)));
  expect(decided.length === 0, `${name}: ${decided.length} batches before it was accepted`);
  const accepted = await acceptAll(bout);
  load.resume();
  expect(await load.progress(10, withinMs), `${name}: answers go on once it is accepted`);
  const rewound = () =>
    system.log.counted.filter((of) => of['type'] === 'InputsRewound' && of['topic'] === name);
  expect(await system.log.until(() => rewound().length > 0), `${name}: the log says so`);
  note(`${name}: ${accepted} partitions stopped and were accepted`);
}

async function stoppedPartitions({ system }: Bout): Promise<readonly number[]> {
  const text = (await (await system.app('decider').ask('/readyz'))?.text()) ?? '';
  return [...text.matchAll(stopping)].map(([, partition]) => Number(partition));
}

/** Until none waits any more; how many acceptances it took. */
async function acceptAll(bout: Bout): Promise<number> {
  const { system, load, expect } = bout;
  let accepted = 0;
  const isReady = async () => {
    for (const partition of await stoppedPartitions(bout)) {
      const path = `/v1/ops/partitions/${partition}/accept-rewind`;
      const body = { reason: 'faults' };
      const { status } = await ask(system, { scope: 'operator', method: 'POST', path, body });
      if (status === 202) accepted++;
    }
    return system.app('decider').ready();
  };
  expect(await load.until(isReady, withinMs), 'every partition goes on once it is accepted');
  return accepted;
}
