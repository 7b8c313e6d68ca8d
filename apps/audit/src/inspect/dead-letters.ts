import { DeadLetterIndex, type DeadLetterFilter } from '@stakelog/projections';
import { decodeLearning, type Codec } from '@stakelog/kafka';
import { AuditError } from '../audit-error';
import type { RecordedLog } from '../log/recorded-log';
import type { Output } from '../report/output';
import { inspect } from './inspect';

type Parts = { readonly log: RecordedLog; readonly codec: Codec };

async function indexOf({ log, codec }: Parts): Promise<DeadLetterIndex> {
  const index = new DeadLetterIndex();
  for (const [partition, { start, end }] of await log.ranges('dead.letters'))
    for await (const slice of log.read('dead.letters', partition, start, end))
      for (const { offset, value } of slice)
        index.take(offset, await decodeLearning(codec, 'dead.letters', value));
  return index;
}

/** Prints each dead letter once, oldest first. Whether none is open. */
export async function listDeadLetters(
  parts: Parts,
  filter: DeadLetterFilter,
  out: Output,
): Promise<boolean> {
  const index = await indexOf(parts);
  const { entries } = index.page(filter, 0, Number.MAX_SAFE_INTEGER);
  for (const { source, code, detail, reports, resolution } of entries)
    if (out.json) await out.value({ source, code, detail, reports, resolution });
    else
      out.text(
        `${source}  ${code}  ${resolution === null ? 'open' : `${resolution.action} by ${resolution.actor}: ${resolution.reason}`}  ${detail}`,
      );
  return index.openCounts().length === 0;
}

/** Shows the newest copy of a dead letter as it stands in dead.letters, its bytes whole. */
export async function showDeadLetter(parts: Parts, source: string, out: Output): Promise<boolean> {
  const entry = (await indexOf(parts)).get(source);
  if (entry === undefined) throw new AuditError('bad_data', `there is no dead letter ${source}`);
  return inspect(parts, { topic: 'dead.letters', partition: 0, offset: entry.letterOffset }, out);
}
