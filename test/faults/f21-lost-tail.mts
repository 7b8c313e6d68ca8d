import { mkdirSync, readFileSync } from 'node:fs';
import { partitionOf, topics } from '@stakelog/contracts';
import { audit } from '../../tools/scenario/audit-process.mts';
import type { Bout, Fault } from './harness/fault.mts';
import { comparedWithLostInputs } from './harness/lost-inputs.mts';
import { cutTail, endOf } from './harness/segments.mts';

const withinMs = 120_000;

/** Who notices: deciders by R6 and a foreign base offset, copies by R5, and `audit verify` whose answers are gone. */
export const f21: Fault = {
  id: 'F21',
  name: 'the broker restarts without the tail of a topic, as after a power loss',
  ruins: true,
  // I5 is reported as broken: answers were given that the log does not have any more.
  breaks: ['clients', 'repeats'],
  excuses: (check, found) =>
    comparedWithLostInputs(check, found) ||
    (check === 'redecide' && found.includes('"rule":"inputs"')),
  run: loseTails,
};

async function loseTails(bout: Bout): Promise<void> {
  await loseInput(bout, 'bet.commands');
  await loseInput(bout, 'odds.events');
  await loseEvents(bout);
}

/** R6: the partition stops until an operator accepts that its inputs went back. */
async function loseInput(bout: Bout, topic: 'bet.commands' | 'odds.events'): Promise<void> {
  const { system, load, chance, note, expect } = bout;
  const decider = system.app('decider');
  await decider.restart({ ACCEPT_REWIND: 'false' });
  await load.progress(30);
  const key =
    topic === 'bet.commands' ? load.bettors[0]?.accountId : load.offer.markets[0]?.fixtureId;
  const partition = partitionOf(key ?? '', topics[topic].partitions);
  load.rest();
  // What nobody has adopted can be lost without a word. The feed goes on: what it said seconds ago is adopted.
  const isAdopted = async () =>
    load.operations.every(({ told }) => told.length > 0) &&
    (await decider.metric('stakelog_commands_lag_records')) === 0;
  expect(await load.until(isAdopted, withinMs), 'every command is adopted');
  const atLeast = topic === 'bet.commands' ? 1 : 20;
  const lost = await cut(bout, topic, partition, (end) => end - atLeast - chance.below(3));
  const stopped = () => decider.metric('stakelog_partition_stopped');
  const isStopped = async () => ((await stopped()) ?? 0) > 0;
  expect(await load.until(isStopped, withinMs), `${topic} that went back stops a partition`);
  const said = (await (await decider.ask('/readyz'))?.text()) ?? '';
  expect(said.includes('accept-rewind'), `/readyz names the next step, not ${said.slice(0, 300)}`);
  note(`${topic}/${partition} lost ${lost} records; ${await stopped()} partitions stopped`);
  const isAccepted = async () => {
    for (const of of waitingIn((await (await decider.ask('/readyz'))?.text()) ?? ''))
      await accept(bout, of);
    return (await stopped()) === 0 && (await decider.ready());
  };
  expect(await load.until(isAccepted, withinMs), 'accepted, the partitions go on');
  const rewound = () => system.log.counted.filter(({ type }) => type === 'InputsRewound').length;
  await system.log.again();
  expect(await system.log.until(() => rewound() > 0), 'the log says who accepted it');
  load.resume();
  expect(await load.progress(10), `answers go on behind the cut of ${topic}`);
}

const waitingIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/partitions\/(\d+)\/accept-rewind/g)].map((found) => found[1] ?? ''));

async function accept({ system }: Bout, partition: string): Promise<void> {
  const token = readFileSync(`${system.place.dataDir}/secrets/internal.token`, 'utf8').trim();
  await system.app('decider').ask(`/internal/partitions/${partition}/accept-rewind`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ actor: 'faults', reason: 'the tail was lost' }),
  });
}

async function cut(
  { system }: Bout,
  topic: string,
  partition: number,
  from: (end: number) => number,
): Promise<number> {
  const { dataDir } = system.place;
  const broker = system.server('kafka');
  await broker.kill();
  const lost = cutTail(dataDir, topic, partition, from(endOf(dataDir, topic, partition)));
  await broker.start();
  return lost;
}

/** Answers are gone; nothing else may be wrong afterwards, and a receipt shows what is missing. */
async function loseEvents(bout: Bout): Promise<void> {
  const { system, load, note, expect } = bout;
  await system.app('decider').restart();
  await load.progress(30);
  const environment = await sealing(bout);
  const bet = system.log.counted.findLast(({ type }) => type === 'BetAccepted');
  if (bet === undefined) throw new Error('no bet was accepted');
  const [, partition, offset] = /^b(\d+):(\d+)$/.exec(String(bet['position'])) ?? [];
  const receipts = `${system.place.dataDir}/receipts`;
  mkdirSync(receipts);
  await audit(['seal', '--json'], environment);
  const betId = `${String(bet['ticketId'])}-${String(bet['bet'])}`;
  const file = `${receipts}/${betId}.json`;
  const made = await audit(['receipt', betId, '--out', file, '--json'], environment);
  expect(made.exitCode === 0, `a receipt of ${betId}`);
  const lost = await cut(bout, 'bet.events', Number(partition), () => Number(offset));
  note(`b${partition} lost ${lost} events from ${offset} on`);
  await system.heal(withinMs);
  await system.log.again();
  expect(await load.progress(10), 'answers go on behind the lost tail');
  const { exitCode, lines } = await audit(
    ['verify', '--topic', 'bet.events', '--receipts', receipts, '--json'],
    environment,
  );
  const told = lines.find((line) => 'receipts' in line);
  const gone = (told?.['lost'] ?? []) as readonly { readonly bet: string }[];
  expect(exitCode === 1 && gone.some((of) => of.bet === betId), 'the receipt’s answer is listed');
  note(`audit verify: ${gone.length} answers of ${String(told?.['receipts'])} receipts are gone`);
}

async function sealing({ system }: Bout): Promise<Record<string, string>> {
  const { dataDir } = system.place;
  return {
    ...(await system.auditAddresses()),
    SEAL_DIR: `${dataDir}/seals`,
    SECRETS_DIR: `${dataDir}/secrets`,
  };
}
