import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '@stakelog/contracts';
import type { Bout, Fault } from './harness/fault.mts';
import { partitionOf } from './harness/log-seen.mts';

/** An hour of idleness is the simulation's to wait for. Here: several times the bound. */
const quietMs = 5 * limits.takeoverAfterMs;
const partitions = 12;
const topic = 'bet.events';

/** Silence means death only where the end was heard: nobody opens an epoch over an owner that lives. */
export const f45: Fault = {
  id: 'F45',
  name: 'silence: the owner dies; idle partitions; a standby that hears nothing; appends held for 1 s',
  run: async (bout) => {
    const standby = await bout.system.add('decider', 'decider-b', { STANDBY: 'true' });
    bout.load.rest();
    await quietly(bout, 'idle partitions', () => pause(quietMs));
    await quietly(bout, 'the standby’s fetches held', async () => {
      standby.kafka.tcp.trouble('toClient', { blackHole: true });
      await pause(quietMs);
      standby.kafka.heal();
    });
    await quietly(bout, 'records kept from the standby', async () => {
      for (let of = 0; of < partitions; of++) standby.kafka.withhold(topic, of);
      await pause(quietMs);
      standby.kafka.heal();
    });
    bout.load.resume();
    await quietly(bout, 'every append of the owner held for 1 s', async () => {
      const { kafka } = bout.system.app('decider');
      const held = kafka.catchProduce({ topic, times: 100_000 }, { delayMs: 1_000 });
      await pause(quietMs);
      held.release();
    });
    await die(bout);
  },
};

/** No epoch opens meanwhile, unless the owner really was silent: a busy machine may stop it as well. */
async function quietly({ system, note, expect }: Bout, what: string, work: () => Promise<unknown>) {
  const before = system.log.epochs().length;
  await work();
  const opened = system.log.epochs().slice(before);
  const unheard = opened.filter(
    (epoch) => silenceBefore(system.log.counted, epoch) < limits.takeoverAfterMs,
  );
  expect(unheard.length === 0, `${what}: ${unheard.length} epochs over a living owner`);
  note(`${what}: ${opened.length} epochs`);
}

type Line = Bout['system']['log']['records'][number];

/** For how long no batch of the partition had been appended, by the broker's time. */
function silenceBefore(counted: readonly Line[], epoch: Line): number {
  const partition = partitionOf(epoch);
  const offset = offsetOf(epoch);
  const last = counted.findLast((of) => partitionOf(of) === partition && offsetOf(of) < offset);
  return last === undefined ? Infinity : appendedAt(epoch) - appendedAt(last);
}

const offsetOf = ({ position }: Line) => Number(String(position).split(':')[1]);
const appendedAt = (line: Line) => Number(line['appendedAtMs']);

/** Taken over behind the bound and one recovery. */
async function die({ system, load, note, expect }: Bout): Promise<void> {
  const before = system.log.epochs().length;
  const sinceMs = performance.now();
  await system.app('decider').kill({ stays: true });
  const taken = () =>
    new Set(system.log.epochs().slice(before).map(partitionOf)).size === partitions;
  expect(await system.log.until(taken), 'the standby takes every partition');
  const tookMs = performance.now() - sinceMs;
  expect(tookMs >= limits.takeoverAfterMs, `not before the silence, but after ${tookMs} ms`);
  expect(await load.progress(10), 'answers go on with the standby');
  note(`all partitions taken ${(tookMs / 1_000).toFixed(1)} s after the owner’s death`);
}
