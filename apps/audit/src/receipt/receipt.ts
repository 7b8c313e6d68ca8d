import { defined, type TopicName } from '@stakelog/contracts';
import { isSealed, receiptOf, type Receipt, type ReceiptSource } from '@stakelog/sealing';
import { writeFile } from 'node:fs/promises';
import { AuditError } from '../audit-error';
import { betLife } from '../explain/bet-life';
import type { RecordedLog } from '../log/recorded-log';
import type { Output } from '../report/output';
import type { Recording } from '../walk/partition-walk';

/** Events that say something of a bet for good; quotes and holds are on the way to one of them. */
const proved = new Set<string>([
  'BetAccepted',
  'BetRejected',
  'BetSettled',
  'BetReopened',
  'BetCashedOut',
  'LegOverridden',
]);

type Source = Pick<ReceiptSource, 'seals' | 'textOf'> & {
  readonly recording: Pick<Recording, 'log' | 'codec' | 'eventEnds'>;
};

/** The receipt of a bet, or of a ticket that was refused whole. Throws `usage` where the log has no such bet. */
export async function betReceipt(
  { recording, seals, textOf }: Source,
  bet: string,
): Promise<Receipt> {
  const [, ticket, index = '0'] = /^([a-z2-7]{26})(?:-(\d{1,2}))?$/.exec(bet) ?? [];
  if (ticket === undefined) throw new AuditError('usage', `${bet} is no id of a bet or ticket`);
  const life = await betLife(recording, ticket, Number(index));
  const placed = (life?.placed ?? []).filter(({ counted }) => proved.has(counted.event.type));
  const events = placed.map(({ counted, batch }) => ({
    topic: 'bet.events' as const,
    partition: batch.partition,
    offset: counted.offset,
  }));
  if (events.length === 0) throw new AuditError('usage', `the log has no decided ${bet}`);
  const isRefused = placed.every(({ counted }) => counted.event.type === 'BetRejected');
  const source = { seals, textOf, recordAt: recordsOf(recording.log) };
  const made = await receiptOf(source, isRefused ? ticket : `${ticket}-${index}`, events);
  return defined(made, 'the log holds what it was just read from');
}

/** Writes the receipt, and says whether it is sealed. */
export async function receipt(
  source: Source,
  bet: string,
  to: string | undefined,
  out: Output,
): Promise<void> {
  const made = await betReceipt(source, bet);
  if (to === undefined) {
    out.text(JSON.stringify(made, undefined, 2));
    return;
  }
  await writeFile(to, `${JSON.stringify(made, undefined, 2)}\n`);
  const sealed = isSealed(made);
  if (out.json) await out.value({ verb: 'receipt', bet: made.bet, file: to, sealed });
  else
    out.text(
      `${made.bet}  ${made.records.length} records  ${sealed ? 'sealed' : 'UNSEALED: no checkpoint covers all of it yet'}  ${to}`,
    );
}

const recordsOf =
  (log: RecordedLog): ReceiptSource['recordAt'] =>
  async ({ topic, partition, offset }: { topic: TopicName; partition: number; offset: number }) => {
    for await (const [record] of log.read(topic, partition, offset, offset + 1))
      if (record !== undefined) return { topic, ...record };
    return undefined;
  };
