import { topics } from '@stakelog/contracts';
import { historyOf, prng, randomWords } from '@stakelog/testing';
import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goodLog } from '../testing/good-log';
import { historyLog } from '../testing/history-log';
import { bettor, codec, home, type SyntheticLog } from '../testing/synthetic-log';
import { openRecording } from '../walk/partition-walk';
import { readPolicyFile } from './policy-file';
import { whatIfPartition } from './what-if-partition';

/** The file is read as an auditor's would be. */
function policy(written: unknown) {
  const folder = mkdtempSync(join(tmpdir(), 'stakelog-what-if-'));
  try {
    const path = join(folder, 'policy.json');
    writeFileSync(path, JSON.stringify(written));
    return readPolicyFile(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const whatIf = async (log: SyntheticLog, written: unknown) =>
  whatIfPartition(await openRecording(log, codec), home, policy(written));

const seeds = Array.from({ length: 15 }, (_, seed) => seed + 1);
const told = (seed: number) =>
  historyLog(historyOf(randomWords(prng(seed), 200), topics['odds.events'].partitions));

const stakeMax = (amount: number) => ({ levels: [{ level: 'GLOBAL', stakeMax: amount }] });

describe('a what-if', () => {
  test.each(seeds)('under the recorded policy finds nothing: seed %i', async (seed) => {
    const { totals, broken } = await whatIf(told(seed), {});
    expect(broken).toBeUndefined();
    expect(totals.decided).toBeGreaterThan(10);
    expect(totals.differing).toBe(0);
  });

  test('refuses what a lower limit refuses, and says what the house had of it', async () => {
    const { log } = goodLog();
    const { differences, totals } = await whatIf(log, stakeMax(700));
    expect(differences).toMatchObject([
      {
        command: 'PlaceBets',
        was: { kind: 'accepted', bets: [{ stake: 1_000 }] },
        wouldBe: { kind: 'refused', codes: ['STAKE_ABOVE_MAX'] },
        houseHas: 1_000, // outcome 1 won first; the correction made it a loser
        houseWouldHave: 0,
      },
    ]);
    expect(totals.currencies.get('EUR')).toMatchObject({
      acceptedToRefused: 1,
      stakeLost: 1_000,
      houseDifference: -1_000,
    });
  });

  test('judges a ticket that waited once, when its wait ended', async () => {
    const { log } = goodLog();
    const { differences } = await whatIf(log, stakeMax(400));
    expect(differences.map(({ was }) => was)).toMatchObject([
      { kind: 'accepted', bets: [{ stake: 1_000 }] },
      { kind: 'accepted', bets: [{ stake: 500 }] },
    ]);
  });

  test('takes what a wider price policy takes, and settles it by the results of the log', async () => {
    const { log } = goodLog();
    const { differences } = await whatIf(log, { priceChange: { policy: 'ANY' } });
    expect(differences).toMatchObject([
      {
        was: { kind: 'refused', codes: ['ODDS_CHANGED'] },
        wouldBe: { kind: 'accepted', bets: [{ stake: 1_000, odds: [25_000] }] },
        houseHas: 0,
        houseWouldHave: 1_000,
      },
    ]);
  });

  test('scales the limits of a bettor by another factor', async () => {
    const { log } = goodLog();
    const scaled = { ...stakeMax(1_000), factors: { [bettor]: 6_000 } };
    const { differences } = await whatIf(log, scaled);
    expect(differences).toMatchObject([{ wouldBe: { codes: ['STAKE_ABOVE_MAX'] } }]);
  });

  test('changes nothing of the state that the next decision is judged on', async () => {
    const under = await whatIf(told(3), stakeMax(1));
    const again = await whatIf(told(3), stakeMax(1));
    expect(again).toEqual(under);
    const { totals } = await whatIf(told(3), {});
    expect(under.totals.decided).toBe(totals.decided);
    expect(under.totals.differing).toBeGreaterThan(0);
  });
});

describe('a policy file', () => {
  test.each([
    [{ levels: [{ level: 'SPORT', stakeMax: 5 }] }, 'levels.0.id'],
    [{ levels: [{ level: 'GLOBAL', stakeMax: 1.5 }] }, 'levels.0.stakeMax'],
    [{ cashOutMarginBps: 10_001 }, 'cashOutMarginBps'],
    [{ stakeMax: 5 }, 'Unrecognized key'],
    [{ priceChange: { policy: 'LOW' } }, 'priceChange.policy'],
    [[], 'the whole'],
  ])('%j is refused with the path', (written, path) => {
    expect(() => policy(written)).toThrow(
      expect.objectContaining({ exitCode: 65, message: expect.stringContaining(path) }),
    );
  });
});
