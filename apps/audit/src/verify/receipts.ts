import { topicNames, type TopicName } from '@stakelog/contracts';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AuditError } from '../audit-error';
import type { RecordedLog } from '../log/recorded-log';
import type { Output } from '../report/output';

/** What of a receipt names a record; the rest of it is for whoever has no log (`audit verify-receipt`). */
const Receipt = z.looseObject({
  bet: z.string(),
  records: z.array(
    z.looseObject({
      topic: z.enum(topicNames),
      partition: z.int().min(0),
      offset: z.int().min(0),
      value: z.base64(),
    }),
  ),
});

/** An answer that somebody has a receipt of, and that the log does not have, or not any more. */
export type LostAnswer = {
  readonly file: string;
  readonly bet: string;
  readonly topic: TopicName;
  readonly partition: number;
  readonly offset: number;
  readonly found: 'nothing' | 'another record';
};

export type ReceiptsVerdict = {
  readonly receipts: number;
  readonly records: number;
  readonly lost: readonly LostAnswer[];
};

/** Compares receipts with the log, byte for byte (F21): a tail that was lost takes answers with it. */
export async function verifyReceipts(
  log: Pick<RecordedLog, 'ranges' | 'read'>,
  folder: string,
): Promise<ReceiptsVerdict> {
  const files = globSync('**/*.json', { cwd: folder }).toSorted();
  if (files.length === 0) throw new AuditError('bad_data', `${folder} has no receipts (*.json)`);
  const lost: LostAnswer[] = [];
  let records = 0;
  for (const file of files) {
    const { bet, records: named } = readReceipt(join(folder, file));
    for (const { topic, partition, offset, value } of named) {
      records++;
      const bytes = await valueAt(log, topic, partition, offset);
      if (bytes?.equals(Buffer.from(value, 'base64')) === true) continue;
      const found = bytes === undefined ? 'nothing' : 'another record';
      lost.push({ file, bet, topic, partition, offset, found });
    }
  }
  return { receipts: files.length, records, lost };
}

function readReceipt(path: string) {
  try {
    return Receipt.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new AuditError('bad_data', `${path} is no receipt: ${String(error)}`, error);
  }
}

/** Undefined where the log has no such record. */
async function valueAt(
  log: Pick<RecordedLog, 'ranges' | 'read'>,
  topic: TopicName,
  partition: number,
  offset: number,
): Promise<Buffer | undefined> {
  const range = (await log.ranges(topic)).get(partition);
  if (range === undefined || offset < range.start || offset >= range.end) return undefined;
  for await (const slice of log.read(topic, partition, offset, offset + 1))
    for (const record of slice)
      if (record.offset === offset) return record.value ?? Buffer.alloc(0);
  return undefined;
}

/** Says which answers are gone. True where none is. */
export async function tellReceipts(
  log: Pick<RecordedLog, 'ranges' | 'read'>,
  folder: string,
  out: Output,
): Promise<boolean> {
  const { receipts, records, lost } = await verifyReceipts(log, folder);
  if (out.json) await out.value({ receipts, records, lost });
  else {
    const sign = lost.length === 0 ? '✓' : '✗';
    out.text(`${sign} ${receipts} receipts  ${records} records  ${lost.length} not in the log`);
    for (const { file, bet, topic, partition, offset, found } of lost)
      out.text(`  ✗ ${file}  bet ${bet}  ${topic}/${partition}/${offset}: ${found}`);
  }
  return lost.length === 0;
}
