import { positionToken, type TopicName } from '@stakelog/contracts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goodLog } from '../testing/good-log';
import { home, type SyntheticLog } from '../testing/synthetic-log';
import { verifyReceipts } from './receipts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stakelog-receipts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As `audit receipt` writes it, as far as it matters here. */
function writeReceipt(log: SyntheticLog, topic: TopicName, offset: number): void {
  const value = log.records(topic, home)[offset]?.value.toString('base64');
  const records = [{ topic, partition: home, offset, value, role: 'event' }];
  const name = positionToken({ topic, partition: home, offset }).replace(':', '-');
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ receipt: 'x', bet: name, records }));
}

describe('receipts', () => {
  test('of what the log has are kept', async () => {
    const { log, betting } = goodLog();
    writeReceipt(log, 'bet.events', betting + 1);
    writeReceipt(log, 'bet.commands', 2);
    expect(await verifyReceipts(log, folder)).toEqual({ receipts: 2, records: 2, lost: [] });
  });

  test('of a lost tail, and of one that grew again, name the answers that are gone', async () => {
    const { log, settled, corrected } = goodLog();
    writeReceipt(log, 'bet.events', settled + 1);
    writeReceipt(log, 'bet.events', corrected + 1);
    log.records('bet.events', home).length = settled + 1;
    const [first] = log.records('bet.events', home);
    if (first !== undefined) log.records('bet.events', home).push(first);
    const { lost } = await verifyReceipts(log, folder);
    expect(lost).toMatchObject(
      [
        { offset: corrected + 1, found: 'nothing' },
        { offset: settled + 1, found: 'another record' },
      ].toSorted((left, right) => `b${left.offset}`.localeCompare(`b${right.offset}`)),
    );
  });

  test('that are none are bad data', async () => {
    writeFileSync(join(folder, 'x.json'), '{"bet": 1}');
    await expect(verifyReceipts(goodLog().log, folder)).rejects.toMatchObject({ exitCode: 65 });
  });
});
