import { limits, writerName } from '@stakelog/contracts';
import { describe, expect, test } from '@jest/globals';
import { goodLog } from '../testing/good-log';
import { codec, home, type SyntheticLog } from '../testing/synthetic-log';
import { openRecording, walkPartition } from '../walk/partition-walk';
import { reportTo } from './batch-check';
import { exposureCheck } from './exposure-check';
import { verifyPartition } from './verify-partition';
import type { Violation } from './violation';

const events = (log: SyntheticLog) => log.records('bet.events', home);
const verified = async (log: SyntheticLog) =>
  (await verifyPartition(await openRecording(log, codec), home, new Map())).violations;

const typeAt = (log: SyntheticLog, offset: number) =>
  codec.decode('bet.events', events(log)[offset]?.value ?? null).type;

describe('one writer at a time', () => {
  test('an epoch that opens over a living writer is named', async () => {
    const { log, holding } = goodLog();
    const at = events(log).findIndex(
      (_, offset) => offset > holding && typeAt(log, offset) === 'EpochOpened',
    );
    const opened = events(log)[at];
    if (opened !== undefined) opened.appendedAtMs -= limits.takeoverAfterMs - 1_000;
    expect(await verified(log)).toMatchObject([
      { rule: 'writers', at: `b${home}:${at}`, detail: expect.stringContaining('1000 ms') },
    ]);
  });

  test('an epoch that was sent in silence may arrive behind a late batch', async () => {
    const { log, holding } = goodLog();
    const all = events(log);
    const at = all.findIndex(
      (_, offset) => offset > holding && typeAt(log, offset) === 'EpochOpened',
    );
    const last = all.findLastIndex(
      (_, offset) => offset < at && typeAt(log, offset) === 'InputsAdopted',
    );
    const lateMs = limits.takeoverAfterMs + 1_000;
    for (const record of all.slice(last, at)) record.appendedAtMs += lateMs;
    for (const record of all.slice(at)) record.appendedAtMs += 1_500;
    expect(await verified(log)).toEqual([]);
  });

  test('a process goes on at once behind what it wrote itself', async () => {
    const { log, holding } = goodLog();
    for (const [offset, record] of events(log).entries()) {
      const event = codec.decode('bet.events', record.value);
      if (event.type !== 'EpochOpened' && event.type !== 'InputsAdopted') continue;
      const writer = writerName('process', event.epoch);
      Object.assign(record, { value: codec.encode('bet.events', { ...event, writer }) });
      if (offset > holding && event.type === 'EpochOpened')
        record.appendedAtMs -= limits.takeoverAfterMs - 1_000;
    }
    expect(await verified(log)).toEqual([]);
  });

  test('a writer that goes on behind a gap in its own records is named', async () => {
    const { log, betting } = goodLog();
    const opening = codec.decode('bet.events', events(log)[betting]?.value ?? null);
    if (opening.type !== 'InputsAdopted') throw new Error('a batch begins there');
    // A zombie between two batches: they count both, and the writer must have stopped after the second.
    log.openEpoch(undefined, 3);
    log.decide();
    log.event({ ...opening, records: 0 });
    log.decide();
    expect(await verified(log)).toEqual([]);
    const at = log.decide();
    expect(await verified(log)).toMatchObject([{ rule: 'writers', at: `b${home}:${at}` }]);
  });
});

test('a bet above the share of its partition is named', async () => {
  const { log, betting } = goodLog();
  const violations: Violation[] = [];
  // So many partitions that each has a share of a few hundred of no limit at all.
  const check = exposureCheck(home, Number.MAX_SAFE_INTEGER / 700);
  for await (const step of walkPartition(await openRecording(log, codec), home))
    if (step.status === 'batch') check.take(step, reportTo(home, violations));
  expect(violations[0]).toMatchObject({
    rule: 'exposure',
    at: `b${home}:${betting + 1}`,
    detail: expect.stringContaining('m1 to 1500'),
  });
});
