import { describe, expect, test } from '@jest/globals';
import { rulesVersion } from '@stakelog/domain';
import { deposit, goodLog } from '../testing/good-log';
import { laterCodec, writtenByOlderBuild } from '../testing/older-build';
import { codec, home, oddsHome, type SyntheticLog } from '../testing/synthetic-log';
import { openRecording } from '../walk/partition-walk';
import { redecidePartition } from './redecide-partition';

const redecided = async (log: SyntheticLog, of = codec) =>
  redecidePartition(await openRecording(log, of), home);

const events = (log: SyntheticLog) => log.records('bet.events', home);

function olderLog(rules: number): SyntheticLog {
  const { log } = goodLog(rules);
  writtenByOlderBuild(log);
  return log;
}

describe('a log that an older build wrote', () => {
  test.each([1, rulesVersion])('under rules %i is decided again byte for byte', async (rules) => {
    const log = olderLog(rules);
    const again = await redecided(log, laterCodec);
    expect(again).toMatchObject({ difference: undefined, broken: undefined });
    expect(again.byteEqual).toBeGreaterThan(8);
  });

  test('with a changed byte is caught, also in an answer that stands inside a repeat', async () => {
    const log = olderLog(rulesVersion);
    const at = events(log).findIndex(
      ({ value }) => laterCodec.decode('bet.events', value).type === 'CommandRepeated',
    );
    const value = events(log)[at]?.value ?? Buffer.alloc(0);
    const odds = value.indexOf(Buffer.from('m1'));
    value[odds + 1] = '2'.charCodeAt(0);
    const { difference } = await redecided(log, laterCodec);
    expect(difference?.at).toBe(`b${home}:${at}`);
  });
});

test('inputs that went back, and were accepted, are read again and decided again alike', async () => {
  const { log } = goodLog();
  const by = { type: 'InputsRewound', actor: 'olga', reason: 'power loss', toOffset: 0 } as const;
  log.openEpoch();
  const base = log.decide(10, [
    { ...by, topic: 'bet.commands', partition: home, fromOffset: log.state.commandsNext },
    { ...by, topic: 'odds.events', partition: oddsHome, fromOffset: 9 },
  ]);
  log.command(deposit(log, 'd2', 500));
  log.decide();
  const types = events(log)
    .slice(base)
    .map(({ value }) => codec.decode('bet.events', value).type);
  expect(types.slice(1, 3)).toEqual(['InputsRewound', 'InputsRewound']);
  expect(types).toContain('CommandRepeated');
  expect(types.filter((type) => type === 'FundsDeposited')).toHaveLength(1);
  const again = await redecided(log);
  expect(again).toMatchObject({ difference: undefined, broken: undefined });
});

describe('rules', () => {
  test('of an epoch decide its batches, and the next epoch may have later ones', async () => {
    const { log } = goodLog(1, rulesVersion);
    const again = await redecided(log);
    expect(again).toMatchObject({ difference: undefined, broken: undefined });
    expect(again.rules).toEqual([1, rulesVersion]);
  });

  test('that the log does not name are not taken for granted', async () => {
    const { log } = goodLog(1);
    const opened = codec.decode('bet.events', events(log)[0]?.value ?? null);
    if (opened.type !== 'EpochOpened') throw new Error('a log begins with an epoch');
    const [first] = events(log);
    if (first !== undefined)
      first.value = codec.encode('bet.events', { ...opened, rules: rulesVersion });
    expect((await redecided(log)).difference).toBeDefined();
  });

  test('that are newer than this build are refused, and it says so', async () => {
    const { log } = goodLog();
    log.openEpoch(rulesVersion + 1);
    await expect(redecided(log)).rejects.toThrow(
      `rules version ${rulesVersion + 1}, and this build knows up to ${rulesVersion}`,
    );
  });
});
