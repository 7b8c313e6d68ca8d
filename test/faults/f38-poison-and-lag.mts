import { schemas, topics } from '@stakelog/contracts';
import avsc, { type Schema } from 'avsc';
import { ask as askRegistry } from '../../tools/set-up/schemas.mts';
import { ask } from './harness/ask.mts';
import type { Bout, Fault } from './harness/fault.mts';
import { RawTopic, type RawRecord } from './harness/raw-topic.mts';

const { partitions: deciders } = topics['bet.events'];
const { partitions } = topics['odds.events'];
const withinMs = 90_000;
const caughtUpWithinMs = 400_000;
const lag = 1_000_000;
const perAppend = 50_000;
/** Heap of the largest app, its young half and what lies outside the heap. */
const residentMbMax = 1_400;
const behindMax = 2_000;

const junk: readonly (readonly [string, Buffer | null])[] = [
  ['no message', Buffer.from('no message at all')],
  ['no value', null],
  ['an unknown schema', Buffer.from([0, 0, 255, 255, 255, 1])],
  ['2 MB of nothing', Buffer.alloc(2 * 1_048_576)],
];

/**
 * Poison in the inputs is passed, recorded and put aside, and nothing behind it waits. In bet.events it stops the
 * partition, which its readers' specs hold (test/bad-input/README.md). A million records of lag in odds.events: the
 * facts have effect, so every reader has to read all of them.
 */
export const f38: Fault = {
  id: 'F38',
  name: `poison records in the inputs, and a lag of ${lag} records`,
  ruins: true,
  load: { markets: 6 },
  run: async (bout) => {
    await poison(bout);
    await fallBehind(bout);
  },
};

async function poison(bout: Bout): Promise<void> {
  const { system, load, chance, note, expect } = bout;
  const { KAFKA_BROKERS: brokers } = system.addresses;
  const said = (type: string) => system.log.counted.filter((of) => of['type'] === type).length;
  const before = [said('CommandUndecodable'), said('FactUndecodable')];
  const [market] = load.offer.markets;
  for (const [what, value] of junk) {
    const record = { partition: chance.below(partitions), key: 'poison', value };
    await new RawTopic(brokers, 'bet.commands').append([record]);
    await new RawTopic(brokers, 'odds.events').append([record]);
    expect(await load.progress(5), `answers go on behind ${what}`);
  }
  const commands = () => said('CommandUndecodable') - (before[0] ?? 0) >= junk.length;
  const facts = () => said('FactUndecodable') - (before[1] ?? 0) >= junk.length * deciders;
  expect(await system.log.until(commands, withinMs), 'each poison command is recorded');
  expect(await system.log.until(facts, withinMs), 'each poison fact is recorded by each partition');
  const letters = async () => {
    const { text } = await ask(system, { scope: 'operator', path: '/v1/ops/dead-letters' });
    return (text.match(/bet\.commands\/\d+\/\d+/g) ?? []).length >= junk.length;
  };
  expect(await load.until(letters, withinMs), 'and put aside as a dead letter');
  const reason = await load.reasonOf(0);
  expect(reason === undefined, `bets on ${market?.marketId} go on, but ${reason}`);
  note(`${junk.length} kinds of poison in each input were passed under load`);
}

async function fallBehind(bout: Bout): Promise<void> {
  const { system, load, note, expect } = bout;
  const copies = ['projector', 'recorder'] as const;
  await Promise.all(copies.map((name) => system.app(name).stop()));
  const sinceMs = performance.now();
  await appendHeartbeats(bout);
  note(`${lag} facts appended within ${seconds(sinceMs)} s`);
  for (const name of copies) system.app(name).launch();
  const peaks = new Map<string, number>();
  const lags = {
    projector: 'stakelog_projection_lag_records',
    recorder: 'stakelog_recorder_lag_records',
  };
  const startedMs = performance.now();
  for (const name of copies) {
    const isCaughtUp = async () => {
      for (const app of system.apps) await watch(app, peaks);
      return (
        ((await system.app(name).metric(lags[name])) ?? Infinity) < behindMax &&
        system.app(name).ready()
      );
    };
    expect(await load.until(isCaughtUp, caughtUpWithinMs), `the ${name} catches up`);
    const rate = Math.round((1_000 * lag) / (performance.now() - startedMs));
    note(`the ${name} had caught up after ${seconds(startedMs)} s: above ${rate} records a second`);
  }
  expect(await load.progress(20), 'answers go on');
  const shown = [...peaks].map(([name, mb]) => `${name} ${mb} MB`).join(', ');
  expect(Math.max(...peaks.values()) < residentMbMax, `memory is bounded, but ${shown}`);
  note(`resident at most: ${shown}`);
}

type App = Bout['system']['apps'][number];

async function watch(app: App, peaks: Map<string, number>): Promise<void> {
  const bytes = (await app.metric('stakelog_process_resident_memory_bytes')) ?? 0;
  peaks.set(app.name, Math.max(peaks.get(app.name) ?? 0, Math.round(bytes / 1_048_576)));
}

/** A producer of its own that says a million times that it is there: over all partitions, behind its session. */
async function appendHeartbeats({ system, seed }: Bout): Promise<void> {
  const { KAFKA_BROKERS, SCHEMA_REGISTRY_URL } = system.addresses;
  const topic = new RawTopic(KAFKA_BROKERS, 'odds.events');
  const opened = await encoderOf(SCHEMA_REGISTRY_URL, 'ProducerSessionOpened');
  const beat = await encoderOf(SCHEMA_REGISTRY_URL, 'ProducerHeartbeat');
  const atMs = Date.now();
  const producerId = `lag-${seed}-${atMs}`;
  const said = { producerId, session: 1, sourceAtMs: atMs, receivedAtMs: atMs };
  const record = (partition: number, value: Buffer): RawRecord => ({
    partition,
    key: `producer:${producerId}`,
    value,
  });
  const session = opened({ ...said, sourceId: `session:1:${producerId}` });
  await topic.append(Array.from({ length: partitions }, (_, of) => record(of, session)));
  for (let from = 0; from < lag; from += perAppend)
    await topic.append(
      Array.from({ length: perAppend }, (_, index) => {
        const sourceId = `beat:${from + index}`;
        return record(index % partitions, beat({ ...said, sourceId, subscribed: true }));
      }),
    );
}

/** As our own codec writes it: a zero, the schema's id, Avro. */
async function encoderOf(registry: string, name: string): Promise<(message: object) => Buffer> {
  const subject = `odds.events-stakelog.odds.events.${name}`;
  const { body } = await askRegistry(`${registry}/subjects/${subject}/versions/latest`, 'GET');
  const head = Buffer.alloc(5);
  head.writeInt32BE((JSON.parse(body) as { readonly id: number }).id, 1);
  const type = avsc.Type.forSchema(schemas['odds.events']?.[name] as Schema);
  return (message) => Buffer.concat([head, type.toBuffer(message)]);
}

const seconds = (sinceMs: number) => ((performance.now() - sinceMs) / 1_000).toFixed(1);
