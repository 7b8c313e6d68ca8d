import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { repository } from '../../tools/start/build.mts';
import { topics } from '@stakelog/contracts';
import { exchange } from './harness/ask.mts';
import type { Bout, Fault } from './harness/fault.mts';

const shards = topics['bet.events'].partitions + topics['odds.events'].partitions;
const recordedTopics = ['bet.events', 'odds.events', 'bet.commands'] as const;
const backWithinMs = 120_000;

/** Equal to what was there before, byte for byte; nothing of the new generation dies by a token of the old one. */
export const f39: Fault = {
  id: 'F39',
  name: 'Redis and ClickHouse are built again from the log under load, and put in place',
  run: rebuild,
};

async function rebuild(bout: Bout): Promise<void> {
  await bout.load.progress(20 + bout.chance.below(30));
  const models = rebuildModels(bout);
  await bout.load.progress(10);
  await models;
  await recordAgain(bout);
}

type Step = { readonly step: string; readonly [field: string]: unknown };

/** `npm run rebuild`: each partition of the new generation is compared with the old one where both stand. */
async function rebuildModels({ system, note, expect }: Bout): Promise<void> {
  const args = ['tools/rebuild.mts', '--json', '--data-dir', system.place.dataDir];
  const child = spawn(process.execPath, [...args, '--url', system.app('projector').url], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  const steps: Step[] = [];
  for await (const line of createInterface({ input: child.stdout }))
    steps.push(JSON.parse(line) as Step);
  expect((await ended) === 0, `the rebuild: ${JSON.stringify(steps.at(-1))}`);
  const swapped = steps.filter(({ step }) => step === 'swapped');
  const different = swapped.filter(({ equal }) => equal !== true);
  expect(swapped.length === shards, `${swapped.length} partitions were put in place`);
  expect(different.length === 0, `not equal: ${JSON.stringify(different).slice(0, 300)}`);
  note(`${swapped.length} partitions of read models built again, ${different.length} not equal`);
}

/** Each topic's partition of one key loses its rows and is recorded again, while the others go on. */
async function recordAgain({ system, load, chance, note, expect }: Bout): Promise<void> {
  const recorder = system.app('recorder');
  const token = readFileSync(`${system.place.dataDir}/secrets/internal.token`, 'utf8').trim();
  for (const topic of recordedTopics) {
    const deaths = recorder.deaths;
    const partition = chance.below(topics[topic].partitions);
    const url = `${recorder.url}/internal/record-again`;
    const { status, text } = await exchange(url, token, 'POST', { topic, partition });
    expect(status < 300 && status > 0, `${topic}/${partition}: ${status} ${text.slice(0, 200)}`);
    expect(await recorder.died(deaths + 1), 'the recorder ends, to start anew');
    expect(await recorder.becomesReady(backWithinMs), 'the recorder comes back');
    expect(await load.progress(5), 'answers go on');
    note(`${topic}/${partition} recorded again`);
  }
}
